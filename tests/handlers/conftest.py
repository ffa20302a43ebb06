"""A whole daemon on the stand-ins, moved by hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from store.queue.records import EventRecord
from tests.fixtures.stores import ready_state

BOOK = 9000401

Complete = Callable[[Staged], Awaitable[dict[str, Any]]]


@pytest.fixture
def clock() -> FakeClock:
    """Waiting for MAM's pace moves the time by itself."""
    return FakeClock(auto=True)


@pytest.fixture
async def stage(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "world", clock, real=False) as stage:
        yield stage


@pytest.fixture
def settings(stage: Stage, tmp_path: Path) -> Settings:
    given = {
        name.lower(): value for name, value in stage.environment(ready_state(tmp_path / "state")).items()
    }
    return Settings(**given)


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(settings, clock) as daemon:
        yield daemon


@pytest.fixture
async def finished(stage: Stage) -> Staged:
    """A book that was downloaded into the library and scanned there."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    stage.shelf.scan_library()
    return staged


@pytest.fixture
def complete(daemon: Daemon) -> Complete:
    """Report a completion and handle what is due; the event's row."""

    async def report(staged: Staged) -> EventRecord:
        event = TorrentFinished(info_hash=staged.info_hash)
        stored = await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
        assert await daemon.dispatcher.step()
        row = await daemon.parts.store.inbox.by_id(stored.id)
        assert row is not None
        return row

    return report
