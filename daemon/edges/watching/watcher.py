"""The watcher: changes in the library's folders become events, one for each book that is quiet again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from daemon.config.settings import Settings
from daemon.edges.watching.changes import POLL_EVERY
from daemon.edges.watching.comparing import CompareWithMirror
from daemon.edges.watching.folder import CHECK_EVERY, Root
from domain.clock import Clock
from domain.errors import UnavailableError
from domain.events import LibraryChanged
from store.queue.inbox import Inbox

_LONGEST_REST_SECONDS: Final = 60

_log: Final = structlog.get_logger("shelfhook.watcher")


@dataclass(slots=True)
class Watcher:
    """Watches all folders of the library.

    Args:
        inbox: Where the events go.
        clock: The time.
        roots: One for each folder; none when watching is off.
    """

    inbox: Inbox
    clock: Clock
    roots: Sequence[Root] = ()
    _noticed: asyncio.Event = field(default_factory=asyncio.Event)
    _unreported: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Watch for ever."""
        async with asyncio.TaskGroup() as loops:
            for root in self.roots:
                loops.create_task(root.run(), name=f"watching {root.folder}")
            while True:
                self._noticed.clear()
                await self.step()
                await self._rest()

    async def step(self) -> int:
        """Report the books that are quiet now; how many."""
        try:
            for root in self.roots:
                self._unreported.update(await root.step())
            await self._report()
        except UnavailableError as error:
            _log.warning("store_unavailable", reason=str(error), waiting=len(self._unreported))
            return 0
        reported, self._unreported = len(self._unreported), set()
        return reported

    async def _report(self) -> None:
        try:
            async with asyncio.TaskGroup() as together:  # callers at the same time share a commit
                for path in sorted(self._unreported):
                    together.create_task(self.inbox.add(LibraryChanged(path=path), now=self.clock.now()))
        except* UnavailableError as group:
            raise group.exceptions[0] from None

    def notice(self) -> None:
        """Check without waiting for the rest to end."""
        self._noticed.set()

    async def _rest(self) -> None:
        waits = [root.rest for root in self.roots if root.rest is not None]
        if self._unreported:
            waits.append(CHECK_EVERY)
        if waits:
            await self.clock.sleep(min(waits))
            return
        try:
            async with asyncio.timeout(_LONGEST_REST_SECONDS):
                await self._noticed.wait()
        except TimeoutError:
            return


def build(
    settings: Settings,
    *,
    inbox: Inbox,
    compare: CompareWithMirror,
    clock: Clock,
    poll_every: timedelta = POLL_EVERY,
) -> Watcher:
    """The watcher of these settings."""
    watcher = Watcher(inbox, clock)
    setting = settings.library_watch
    if setting != "off":
        watcher.roots = [
            Root(
                folder=folder,
                setting=setting,
                settle=timedelta(seconds=settings.settle_seconds),
                compare=compare,
                noticed=watcher.notice,
                clock=clock,
                poll_every=poll_every,
            )
            for folder in settings.library_dirs
        ]
    return watcher
