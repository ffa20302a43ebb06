"""Copying the store between databases."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, insert, null, select, text
from sqlmodel import SQLModel
from typer.testing import CliRunner

from daemon.cli import app
from domain.events import DownloadApproved, ReconcileDue, TorrentFinished
from domain.facts import ChangeSource, ChangeStatus
from domain.sessions import StoredSession
from sandbox.clock import START
from store import work
from store.addresses import sqlite_url
from store.budgets import Budgets
from store.changes import Changes, NewChange
from store.database import Database
from store.ownership import Ownership
from store.queue.inbox import Inbox
from store.runs import Runs
from store.sessions import SealedSession
from store.switches import Switches
from tests.fixtures.stores import ready_file

MANY = 2345
"""More than two batches."""

TABLES: dict[str, Table] = {table.name: table for table in SQLModel.metadata.sorted_tables}
ROWS: dict[str, list[dict[str, object]]] = {
    "books": [
        {
            "item_id": f"item {number}",
            "library_id": "lib",
            "path": f"/books/{number}",
            "path_key": f"/books/{number}",
            "rel_path": "",
            "is_file": bool(number % 2),
            "title": "Ünïcode ❤ \\ ' \" \x01" if number else None,
            "authors": ["A", None, {"b": [1.0, 0.1, 1e22, -0.0]}] if number else [],
            "narrators": [],
            "series": [],
            "duration_seconds": number / 7,
            "abridged": False,
            "seen_at": START + timedelta(microseconds=number),
            "enrichments_in_vain": 0,
        }
        for number in range(MANY)
    ],
    "book_files": [
        {
            "item_id": f"item {number}",
            "place": place,
            "path": "/x",
            "inode": -(1 << 63) + number,
            "size": 1 << 40,
        }
        for number in range(MANY)
        for place in range(2)
    ],
    "downloads": [
        {
            "id": 7,
            "recording": {"title": "x"},
            "found_by": "",
            "created_at": START,
            "status": "applied",
            "wanted": null(),
            "candidates": None,
        }
    ],
    "completions": [{"info_hash": "a" * 40, "added_on": START, "seen_at": START}],
}
"""What could be lost on the way: a document that is absent and one that is null, odd numbers and signs."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copy(source: str, target: str, *options: str) -> tuple[int, str]:
    """The exit status of the command, and what it said."""
    result = CliRunner().invoke(app, ["store", "copy", source, target, *options])
    return result.exit_code, result.output


async def fill(url: str) -> None:
    db = Database(url)
    assert db.file is not None
    ready_file(db.file)
    inbox = Inbox(db)
    for number in range(3):
        await inbox.add(DownloadApproved(download=number), now=START)
    await Runs(db, inbox.arrived).start(
        "reconcile", trigger="person", first=lambda n: ReconcileDue(run=n), now=START
    )
    await Budgets(db).take("google_books", day="2026-01-15", limit=10)
    await Switches(db).off("acquisition", reason="a test", now=START)
    await SealedSession(db, "mam", SecretStr("secret")).save(StoredSession("f", {"mam_id": "cookie"}))
    change = NewChange(
        at=START, item_id="item 1", field="narrators", before=None, after=["A"],
        status=ChangeStatus.WRITTEN, source=ChangeSource.MAM, item_updated_at=START,
    )  # fmt: skip
    await Changes(db).plan([change])
    for name, given in ROWS.items():
        await db.write(work.change(insert(TABLES[name]), given))
    await db.close()


async def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    db = Database(url)
    found = {
        name: sorted(map(tuple, await db.read(work.rows(select(table)))), key=repr)
        for name, table in TABLES.items()
    }
    await db.close()
    return found


@pytest.mark.databases("postgres")
def test_a_store_goes_to_postgresql_and_back_unchanged(home: Path, empty_database_url: str):
    """Every row of every table is the same after both ways, and new rows get new numbers."""
    asyncio.run(fill(sqlite_url(home / "first.db")))
    before = asyncio.run(contents(sqlite_url(home / "first.db")))

    there = copy("first.db", empty_database_url, "--json")
    back = copy(empty_database_url, "last.db", "--json")

    assert there == back
    rows = {table["name"]: table["rows"] for table in json.loads(there[1])["tables"]}
    assert rows == {name: len(before[name]) for name in TABLES}
    assert (
        asyncio.run(contents(empty_database_url))
        == before
        == asyncio.run(contents(sqlite_url(home / "last.db")))
    )
    with closing(sqlite3.connect("last.db")) as connection:
        absent = connection.execute("SELECT wanted IS NULL, candidates IS NULL FROM downloads").fetchall()
    assert absent == [(1, 0)]
    assert (home / "last.db").stat().st_mode & 0o777 == 0o600

    async def next_number() -> int:
        db = Database(empty_database_url)
        added = await Inbox(db).add(TorrentFinished(info_hash="b" * 40), now=START)
        await db.close()
        return added.id

    assert asyncio.run(next_number()) == len(before["events"]) + 1


