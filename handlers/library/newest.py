"""The newest items of the libraries, read once for all that wait for one of them."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from clients.audiobookshelf import LibraryItem
from domain.clock import Clock
from domain.errors import UnavailableError
from domain.events import LibraryChanged, SidecarDue
from domain.importing.sidecar import SIDECAR
from handlers.library.linked_paths import LinkedPaths
from handlers.library.mirror import MirrorLibrary
from handlers.library.wake import WakeDownloads
from store.books import Book
from store.queue.expected import ExpectedItems
from store.queue.inbox import Inbox

REFRESHED_EVERY: Final = timedelta(seconds=2)
"""How old the mirror must be before an event lets the library be listed again, however many events need it."""

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(slots=True)
class _State:
    """When the library was last listed, the items that callers want to have read, and what was found for others.

    `found` has items with the info hash of the completion that found them and needs no waking; `arrived` is set with it.
    """

    last: float | None = None
    asked_for: set[str] = field(default_factory=set)
    found: list[tuple[Sequence[Book], str | None]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestItems:
    """Brings the newest items into the mirror, and makes due what waits for them.

    Handlers `refresh`, and leave it to the daemon's own reading to `wake` other events; that reading is `read`, or
    `take` where the server reports items by itself.
    """

    mirror: MirrorLibrary
    wake_downloads: WakeDownloads
    linked_paths: LinkedPaths
    inbox: Inbox
    expected: ExpectedItems
    clock: Clock
    _state: _State = field(default_factory=_State)

    @property
    def arrived(self) -> asyncio.Event:
        """Set when there is something to wake."""
        return self._state.arrived

    async def refresh(self, item_ids: Iterable[str] = (), *, by: str | None = None) -> bool:
        """Read the newest items, and the present state of some items.

        Args:
            item_ids: The items.
            by: The info hash of the completion that needs it.

        Returns:
            Whether it did. Right after another reading it does not, and reads the items at the next one.
        """
        state = self._state
        state.asked_for.update(item_ids)
        async with state.turn:
            now = self.clock.monotonic()
            if state.last is not None and now - state.last < REFRESHED_EVERY.total_seconds():
                return False
            await self._read(None, by)
        return True

    async def read(self, libraries: Collection[str] | None) -> None:
        """Read the newest items of these libraries, None for all, and wake what waits for one of them."""
        async with self._state.turn:
            await self._read(libraries, None)
        await self.wake()

    async def take(self, items: Sequence[LibraryItem]) -> None:
        """The same for items that the server reports."""
        found = await self.mirror.keep(items)
        if found:
            self._note(found, None)
            await self.wake()

    async def wake(self) -> None:
        """Make due what waits for items that have been found since."""
        found, self._state.found = self._state.found, []
        self._state.arrived.clear()
        for books, by in found:
            await self._wake(books, by)

    async def _read(self, libraries: Collection[str] | None, by: str | None) -> None:
        state = self._state
        state.last = self.clock.monotonic()
        asked_for, state.asked_for = state.asked_for, set()
        self._note(await self.mirror.newest(libraries), by)
        await self.mirror.take(asked_for)

    def _note(self, books: Sequence[Book], by: str | None) -> None:
        if books:
            self._state.found.append((books, by))
            self._state.arrived.set()

    async def _wake(self, books: Sequence[Book], by: str | None) -> None:
        woken = [one for one in await self.wake_downloads(books) if one.info_hash != by]
        now = self.clock.now()
        try:
            async with asyncio.TaskGroup() as together:  # callers at the same time share a commit
                for event in woken:
                    together.create_task(self.inbox.add(event, now=now))
        except* UnavailableError as group:
            raise group.exceptions[0] from None
        path_map = await self.linked_paths.map()
        here = [path_map.locate(book.path, source="abs", target="daemon").spelling for book in books]
        waiting = [SidecarDue(path=f"{path}/{SIDECAR}").key for path in here]
        if not woken:  # or the folder's event would wake the completion once more, in the middle of its work
            waiting += [LibraryChanged(path=path).key for path in here]
        changed = await self.expected.came(waiting, now=now)
        if woken or changed:
            _log.info(
                "library_items_came",
                service="audiobookshelf",
                items=len(books),
                completions=len(woken),
                others=changed,
            )
