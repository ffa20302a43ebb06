"""A store, seeds and a library."""

from pathlib import Path

import pytest

from store.database import Database
from tests.handlers.importing.disk_world import World, folders, world


@pytest.fixture
def disk(tmp_path: Path, db: Database) -> World:
    """Hard links from seeds into a library on one disk."""
    return world(folders(tmp_path), db=db)
