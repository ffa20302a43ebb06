"""A store, seeds and a library; and a whole daemon that imports."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from store.database import Database
from tests.fixtures.stages import MakeSettings
from tests.handlers.importing.disk_world import World, folders, world
from tests.handlers.importing.flows import mirrored


@pytest.fixture
def disk(tmp_path: Path, db: Database) -> World:
    """Hard links from seeds into a library on one disk."""
    return world(folders(tmp_path), db=db)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The torrents lie beside the library."""
    stage.direct = False
    stage.downloads.mkdir()
    return stage


@pytest.fixture
def others() -> dict[str, object]:
    """Settings of one test."""
    return {}


@pytest.fixture
def settings(make_settings: MakeSettings, stage: Stage, others: dict[str, object]) -> Settings:
    given = {"import": "hardlink", "import_dir": str(stage.library), "import_layout": "{author}/{title}"}
    return make_settings(**given | others)


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    """One whose mirror of the library is complete."""
    async with mirrored(settings, clock) as daemon:
        yield daemon
