"""Which library item a download is: what a person decides by, for the candidates and for any other item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from daemon.http.inputs import parameter
from daemon.http.pages.list_query import Text
from daemon.http.pages.rendering import SITE, Site
from domain.contradicting import contradiction
from store.book_rows import Book
from store.downloads import Download
from store.views.paging import Slice

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An item that a download may be.

    Args:
        item_id: Its id.
        title: Its title.
        path: Where Audiobookshelf has it.
        why: Why a person has to decide; None for an item that the person searched for.
        book: All that is known of it; None where the library does not have it any more.
        against: What speaks against it.
    """

    item_id: str
    title: str | None
    path: str
    why: str | None
    book: Book | None
    against: str | None

    @property
    def size_bytes(self) -> int:
        """Of its audio files."""
        return sum(file.size for file in self.book.files) if self.book is not None else 0


async def choices(site: Site, downloads: Iterable[Download]) -> Mapping[int, Sequence[Choice]]:
    """The candidates of each of these downloads."""
    found = [one for one in downloads if one.candidates]
    ids = {candidate["item_id"] for one in found for candidate in one.candidates or ()}
    books = {book.item_id: book for book in await site.api.parts.store.books.by_ids(ids)}
    return {
        one.id: [_candidate(one, given, books.get(given["item_id"])) for given in one.candidates or ()]
        for one in found
    }


async def item(request: web.Request) -> web.Response:
    """The candidates of a download, and any other item of the library by its name."""
    site, number = request.app[SITE], int(request.match_info["number"])
    store = site.api.parts.store
    found = await store.downloads.by_id(number)
    if found is None:
        return site.not_found(request, f"download {number}")
    text = parameter(request, "q", Text) or ""
    named = (await store.views.pages.books(Slice(0, _SHOWN), text=text)).rows if text.strip() else ()
    shown = {
        "download": found,
        "text": text,
        "choices": (await choices(site, [found])).get(number, ()),
        "others": [_choice(found, book) for book in named],
    }
    return site.page(request, "item.html", shown)


def _candidate(download: Download, given: Mapping[str, Any], book: Book | None) -> Choice:
    return Choice(
        item_id=given["item_id"],
        title=given["title"],
        path=given["path"],
        why=given["why"],
        book=book,
        against=_against(download, book),
    )


def _choice(download: Download, book: Book) -> Choice:
    return Choice(
        item_id=book.item_id,
        title=book.title,
        path=book.path,
        why=None,
        book=book,
        against=_against(download, book),
    )


def _against(download: Download, book: Book | None) -> str | None:
    if book is None:
        return None
    return contradiction(download.recording, book.as_recording(), item_seconds=book.duration_seconds)
