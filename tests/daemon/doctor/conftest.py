"""A world in which nothing is wrong, until a test breaks it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixtures.healthy_world import World, healthy


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with healthy(tmp_path) as world:
        yield world
