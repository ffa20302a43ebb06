"""Several daemons on one PostgreSQL, each with a clock and a state directory of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from daemon.config.settings import Settings
from daemon.dispatch.leadership import EVERY
from daemon.wiring.daemon import Daemon, build
from domain.events import Event
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from store.database import Database
from store.queue.records import EventRecord
from store.work import scalar

BOOK = 9000401


@dataclass
class Fleet:
    """Whole daemons with state directories of their own, on one database."""

    stage: Stage
    clock: FakeClock
    url: str
    folder: Path
    _stacks: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def start(self, name: str, **settings: str) -> Daemon:
        """One more, or one that was stopped."""
        given = self.stage.environment(self.folder / name) | {"DATABASE_URL": self.url} | settings
        made = Settings(**{key.lower(): value for key, value in given.items()})
        stack = self._stacks[name] = AsyncExitStack()
        return await stack.enter_async_context(build(made, self.clock))

    async def stop(self, name: str) -> None:
        await self._stacks.pop(name).aclose()

    async def crash(self, daemon: Daemon) -> None:
        """End the connection of its lead, as its death would; it does nothing more unless the test lets it."""
        other = Database(self.url)
        held = daemon.parts.leadership.seat._connection
        pid = held.driver.get_server_pid()
        await other.read(scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}))
        await other.close()

    async def close(self) -> None:
        for stack in self._stacks.values():
            await stack.aclose()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FakeClock:
    return FakeClock(auto=getattr(request, "param", True))


@pytest.fixture
async def fleet(database_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Fleet]:
    async with Stage(tmp_path / "world", clock, real=False) as stage:
        fleet = Fleet(stage, clock, database_url, tmp_path)
        yield fleet
        await fleet.close()
        assert stage.mam.violations == []


async def finished(fleet: Fleet, number: int = BOOK) -> Staged:
    """A book that was downloaded into the library and scanned there."""
    staged = fleet.stage.prepare(listing(number))
    await fleet.stage.finish(staged)
    fleet.stage.shelf.scan_library()
    return staged


async def add(daemon: Daemon, event: Event) -> int:
    return (await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())).id


async def row(daemon: Daemon, event_id: int) -> EventRecord:
    found = await daemon.parts.store.inbox.by_id(event_id)
    assert found is not None
    return found


async def take_over(daemon: Daemon) -> None:
    """Two looks: the first takes the lock, the next one begins to lead."""
    for _ in range(2):
        daemon.parts.clock.advance(EVERY)
        await daemon.parts.leadership.step()
