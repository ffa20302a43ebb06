"""Items that Audiobookshelf gave another id: facts/audiobookshelf.md 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf
from domain import paths
from store.books import Book, Books
from store.mirror import Mirror

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniseNewIds:
    """Finds which of the items that are new only have a new id, and hands them what was kept of the old one.

    The same path in the same library is proof; else the very same files, once the old item is gone.
    Safe to repeat: an item that took another's place has nobody left to take the place of.
    """

    audiobookshelf: Audiobookshelf
    books: Books
    mirror: Mirror

    async def __call__(self, new: Sequence[Book]) -> None:
        """Look at items that are in the mirror by now."""
        ids = {book.item_id for book in new}
        known = [book for book in await self.books.at([b.path for b in new]) if book.item_id not in ids]
        at_path = {(book.library_id, paths.parts(book.path)): book for book in known}
        files = {pair for book in new for pair in book.inodes}
        alike = [book for book in await self.books.with_inodes(files) if book.item_id not in ids]
        for book in new:
            former = at_path.get((book.library_id, paths.parts(book.path))) or await self._gone(book, alike)
            if former is not None:
                await self.mirror.renamed(former.item_id, book.item_id)
                _log.info("library_item_has_new_id", item_id=book.item_id, former=former.item_id)

    async def _gone(self, book: Book, others: Sequence[Book]) -> Book | None:
        """The one other item with the files of *book*, if the library does not have it any more."""
        same = [other for other in others if book.inodes and other.inodes == book.inodes]
        if len(same) != 1:
            return None
        still = await self.audiobookshelf.items([same[0].item_id])
        return same[0] if all(item.is_missing for item in still.items) else None
