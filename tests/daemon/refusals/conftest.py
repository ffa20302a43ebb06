"""A daemon in a world of stand-ins, moved by hand."""

from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from surfaces import Running

from daemon.wiring.daemon import build
from sandbox.clock import FakeClock
from tests.fixtures.daemons import published
from tests.fixtures.stages import MakeSettings


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
def start(make_settings: MakeSettings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch):
    """Starts a daemon, as after a restart, with other settings where a test needs them."""

    @asynccontextmanager
    async def run(**others: Any):
        settings = make_settings(**others)
        monkeypatch.setenv("STATE_DIR", str(settings.state_dir))
        monkeypatch.setenv("COLUMNS", "250")
        async with AsyncExitStack() as stack:
            daemon = await stack.enter_async_context(build(settings, clock))
            url = await stack.enter_async_context(published(daemon))
            http = await stack.enter_async_context(aiohttp.ClientSession())
            yield Running(daemon=daemon, clock=clock, url=url, http=http)

    return run
