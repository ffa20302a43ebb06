"""Items to which Audiobookshelf gave a new id: facts/audiobookshelf.md 5."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from clients.audiobookshelf import Audiobookshelf
from domain import paths
from domain.errors import CredentialsError, NeedsPersonError
from store.books import Book, Books
from store.mirror import Mirror

K = TypeVar("K")

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniseNewIds:
    """Finds which new items only have a new id, and gives them the stored data of the old one.

    The same path is proof in the same library, and in another one if the old item went with its library; else
    the very same files, if the old item does not exist any more.
    Safe to repeat: an item that has replaced another finds no other to replace.
    """

    audiobookshelf: Audiobookshelf
    books: Books
    mirror: Mirror

    async def __call__(self, new: Sequence[Book]) -> None:
        """Check items that are in the mirror already."""
        ids, taken = {book.item_id for book in new}, set[str]()
        known = [book for book in await self.books.at([b.path for b in new]) if book.item_id not in ids]
        at_path = _grouped(known, lambda book: paths.parts(book.path))
        unknown: list[Book] = []
        for book in new:
            here = [one for one in at_path.get(paths.parts(book.path), ()) if one.item_id not in taken]
            former = _of_its_place(book, here)
            if former is None:
                unknown.append(book)
            else:
                taken.add(former.item_id)
                await self._hand_over(former, book)
        gone = _grouped(await self._gone(unknown, ids | taken), lambda book: book.inodes)
        for book in unknown:
            if len(same := gone.pop(book.inodes, [])) == 1:
                await self._hand_over(same[0], book)

    async def _hand_over(self, former: Book, book: Book) -> None:
        await self.mirror.renamed(former.item_id, book.item_id)
        _log.info("library_item_has_new_id", item_id=book.item_id, former=former.item_id)

    async def _gone(self, new: Sequence[Book], but: Collection[str]) -> list[Book]:
        """The other items with a new item's files that the library does not have any more."""
        files = {pair for book in new for pair in book.inodes}
        theirs = {book.inodes for book in new}
        alike = [book for book in await self.books.with_inodes(files) if book.item_id not in but]
        same = [book.item_id for book in alike if book.inodes in theirs]
        if not same:
            return []
        try:
            page = await self.audiobookshelf.items(same)
        except CredentialsError:
            raise
        except NeedsPersonError:
            return []  # an item that the key's user may not see refuses the request, and exists
        there = {item.id for item in page.items if not item.is_missing}
        # An item that cannot be read exists all the same.
        return [] if page.skipped else [book for book in alike if book.item_id in set(same) - there]


def _of_its_place(book: Book, here: Sequence[Book]) -> Book | None:
    """The item that a new one replaced: the one in its own library, else one that went with its library."""
    own = [one for one in here if one.library_id == book.library_id]
    return next(iter(own or [one for one in here if one.is_missing]), None)


def _grouped(books: Iterable[Book], by: Callable[[Book], K]) -> dict[K, list[Book]]:
    found: dict[K, list[Book]] = {}
    for book in books:
        found.setdefault(by(book), []).append(book)
    return found
