"""A daemon that Audiobookshelf's socket reports items to."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clients.audiobookshelf.events import is_installed
from daemon.config.settings import Settings
from daemon.edges.listening import ListenForItems
from daemon.wiring.daemon import Daemon
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stages import MakeSettings

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
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(daemon.new_items.listen.step())
        await until(lambda: daemon.new_items.listen.connected)
        yield daemon.new_items.listen
        task.cancel()


async def until(condition) -> None:
    """Let the loop turn until something is so: the wire is real, and the clock is not."""
    while not condition():
        await asyncio.to_thread(os.sched_yield)
