"""Where sources have a picture of a book, and the best one of those."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from clients.images import NoPictureError, Picture
from domain.errors import TransientError, UnavailableError
from domain.facts import ChangeSource
from domain.policy import FieldName
from store.downloads import Downloads
from store.source_answers import SourceAnswers

Fetch: TypeAlias = Callable[[str], Awaitable[Picture]]


@dataclass(frozen=True, slots=True)
class CoverOffer:
    """The address of one source's picture of a book."""

    address: str
    source: ChangeSource


@dataclass(frozen=True, slots=True)
class CoverOffers:
    """Knows what is offered: MAM's poster before what any other source has."""

    downloads: Downloads
    answers: SourceAnswers

    async def of(self, item_id: str, download_id: int | None) -> tuple[CoverOffer, ...]:
        """The pictures of an item that was found for a download; None for one that is of no download."""
        download = None if download_id is None else await self.downloads.by_id(download_id)
        poster = None if download is None else download.recording.poster
        others = [
            CoverOffer(cover, one.source)
            for one in await self.answers.of(item_id)
            if isinstance(cover := one.values.get(FieldName.COVER.value), str) and cover
        ]
        return (*([CoverOffer(poster, ChangeSource.MAM)] if poster else ()), *others)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture and whose it is."""

    picture: Picture
    source: ChangeSource


NOTHING: Final = "no source has a picture"


async def choose(offers: Sequence[CoverOffer], fetch: Fetch) -> Chosen | str:
    """The first square picture, else the first one; or why there is none, as a phrase. No more are fetched than needed.

    Raises:
        UnavailableError: A source is away, whose picture may be the one.
        TransientError: There is none now, and may be one later.
    """
    first: Chosen | None = None
    problems: list[str] = []
    trouble: TransientError | None = None
    for offer in offers:
        try:
            chosen = Chosen(await fetch(offer.address), offer.source)
        except NoPictureError as error:
            problems.append(str(error))
        except UnavailableError:
            raise
        except TransientError as error:
            trouble = error
        else:
            if chosen.picture.is_square:
                return chosen
            first = first or chosen
    if first is None and trouble is not None:
        raise trouble
    return first or "; ".join(problems) or NOTHING
