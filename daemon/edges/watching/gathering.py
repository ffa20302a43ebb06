"""Changes, gathered by book until the book's files are quiet."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from daemon.edges.watching import disk
from daemon.edges.watching.disk import Identity, Look
from domain.clock import Clock

UNFINISHED_LOOKS: Final = timedelta(seconds=30)
"""How often a book with an unfinished file is looked at; a name that changes is told anyway."""


@dataclass(slots=True)
class _Book:
    """A book that changed: when something last did, and how its files looked then."""

    changed_at: float
    look: Look | None = None
    next_look: float = 0.0


@dataclass(slots=True)
class _Folder:
    """A folder that appeared: the items found in it by now, and since when no other was."""

    since: float
    items: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Gathering:
    """What changed below one root and is not quiet yet.

    Args:
        root: The library's folder.
        watched: Which folder it was when watching began.
        settle: How long nothing may change.
        clock: The time.
    """

    root: Path
    watched: Identity
    settle: timedelta
    clock: Clock
    books: dict[str, _Book] = field(default_factory=dict)
    _folders: dict[str, _Folder] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is waited for."""
        return not self.books and not self._folders

    def note(self, items: Iterable[str]) -> None:
        """Something changed in these books just now."""
        now = self.clock.monotonic()
        for item in items:
            book = self.books.setdefault(item, _Book(now))
            book.changed_at, book.next_look = now, now

    def note_folder(self, folder: str) -> None:
        """A folder appeared, with whatever is in it: what was put there before it was watched is told by nobody."""
        self._folders[folder] = _Folder(self.clock.monotonic())

    async def settled(self) -> list[str]:
        """Look at the disk once; the books that are quiet by now, which are waited for no longer."""
        await self._walk_folders()
        now = self.clock.monotonic()
        due = [item for item, book in self.books.items() if book.next_look <= now]
        looks = await asyncio.to_thread(_looks, due)
        if await asyncio.to_thread(disk.identity, self.root) != self.watched:
            # Renamed or unmounted: what is not seen now is not gone. Comparing tells, once it is back.
            self.books.clear()
            return []
        return [item for item in due if self._is_quiet(item, looks[item])]

    def _is_quiet(self, item: str, look: Look) -> bool:
        now = self.clock.monotonic()
        book = self.books[item]
        if book.look is not None and book.look != look:
            book.changed_at = now
        book.look = look
        if now - book.changed_at < self.settle.total_seconds():
            return False
        if look.unfinished:
            book.next_look = now + UNFINISHED_LOOKS.total_seconds()
            return False
        del self.books[item]
        return True

    async def _walk_folders(self) -> None:
        now = self.clock.monotonic()
        found = await asyncio.to_thread(_items, list(self._folders), self.root)
        for name, items in found.items():
            folder = self._folders[name]
            self.note(items - folder.items)
            if items != folder.items:
                folder.items, folder.since = items, now
            elif now - folder.since >= self.settle.total_seconds():
                del self._folders[name]


def _looks(items: Iterable[str]) -> Mapping[str, Look]:
    return {item: disk.look(item) for item in items}


def _items(folders: Iterable[str], root: Path) -> Mapping[str, frozenset[str]]:
    return {folder: frozenset(item for item, _ in disk.items_below(folder, root)) for folder in folders}
