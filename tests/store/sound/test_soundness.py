"""Stores that are damaged are noticed, at the start and while the daemon runs."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import DamagedStoreError
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import Inbox
from store.troubles import newest_backup
from store.upkeep.soundness import examine
from tests.fixtures.places import ROOT
from tests.fixtures.waiting import until


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


async def test_serve_ends_when_the_store_is_damaged_under_it(forks, file, tmp_path):
    """A running daemon says the same, once, and ends with the same status."""
    backup = copy(file, "backup.db")
    process, said = forks.speaking("-m", "daemon", "serve", environment=settings_of(tmp_path), folder=ROOT)
    await until(lambda: (tmp_path / "hook.url").exists() or process.returncode is not None)
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
