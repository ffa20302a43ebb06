"""What the daemon keeps is its user's alone."""

import os
from collections.abc import Iterator

import pytest
from served_daemon import Served

from store.upkeep.backup import back_up


@pytest.fixture
def careless() -> Iterator[None]:
    """A umask that lets everybody read what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


async def test_no_one_else_can_read_the_store(careless: None, serve):
    """Store, log and backup are closed to others, and so is the folder, whatever the umask."""
    served: Served = await serve()
    state = served.daemon.parts.settings.state_dir
    await served.daemon.parts.store.switches.off(
        "acquisition", reason="a test", now=served.daemon.parts.clock.now()
    )
    back_up(state / "shelfhook.db", state / "backup.db")

    modes = {file.name: file.stat().st_mode & 0o777 for file in state.iterdir() if file.name != "instance"}

    assert state.stat().st_mode & 0o777 == 0o700
    assert {"shelfhook.db", "shelfhook.db-wal", "backup.db"} <= modes.keys()
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}
