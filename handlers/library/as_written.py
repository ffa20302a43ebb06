"""The mirror follows what we write at once: what a page counts after a write is true."""

from collections.abc import Collection
from dataclasses import dataclass

from clients.audiobookshelf import LibraryItem
from domain.clock import Clock
from handlers.library.mirror import book_of, same_files
from store.books import Books


@dataclass(frozen=True, slots=True)
class MirrorWritten:
    """Stores known items as they were read back after a write.

    A new item, or one with other files than before, is left to the sync, which has more to do with it.
    """

    books: Books
    clock: Clock

    async def __call__(self, items: Collection[LibraryItem]) -> None:
        """Store them; a failure of the machine may lose it, since the sync reads them again."""
        known = {one.item_id: one for one in await self.books.by_ids(item.id for item in items)}
        books = [book for item in items if same_files(book := book_of(item), known.get(book.item_id))]
        await self.books.save(books, now=self.clock.now(), known=known, durable=False)
