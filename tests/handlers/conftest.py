"""A whole daemon on the stand-ins, moved by hand."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from tests.fixtures.stages import MakeSettings

BOOK = 9000401

Complete = Callable[[Staged], Awaitable[dict[str, Any]]]


@pytest.fixture
def clock() -> FakeClock:
    """Waiting for MAM's pace moves the time by itself."""
    return FakeClock(auto=True)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


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

    async def report(staged: Staged) -> dict[str, Any]:
        event = TorrentFinished(info_hash=staged.info_hash)
        stored = await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
        assert await daemon.dispatcher.step()
        row = await daemon.parts.store.inbox.by_id(stored.id)
        assert row is not None
        return row

    return report
