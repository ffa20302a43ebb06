"""Machines that are booted for real; `.ci/boot` makes what they need and runs these tests."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.boot.machine import leave_the_network
from tests.boot.world import World, world


@pytest.fixture(scope="session")
def kept() -> Path:
    """The folder with a Debian and wheels; from here on this process is in a network of its own."""
    folder = os.environ.get("BOOT_FOLDER")
    if folder is None:
        pytest.skip("BOOT_FOLDER is not set: run .ci/boot")
    leave_the_network()
    return Path(folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def booted(kept: Path) -> AsyncIterator[World]:
    """A machine for the tests of one module, which follow each other as they stand there."""
    async with world(kept) as made:
        yield made
