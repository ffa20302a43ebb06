"""A daemon that Audiobookshelf's socket reports items to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from clients.audiobookshelf.events import is_installed
from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.edges.listening import ListenForItems
from daemon.wiring.daemon import Daemon
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stages import MakeSettings

PATIENCE_SECONDS = 30

with_sockets = pytest.mark.skipif(not is_installed(), reason="needs the extra `events`")


@pytest.fixture
async def stage(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "world", clock, real=False, sockets=True) as stage:
        yield stage


@pytest.fixture
def settings(make_settings: MakeSettings, stage: Stage) -> Settings:
    return make_settings(abs_token=stage.shelf.admin.legacy_token)


@pytest.fixture
async def listener(daemon: Daemon, stage: Stage) -> AsyncIterator[ListenForItems]:
    """Connected, in a task of its own."""
    assert daemon.new_items.listen is not None
    async with connected(daemon.new_items.listen):
        yield daemon.new_items.listen


@asynccontextmanager
async def connected(listener: ListenForItems) -> AsyncIterator[asyncio.Task[timedelta]]:
    """One step of a listener, once that is connected; one that ends before fails at once."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(listener.step())
        await until(lambda: listener.connected or task.done())
        assert listener.connected, "the connection ended before it was made"
        yield task
        task.cancel()


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so: the wire is real, and the daemon's clock is not."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await SystemClock().sleep(timedelta(milliseconds=5))
