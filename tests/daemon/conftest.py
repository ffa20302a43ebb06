"""The daemon's HTTP side on a real store and a real loopback port."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from daemon.config.settings import Settings
from daemon.parts import Parts
from daemon.wiring.daemon import Daemon, build
from sandbox.clock import FakeClock
from tests.fixtures.stores import ready_state


@pytest.fixture
def bare_environment() -> Iterator[None]:
    """For tests that set everything in files: what the machine sets must not count."""
    kept = dict(os.environ)
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
async def daemon(database_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Daemon]:
    """A whole daemon that nobody runs: its services are not asked anything."""
    settings = Settings(
        mam_id="unused",
        database_url=database_url,
        state_dir=ready_state(tmp_path),
        listen="127.0.0.1:0",
    )
    async with build(settings, clock) as daemon:
        yield daemon


@pytest.fixture
def parts(daemon: Daemon) -> Parts:
    return daemon.parts


@pytest.fixture
async def url(daemon: Daemon) -> AsyncIterator[str]:
    """The address of the daemon's server."""
    runner = web.AppRunner(daemon.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    daemon.parts.access.publish(base)
    yield base
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def token(parts: Parts) -> dict[str, str]:
    return {"Authorization": f"Bearer {parts.access.token.get_secret_value()}"}
