"""A library in which files come and go, second by second."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Self

from daemon.edges.watching import watcher as watching
from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged

TITLE = "Project Hail Mary"
SECOND = timedelta(seconds=1)


class World:
    """Everything at once, second by second."""

    def __init__(self, stage: Stage, daemon: Daemon, clock: FakeClock) -> None:
        self.stage, self.daemon, self.clock = stage, daemon, clock
        # The daemon's clock moves by itself where MAM's pace is waited for; this one stands still.
        self.still = FakeClock()
        [root] = daemon.watcher.roots
        self.watcher = watching.build(
            daemon.parts.settings, inbox=daemon.parts.store.inbox, compare=root.compare, clock=self.still
        )
        stage.shelf.state.watcher.restart()

    async def __aenter__(self) -> Self:
        self.loops = asyncio.TaskGroup()
        await self.loops.__aenter__()
        self.running = [self.loops.create_task(root.run()) for root in self.watcher.roots]
        async with asyncio.timeout(10):
            while not all(root._established for root in self.watcher.roots):
                await self.watcher._noticed.wait()
                self.watcher._noticed.clear()
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self.running:
            task.cancel()
        await self.loops.__aexit__(None, None, None)

    async def news(self) -> None:
        """Let what the kernel has to report arrive; it is gathered for a fifth of a second."""
        waiting = True
        while waiting:
            self.watcher._noticed.clear()
            try:
                async with asyncio.timeout(0.5):
                    await self.watcher._noticed.wait()
            except TimeoutError:
                waiting = False

    async def watched_again(self, before: object) -> None:
        """Let seconds go by until another watch than that of *before* is established."""
        [root] = self.watcher.roots
        async with asyncio.timeout(20):
            while root.gathering is before or not root._established:
                await self.second()
                await self.news()

    async def second(self) -> None:
        """One second: everybody looks, and what is due is handled."""
        await self.watcher.step()
        while await self.daemon.dispatcher.step():
            pass
        self.stage.shelf.look_at_disk()
        self.clock.advance(SECOND)
        self.still.advance(SECOND)

    async def until(self, condition: Callable[[], object], *, within: int = 60) -> int:
        """Let seconds go by until *condition* holds; how many."""
        for passed in range(within):
            if condition():
                return passed
            await self.second()
        raise AssertionError(f"not within {within} s")

    async def seconds(self, number: int) -> None:
        for _ in range(number):
            await self.second()

    async def finished(self, staged: Staged) -> None:
        """The client says that a torrent finished."""
        event = TorrentFinished(info_hash=staged.info_hash)
        await self.daemon.parts.store.inbox.add(event, now=self.clock.now())

    def narrators(self, title: str = TITLE) -> list[str] | None:
        found = [item for item in self.stage.shelf.items() if item.title == title]
        return found[0].narrators if found else None

    async def changes_reported(self) -> list[str]:
        rows = await self.daemon.parts.store.inbox.recent(limit=1000)
        return sorted(row.key.partition(":")[2] for row in rows if row.kind == "library.changed")

    async def verdicts(self) -> set[str]:
        return {row.verdict for row in await self.daemon.parts.store.inbox.recent(limit=1000)}
