"""Daemons that listen to this machine alone, or to everybody."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from served_daemon import TOKEN, Served

from daemon.config.settings import Settings
from daemon.http.listening import listen_at, listening
from daemon.wiring.daemon import build
from sandbox.clock import FakeClock
from tests.fixtures.stores import ready_state

Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Serve]:
    """Starts a daemon with these settings; all are stopped at the end."""
    async with AsyncExitStack() as stack:
        http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        await stack.enter_async_context(http)

        async def start(name: str = "state", **settings: Any) -> Served:
            given = {"mam_id": "unused", "listen": "0.0.0.0:0", "webhook_token": TOKEN} | settings
            daemon = await stack.enter_async_context(
                build(Settings(state_dir=ready_state(tmp_path / name), **given), clock)
            )
            listeners = await listen_at("127.0.0.1", 0)
            await stack.enter_async_context(listening(daemon.app, listeners, clock))
            return Served(daemon, f"http://127.0.0.1:{listeners[0].getsockname()[1]}", http)

        yield start


@pytest.fixture
async def remote(serve: Serve) -> Served:
    """A daemon that listens to everybody."""
    return await serve()


@pytest.fixture
async def local(serve: Serve) -> Served:
    """A daemon that listens to this machine alone."""
    return await serve(listen="127.0.0.1:0")
