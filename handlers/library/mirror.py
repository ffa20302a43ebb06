"""Copies the library's items into the store."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf, LibraryItem, ListedItem
from domain.clock import Clock
from domain.errors import CredentialsError, NeedsPersonError, NotFoundError, ShelfhookError
from handlers.library.library_list import LibraryList
from handlers.library.new_ids import RecogniseNewIds
from store.books import Book, BookFile, Books
from store.libraries import KnownLibrary, Libraries
from store.mirror import Known, Mirror

NEWEST: Final = 50
"""How many of the newest items are listed; such a short list costs the same in a library of any size."""

SAVED_AT_ONCE: Final = 500
"""Items in one transaction."""

AT_ONCE: Final = 100
"""Items in one request; facts/audiobookshelf.md 2.7."""

IN_FLIGHT: Final = 2
"""Simultaneous requests: while one answer is read, the next one is on its way."""

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorLibrary:
    """Keeps the mirror up to date.

    Safe to repeat: a known item is stored again in its present state.
    """

    audiobookshelf: Audiobookshelf
    books: Books
    mirror: Mirror
    libraries: Libraries
    library_list: LibraryList
    recognise_new_ids: RecogniseNewIds
    clock: Clock
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def newest(self, only: Collection[str] | None = None) -> list[Book]:
        """Read the newest items: one request for each library if there are no new ones.

        Args:
            only: The ids of the libraries to read; None for all.

        Returns:
            The items that are new, or that have other files than before.
        """
        found: list[Book] = []
        known = await self.library_list.known()
        wanted = [library for library in known if only is None or library.library_id in only]
        gone = [library for library in wanted if not await self._took_newest(library, found)]
        if gone:
            # A library that was created again has another id, and the same books.
            before = {library.library_id for library in known}
            for library in await self.library_list.again():
                if library.library_id not in before:
                    await self._took_newest(library, found)
        return found

    async def _took_newest(self, library: KnownLibrary, found: list[Book]) -> bool:
        """Add a library's newest items to *found*; False when the key's user cannot see this library any more."""
        try:
            found += await self._newest(library)
        except NotFoundError:
            return False
        except CredentialsError:
            raise
        except NeedsPersonError:
            seen = {one.id for one in await self.audiobookshelf.libraries()}
            if not seen or library.library_id in seen:
                raise
            return False
        return True

    async def is_complete(self) -> bool:
        """Whether every item of every library was read at least once."""
        known = await self.libraries.all()
        return bool(known) and all(library.compared_at for library in known)

    async def lost(self, item_id: str) -> None:
        """Mark an item as missing: the library does not have its id any more."""
        await self.mirror.lost([item_id], now=self.clock.now())

    async def _newest(self, library: KnownLibrary) -> list[Book]:
        page, last = await self.audiobookshelf.page(library.library_id, 0, limit=NEWEST, newest_first=True)
        known = await self.mirror.known(item.id for item in page.items)
        found = await self._take(_changed(page.items, known))
        if last and library.compared_at is None:
            await self.libraries.compared(library.library_id, self.clock.now())
        if last or known or library.compared_at is None:
            return found
        # All of them were new, so there may be more: read a longer page, and if all of that is new, the whole library.
        page, _ = await self.audiobookshelf.page(library.library_id, 0, newest_first=True)
        known = await self.mirror.known(item.id for item in page.items)
        if len(known) <= NEWEST:
            await self.libraries.compared(library.library_id, None)
        return found + await self._take(_changed(page.items, known))

    async def compare(self, items: Sequence[ListedItem], *, first: bool = False) -> list[Book]:
        """Read the changed items on a page of a library; see `newest` for the result.

        Args:
            items: The page.
            first: Whether this is the first comparison: then no item can have had another id before.
        """
        known = await self.mirror.known(item.id for item in items)
        changed = _changed(items, known)
        if same := known.keys() - changed:
            await self.mirror.saw(same, now=self.clock.now())
        return await self._take(changed, may_be_renamed=not first)

    async def take(self, item_ids: Iterable[str]) -> list[Book]:
        """Read these items in full; those that do not exist any more are marked as missing.

        Returns:
            Those that are new, or that have other files than before.
        """
        return await self._take(item_ids)

    async def keep(self, items: Sequence[LibraryItem]) -> list[Book]:
        """Store items as they were just read, if they are new or have other files than before: those are returned."""
        libraries = {library.library_id for library in await self.libraries.all()}
        books = [book_of(item) for item in items if item.library_id in libraries]
        known = {one.item_id: one for one in await self.books.by_ids(book.item_id for book in books)}
        return await self._keep([book for book in books if not same_files(book, known.get(book.item_id))])

    async def _take(self, item_ids: Iterable[str], *, may_be_renamed: bool = True) -> list[Book]:
        found: list[Book] = []
        ids = iter(dict.fromkeys(item_ids))
        while some := list(islice(ids, SAVED_AT_ONCE)):
            books, skipped = await _fetch(self.audiobookshelf, some)
            found += await self._keep(books, may_be_renamed=may_be_renamed)
            gone = set(some) - {book.item_id for book in books}
            if gone and not skipped:
                await self.mirror.lost(gone, now=self.clock.now())
        return found

    async def _keep(self, books: Sequence[Book], *, may_be_renamed: bool = True) -> list[Book]:
        """Store items; those are returned that are new or have other files than before."""
        async with self._saving:  # or two callers take the same item for a new one
            before = await self._before([book.item_id for book in books])
            await self.books.save(books, now=self.clock.now(), known=before)
        if may_be_renamed and (new := [book for book in books if book.item_id not in before]):
            await self.recognise_new_ids(new)
        return [book for book in books if not same_files(book, before.get(book.item_id))]

    async def _before(self, item_ids: Sequence[str]) -> Mapping[str, Book]:
        return {book.item_id: book for book in await self.books.by_ids(item_ids)} if item_ids else {}


def _changed(items: Iterable[ListedItem], known: Mapping[str, Known]) -> list[str]:
    return [
        item.id
        for item in items
        if known.get(item.id) != Known(item.path, item.updated_at, item.added_at, item.is_missing)
    ]


def same_files(book: Book, before: Book | None) -> bool:
    """Whether an item is known, and where and what it was."""
    return before is not None and (before.path, before.is_missing, before.inodes) == (
        book.path,
        book.is_missing,
        book.inodes,
    )


def book_of(item: LibraryItem) -> Book:
    """The mirror's row of an item."""
    return Book(
        item_id=item.id,
        library_id=item.library_id,
        path=item.path,
        rel_path=item.rel_path,
        is_file=item.is_file,
        title=item.title,
        authors=item.authors,
        narrators=item.narrators,
        series=item.series,
        duration_seconds=item.duration_seconds,
        abridged=item.abridged,
        publisher=item.publisher,
        published_year=item.published_year,
        isbn=item.isbn,
        asin=item.asin,
        description=item.description,
        has_cover=item.cover_path is not None,
        updated_at=item.updated_at,
        added_at=item.added_at,
        is_missing=item.is_missing,
        files=tuple(
            BookFile(file.path, file.ino, file.size)
            for file in item.audio_files
            if file.ino is not None and file.size is not None
        ),
    )


async def _fetch(audiobookshelf: Audiobookshelf, item_ids: Sequence[str]) -> tuple[list[Book], int]:
    """Those of the items that exist, and how many of them could not be read."""
    turns = asyncio.Semaphore(
        1 if audiobookshelf.is_shut else IN_FLIGHT
    )  # the first finds out whether it is back

    async def ask(ids: Sequence[str]) -> tuple[list[Book], int]:
        async with turns:
            page = await audiobookshelf.items(ids)
            return [book_of(item) for item in page.items], page.skipped

    try:
        async with asyncio.TaskGroup() as together:
            asked = [
                together.create_task(ask(item_ids[start : start + AT_ONCE]))
                for start in range(0, len(item_ids), AT_ONCE)
            ]
    except* ShelfhookError as group:
        raise group.exceptions[0] from None
    pages = [task.result() for task in asked]
    skipped = sum(skipped for _, skipped in pages)
    if skipped:
        _log.warning("library_items_unreadable", count=skipped)
    return [book for books, _ in pages for book in books], skipped
