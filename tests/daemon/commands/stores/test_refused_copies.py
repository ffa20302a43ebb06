"""What is not copied, and what a copy that fails leaves."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from store import work
from store.addresses import sqlite_url
from store.database import Database
from store.ownership import Ownership
from tests.daemon.commands.stores.conftest import contents, copy, fill
from tests.fixtures.stores import ready_file


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
