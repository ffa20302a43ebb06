"""Stores that are damaged, read-only or locked by another process."""

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import BadInputError, DamagedStoreError, UnavailableError
from domain.events import TorrentFinished
from sandbox.clock import START
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import Inbox
from store.troubles import newest_backup
from store.upkeep.soundness import examine
from tests.fixtures.places import ROOT
from tests.fixtures.stores import ready_file

EVENT = TorrentFinished(info_hash="f" * 40)


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A store with many events, closed."""
    file = tmp_path / "shelfhook.db"
    await fill(file)
    return file


async def fill(file: Path) -> None:
    db = Database(sqlite_url(ready_file(file)))
    async with asyncio.TaskGroup() as callers:
        for number in range(500):
            event = TorrentFinished(info_hash=f"{number:040x}")
            callers.create_task(Inbox(db).add(event, now=START))
    await db.close()


def overwrite(file: Path, begin: float, end: float) -> None:
    """Put noise over a part of the file, from a fraction of its length to another one."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(int(size * begin))
        opened.write(os.urandom(int(size * (end - begin))))


def copy(file: Path, name: str) -> Path:
    """A whole copy of a store."""
    backup = file.parent / name
    backup.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    return backup


async def refusal(file: Path) -> str:
    db = Database(sqlite_url(file))
    with pytest.raises(DamagedStoreError) as caught:
        await examine(db)
    await db.close()
    return str(caught.value)


@pytest.mark.parametrize("content", [None, b""])
async def test_a_new_store_is_sound(tmp_path, content):
    """No file, or an empty one, becomes a store."""
    if content is not None:
        (tmp_path / "shelfhook.db").write_bytes(content)

    await examine(Database(sqlite_url(tmp_path / "shelfhook.db")))


async def test_a_whole_store_is_sound(file):
    """What was closed well is not complained of."""
    db = Database(sqlite_url(file))

    await examine(db)

    await db.close()


async def test_a_file_that_is_no_database_is_refused(file):
    """Another program's file is not touched."""
    file.write_text("to do: buy milk\n" * 100)

    assert "is damaged (it is not a SQLite database)" in await refusal(file)
    assert file.read_text().startswith("to do")


@pytest.mark.parametrize(("begin", "end"), [(0.001, 0.05), (0.3, 0.6), (0.9, 1.0)])
async def test_noise_in_the_file_is_found(file, begin, end):
    """Wherever it is, a store of ordinary size is looked through at the start."""
    overwrite(file, begin, end)

    assert f"the store {file} is damaged" in await refusal(file)


async def test_a_cut_off_file_is_refused(file):
    """As a copy that was broken off leaves it."""
    os.truncate(file, file.stat().st_size // 2)

    assert "is damaged" in await refusal(file)


async def test_the_newest_backup_is_named(file):
    """Of several copies beside the store or in its folder of backups the newest is what to restore."""
    old, new = copy(file, "shelfhook.db.before-0001-from-0000"), copy(file, "backups/yesterday.db")
    set_aside = copy(file, "shelfhook.db.before-restore-20260101T000000Z")
    (file.parent / "notes.txt").write_text("newer, and no store")
    for age, one in enumerate((set_aside, new, old)):
        os.utime(one, (1_700_000_000 - age, 1_700_000_000 - age))
    overwrite(file, 0.3, 0.6)

    assert f"`shelfhook restore {new}`" in await refusal(file)
    assert newest_backup(file) == new


async def test_without_a_backup_it_says_what_to_do(file):
    """Somebody who keeps backups elsewhere knows the file's name."""
    overwrite(file, 0.3, 0.6)

    assert "`shelfhook restore FILE`" in await refusal(file)


def settings_of(folder: Path) -> dict[str, str]:
    """Of a daemon whose services are not there."""
    nowhere = dict.fromkeys(("ABS_URL", "QBITTORRENT_URL"), "http://127.0.0.1:9")
    ours = {"STATE_DIR": str(folder), "MAM_ID": "unused", "ABS_TOKEN": "unused", "LISTEN": "127.0.0.1:0"}
    return {"PATH": os.environ["PATH"]} | nowhere | ours


def test_serve_refuses_a_damaged_store(forks, file, tmp_path):
    """It ends with the status after which systemd does not start it again, and one sentence that helps."""
    backup = copy(file, "backup.db")
    overwrite(file, 0.3, 0.6)

    ended = forks.run("-m", "daemon", "serve", environment=settings_of(tmp_path), folder=ROOT)

    assert ended.returncode == 78
    assert f"shelfhook restore {backup}" in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


async def test_damage_while_it_runs_is_reported(file):
    """What is found only later is the same error, whatever was being done."""
    db = Database(sqlite_url(file))
    overwrite(file, 0.02, 1.0)

    with pytest.raises(DamagedStoreError, match="shelfhook restore"):
        await Inbox(db).recent(limit=1000)

    await db.close()


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


async def test_a_lock_of_another_process_is_waited_for_and_told(file):
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


def test_serve_ends_when_the_store_is_damaged_under_it(forks, file, tmp_path):
    """A running daemon says the same, once, and ends with the same status."""
    backup = copy(file, "backup.db")
    process, said = forks.speaking("-m", "daemon", "serve", environment=settings_of(tmp_path), folder=ROOT)
    while not (tmp_path / "hook.url").exists() and process.returncode is None:
        os.sched_yield()
    # The wake-up of an event makes the workers look into the store.
    for end in ("", "-wal"):
        damaged = file.with_name(file.name + end)
        if damaged.exists():
            overwrite(damaged, 0.0, 1.0)
    (tmp_path / "spool" / "1-1.json").write_text('{"hash": "%s"}' % ("f" * 40))

    with said:
        told = said.read()

    assert process.wait() == 78, told
    assert f"shelfhook restore {backup}" in told
    assert "Traceback" not in told
