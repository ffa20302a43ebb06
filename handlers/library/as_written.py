"""The mirror follows what we write at once: what a page counts after a write is true."""

from collections.abc import Collection
from dataclasses import dataclass

from clients.audiobookshelf import LibraryItem
from domain.clock import Clock
from handlers.library.mirror import book_of, same_files
from store.books import replacing
from store.work import Work


@dataclass(frozen=True, slots=True)
class MirrorWritten:
    """Stores known items as they were read back after a write.

    A new item, or one with other files than before, is left to the sync, which has more to do with it.
    """

    clock: Clock

    def __call__(self, items: Collection[LibraryItem]) -> Work[None]:
        """Work that stores them; a failure of the machine may lose it, since the sync reads them again."""
        return replacing([book_of(item) for item in items], now=self.clock.now(), where=same_files)
