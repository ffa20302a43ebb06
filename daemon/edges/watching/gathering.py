"""Changes, gathered by book until the book's files are quiet."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from daemon.edges.watching import disk
from daemon.edges.watching.disk import FilesState, Identity
from domain.clock import Clock

UNFINISHED_EVERY: Final = timedelta(seconds=30)
"""How often a book with an unfinished file is checked; a name that changes is reported anyway."""


@dataclass(slots=True)
class _Book:
    """A book that changed: the time of its last change, and the state of its files then."""

    changed_at: float
    state: FilesState | None = None
    next_check: float = 0.0


@dataclass(slots=True)
class _Folder:
    """A folder that appeared: the items found in it so far, and since when there was no other."""

    since: float
    items: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Gathering:
    """The changes below one root that are not quiet yet.

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
            book.changed_at, book.next_check = now, now

    def note_folder(self, folder: str) -> None:
        """A folder appeared: its content from before the watch is not reported by the kernel."""
        self._folders[folder] = _Folder(self.clock.monotonic())

    async def settled(self) -> list[str]:
        """Check the disk once; the books that are quiet now, which are not pending any more."""
        await self._walk_folders()
        now = self.clock.monotonic()
        due = [item for item, book in self.books.items() if book.next_check <= now]
        states = await asyncio.to_thread(_states, due)
        if await asyncio.to_thread(disk.identity, self.root) != self.watched:
            # Renamed or unmounted: an invisible folder is not a removed one. The comparison decides once it is back.
            self.books.clear()
            return []
        return [item for item in due if self._is_quiet(item, states[item])]

    def _is_quiet(self, item: str, state: FilesState) -> bool:
        now = self.clock.monotonic()
        book = self.books[item]
        if book.state is not None and book.state != state:
            book.changed_at = now
        book.state = state
        if now - book.changed_at < self.settle.total_seconds():
            return False
        if state.unfinished:
            book.next_check = now + UNFINISHED_EVERY.total_seconds()
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


def _states(items: Iterable[str]) -> Mapping[str, FilesState]:
    return {item: disk.files_state(item) for item in items}


def _items(folders: Iterable[str], root: Path) -> Mapping[str, frozenset[str]]:
    return {folder: frozenset(item for item, _ in disk.items_below(folder, root)) for folder in folders}
