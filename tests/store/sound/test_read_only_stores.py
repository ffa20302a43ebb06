"""Stores that are read-only or locked by another process."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import BadInputError, UnavailableError
from domain.events import TorrentFinished
from sandbox.clock import START
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import Inbox
from store.upkeep.soundness import examine
from tests.store.sound.conftest import fill

EVENT = TorrentFinished(info_hash="f" * 40)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A store on a disk that was mounted for reading only: root may write any other file."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=False).returncode:
        pytest.skip("this machine does not let a small disk be mounted")
    try:
        yield folder / "shelfhook.db"
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def remount(file: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", file.parent], check=True)


def cover(file: Path) -> None:
    """Show the file's folder as one that cannot be written, as a disk that is in use cannot be remounted."""
    subprocess.run(["mount", "--bind", file.parent, file.parent], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", file.parent], check=True)


def uncover(file: Path) -> None:
    subprocess.run(["umount", "-l", file.parent], check=True)


async def test_a_read_only_store_is_refused_at_the_start(read_only):
    """With what to do about it."""
    await fill(read_only)
    remount(read_only, "ro")
    db = Database(sqlite_url(read_only))

    with pytest.raises(
        BadInputError, match=r"cannot be written: make shelfhook's user the owner .* mount its disk"
    ):
        await examine(db)

    await db.close()


async def test_a_disk_that_becomes_read_only_is_an_outage(read_only):
    """As a disk with errors is remounted; once it can be written again the same store goes on."""
    await fill(read_only)
    db = Database(sqlite_url(read_only))
    await db.read(lambda _: None)
    inbox = Inbox(db)
    cover(read_only)

    with pytest.raises(UnavailableError):
        await inbox.add(EVENT, now=START)
    uncover(read_only)

    assert not (await inbox.add(EVENT, now=START)).duplicate
    await db.close()


async def test_a_lock_of_another_process_is_waited_for_and_reported(file):
    """After five seconds it is an outage, which no one takes for damage; without the lock all is well."""
    db = Database(sqlite_url(file))
    inbox = Inbox(db)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match="locked"):
            await inbox.add(EVENT, now=START)
        other.execute("ROLLBACK")

    assert not (await inbox.add(EVENT, now=START)).duplicate
    await db.close()


async def test_a_locked_store_is_no_damaged_one_at_the_start(file):
    """The start is tried again later."""
    db = Database(sqlite_url(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(UnavailableError, match="locked"):
            await examine(db)

    await db.close()
