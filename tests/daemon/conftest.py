"""Folders for tests of the daemon."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for one in [folder, *folder.rglob("*")]:
            if one.is_dir():
                one.chmod(0o755)
