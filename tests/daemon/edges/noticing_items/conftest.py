"""A daemon that knows its library, and what of it comes next is new to it."""

from collections.abc import AsyncIterator

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from sandbox.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(settings, clock) as daemon:
        await daemon.api.cycles.start("library-sync", trigger="start")
        while await daemon.dispatcher.step():
            pass
        yield daemon