def test_the_tables_are_shown_to_a_person(home: Path):
    """The table names each table with its rows."""
    asyncio.run(fill(sqlite_url(home / "first.db")))

    status, said = copy("first.db", "last.db")

    assert status == 0, said
    assert "Checksum at both ends" in said
    assert f"book_files {2 * MANY}" in " ".join(said.split())


def test_a_target_with_rows_is_refused(home: Path):
    """A store that holds anything is never mixed with another one."""
    asyncio.run(fill(sqlite_url(home / "first.db")))
    asyncio.run(fill(sqlite_url(home / "last.db")))
    before = asyncio.run(contents(sqlite_url(home / "last.db")))

    status, said = copy("first.db", "last.db")

    assert status == 78
    assert "TO: is not empty" in said
    assert asyncio.run(contents(sqlite_url(home / "last.db"))) == before


def test_somebody_elses_database_is_refused(home: Path):
    """A database with tables that are not ours is left alone."""
    asyncio.run(fill(sqlite_url(home / "first.db")))
    with closing(sqlite3.connect("last.db")) as connection:
        connection.execute("CREATE TABLE theirs (x)")

    status, said = copy("first.db", "last.db")

    assert status == 78
    assert "TO: has other tables" in said


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ("UPDATE books SET title = 'other' WHERE item_id = NEW.item_id", "books differs"),
        ("SELECT RAISE(ABORT, 'no room')", "the target does not accept the rows of books"),
    ],
)
def test_a_copy_that_fails_leaves_the_target_empty(home: Path, trouble: str, says: str):
    """A value that did not arrive as it was sent is noticed, and nothing is left of the copy."""
    last = sqlite_url(home / "last.db")
    asyncio.run(fill(sqlite_url(home / "first.db")))

    async def spoil() -> None:
        ready_file(home / "last.db")
        db = Database(last)
        trigger = (
            f"CREATE TRIGGER spoil AFTER INSERT ON books WHEN NEW.item_id = 'item 2000' BEGIN {trouble}; END"
        )
        await db.write(work.change(text(trigger)))
        await db.close()

    asyncio.run(spoil())

    status, said = copy("first.db", "last.db")

    assert status == 1
    assert says in said
    assert not any(asyncio.run(contents(last)).values())


@pytest.mark.parametrize("which", ["first.db", "last.db"])
def test_nothing_is_copied_beside_a_daemon(home: Path, which: str):
    """A daemon on either end is named."""
    asyncio.run(fill(sqlite_url(home / "first.db")))
    daemon = Ownership(Database(sqlite_url(home / which)), "daemon")
    asyncio.run(daemon.acquire())

    status, said = copy("first.db", "last.db")

    asyncio.run(daemon.release())
    assert status == 1
    assert "daemon is in use by process" in said


@pytest.mark.databases("postgres")
def test_nothing_is_copied_beside_daemons_on_postgresql(home: Path, empty_database_url: str):
    """One of several daemons is enough to refuse."""
    asyncio.run(fill(sqlite_url(home / "first.db")))

    async def beside_a_daemon() -> tuple[int, str]:
        db = Database(empty_database_url)
        daemon = Ownership(db, "daemon", shared=True)
        await daemon.acquire()
        try:
            return await asyncio.to_thread(copy, "first.db", empty_database_url)
        finally:
            await daemon.release()
            await db.close()

    status, said = asyncio.run(beside_a_daemon())

    assert status == 1
    assert "daemon is in use by process" in said


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        ("nowhere.db", "last.db", "FROM: there is no file"),
        ("first.db", "first.db", "TO: is the same store"),
        ("first.db", "last.db", "first.db is not a shelfhook store"),
        ("postgresql://u:planted@h/d", "last.db", "FROM: holds a password"),
        ("first.db", "postgresql://u:planted@h/d", "TO: holds a password"),
        ("mysql://x/y", "last.db", "FROM: must be a SQLite file or begin with postgresql://"),
    ],
)
def test_a_wrong_place_is_named(home: Path, source: str, target: str, says: str):
    """What cannot be copied is said before anything is opened."""
    (home / "first.db").touch()

    status, said = copy(source, target)

    assert status == 78
    assert says in said
    assert not (home / "last.db").exists()


def test_a_target_in_no_folder_is_named(home: Path):
    """With what to do, as for every file of a store."""
    ready_file(home / "good.db")

    status, said = copy("good.db", str(home / "nowhere" / "last.db"))

    assert status == 78
    assert f"{home}/nowhere/last.db cannot be opened (No such file or directory): create its folder" in said
