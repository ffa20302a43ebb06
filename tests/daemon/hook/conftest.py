"""A daemon in a world where nothing is wrong, but that qBittorrent calls nothing yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from daemon.wiring.daemon import Daemon
from tests.fixtures.healthy_world import World, healthy


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """With nothing in qBittorrent's options."""
    async with healthy(tmp_path) as world:
        world.client.options.preferences |= {"autorun_enabled": False, "autorun_program": ""}
        yield world


@pytest.fixture
async def daemon(world: World) -> AsyncIterator[Daemon]:
    async with world.daemon() as daemon:
        yield daemon
