"""Describes the cover of a book: whose it is, and which sources have one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from clients.audiobookshelf import LibraryItem
from domain.book_view import Action, ActionKind, FieldView, Offer, Origin
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_standing import CoverStanding, brief

_COVER: Final = FieldName.COVER
_PICTURE: Final = "a picture"


@dataclass(frozen=True, slots=True)
class DescribeCover:
    """Describes an item's cover by what decides whether one is written; no source is asked for its picture."""

    desk: CoverDesk

    async def __call__(
        self, item: LibraryItem, download_id: int | None, locked_since: datetime | None
    ) -> FieldView:
        """The view of the cover of an item that was read just now, and is found for a download if there is one."""
        standing = await self.desk.look(item)
        source, since = _origin(item, standing)
        sources = [one.source for one in await self.desk.offers.of(item.id, download_id)]
        offers = (*(_offer(one, standing) for one in sources), *_of_files(item, source))
        return FieldView(
            name=_COVER,
            known=True,
            value=_value(item, standing),
            source=source,
            since=since,
            locked_since=locked_since,
            rule=self.desk.policy[_COVER],
            offers=offers,
            actions=tuple(self._actions(item, standing, offers, locked=locked_since is not None)),
        )

    def _actions(
        self, item: LibraryItem, standing: CoverStanding, offers: Sequence[Offer], *, locked: bool
    ) -> Iterator[Action]:
        if locked:
            yield Action(ActionKind.UNLOCK)
        else:
            if standing.why_not_taken is None and not self.desk.dry_run:
                for one in offers:
                    if one.source is not Origin.FILES and not one.taken:
                        yield Action(ActionKind.TAKE, ChangeSource(one.source.value))
            yield Action(ActionKind.LOCK)
        last = standing.newest
        if last is not None and last.status is ChangeStatus.WRITTEN and _is_as_left(item, standing):
            yield Action(ActionKind.UNDO, change=last.id)


def _is_as_left(item: LibraryItem, standing: CoverStanding) -> bool:
    """Whether the cover is as the newest change left it."""
    removed = standing.newest is not None and standing.newest.after is None
    return standing.is_ours or (removed and item.cover_path is None)


def _value(item: LibraryItem, standing: CoverStanding) -> str | None:
    """Kind and size of a picture of ours; of any other its file, as Audiobookshelf names it."""
    if standing.is_ours and standing.newest is not None:
        return brief(standing.newest.after)
    return item.cover_path


def _origin(item: LibraryItem, standing: CoverStanding) -> tuple[Origin | None, datetime | None]:
    """Whose it is, and since when, as far as anybody knows."""
    newest = standing.newest
    if newest is not None and _is_as_left(item, standing):
        return Origin(newest.source.value), newest.at
    if newest is not None:
        return Origin.PERSON, None
    if item.cover_path is None:
        return None, None
    as_scanned = item.added_at is not None and item.added_at == item.updated_at
    if item.brings_cover and (as_scanned or item.cover_path.startswith(f"{item.path}/")):
        return Origin.FILES, item.added_at
    return Origin.AUDIOBOOKSHELF, None


def _offer(source: ChangeSource, standing: CoverStanding) -> Offer:
    newest = standing.newest
    taken = standing.is_ours and newest is not None and newest.source is source
    return Offer(
        source=Origin(source.value),
        value=brief(newest.after) if taken and newest is not None else _PICTURE,
        taken=taken,
        allowed=standing.why_left is None,
        why=standing.why_left or "was empty",
    )


def _of_files(item: LibraryItem, held: Origin | None) -> Iterator[Offer]:
    if item.brings_cover:
        taken = held is Origin.FILES
        why = "already right" if taken else "a scan takes it only where there is no cover"
        yield Offer(source=Origin.FILES, value=_PICTURE, taken=taken, allowed=False, why=why)
