"""What reading and writing promise, on both databases and on SQLite with its shared commits."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from domain.errors import BadInputError, UnavailableError
from store.addresses import sqlite_url
from store.database import Database
from store.work import change, scalars

TABLE = text("CREATE TABLE words (word TEXT PRIMARY KEY)")
ADD = text("INSERT INTO words VALUES (:word)")
WORDS = text("SELECT word FROM words ORDER BY word")


def add(word: str):
    return change(ADD, {"word": word})


def half(connection: Connection) -> None:
    """Work that fails after it has written."""
    connection.execute(ADD, {"word": "half"})
    raise ValueError("no")


@pytest.fixture
async def sqlite(tmp_path: Path):
    database = Database(sqlite_url(tmp_path / "words.db"))
    await database.write(change(TABLE))
    yield database
    await database.close()


async def outcome(asked):
    """What it gives, or how it fails."""
    try:
        return await asked
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a failure is an outcome, too
        return error


async def at_once(db, *asked, meanwhile=lambda _: None):
    """The outcomes of what is asked for while work is under way, and so shares the next commit."""
    over = threading.Event()

    def under_way(_connection):
        assert over.wait(10)

    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(under_way))
        tasks = [group.create_task(outcome(one)) for one in asked]
        await asyncio.sleep(0)  # noqa: TID251 - until all have asked
        meanwhile(tasks)
        over.set()
    return [task.result() for task in tasks]


def words(db) -> list[str]:
    """What another program finds in the file."""
    with sqlite3.connect(db.file) as connection:
        return [word for (word,) in connection.execute(str(WORDS))]


async def test_what_fails_leaves_nothing(db: Database):
    """Whatever work wrote before it failed is taken back, and the store goes on."""
    await db.write(change(TABLE))

    with pytest.raises(ValueError, match="no"):
        await db.write(half)

    assert await db.write(add("whole")) == 1
    assert await db.read(scalars(WORDS)) == ["whole"]


async def test_what_is_asked_for_meanwhile_shares_a_commit(sqlite):
    """The second sees what the first one wrote before anybody else does, and both return only then."""
    seen = []

    def look(connection):
        seen.append((connection.execute(WORDS).scalars().all(), words(sqlite)))

    await at_once(sqlite, sqlite.write(add("one")), sqlite.write(look))

    assert seen == [(["one"], [])]
    assert words(sqlite) == ["one"]


async def test_the_failure_of_one_is_its_own(sqlite):
    """It alone fails, and what shared the transaction with it is kept."""
    one, failed, two = await at_once(
        sqlite, sqlite.write(add("one")), sqlite.write(half), sqlite.write(add("two"))
    )

    assert (one, str(failed), two) == (1, "no", 1)
    assert words(sqlite) == ["one", "two"]
    assert await sqlite.write(add("three")) == 1


async def test_a_lock_of_another_program_is_waited_for_once(tmp_path, monkeypatch):
    """Those who share a transaction wait together, and each of them gets the result."""
    monkeypatch.setattr("store.sqlite_thread.BUSY_SECONDS", 0.2)
    db = Database(sqlite_url(tmp_path / "words.db"))
    await db.write(change(TABLE))
    begun = []

    with sqlite3.connect(db.file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(outcome(db.write(lambda _: begun.append(1)))) for _ in range(3)]
        outcomes = [task.result() for task in tasks]
        other.execute("ROLLBACK")

    assert [type(one) for one in outcomes] == [UnavailableError] * 3
    assert begun == []
    assert await db.write(add("two")) == 1
    await db.close()


async def test_who_does_not_wait_any_more_takes_no_one_along(sqlite):
    """The work of a cancelled caller is done all the same."""
    gone, other = await at_once(
        sqlite,
        sqlite.write(add("gone")),
        sqlite.write(add("other")),
        meanwhile=lambda tasks: tasks[0].cancel(),
    )

    assert isinstance(gone, asyncio.CancelledError)
    assert other == 1
    assert words(sqlite) == ["gone", "other"]


async def test_a_closed_store_leaves_no_one_waiting(sqlite):
    """The first caller is cancelled, and the later ones get the result."""
    early, closed = await at_once(sqlite, sqlite.write(add("early")), sqlite.close())

    assert isinstance(early, asyncio.CancelledError)
    assert closed is None
    with pytest.raises(RuntimeError):
        await sqlite.write(add("later"))


@pytest.mark.parametrize(
    ("durable", "waits_for_the_disk"),
    [((False,), 1), ((True,), 2), ((False, True), 2), ((True, False), 2)],
    ids=str,
)
async def test_a_commit_waits_for_the_disk_for_the_one_that_needs_it(sqlite, durable, waits_for_the_disk):
    """One that may be undone by a failure of the machine does not wait, unless another one in it may not."""
    levels = []

    def level(connection):
        levels.append(connection.execute(text("PRAGMA synchronous")).scalar())

    await at_once(sqlite, *(sqlite.write(level, durable=one) for one in durable))
    await sqlite.write(level)

    assert levels == [waits_for_the_disk] * len(durable) + [2]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////tmp/x.db",
        "sqlite+aiosqlite:////tmp/x.db",
        "postgresql://me@db/x",
        "postgres://me@db/x",
        "postgresql+asyncpg://me@db/x",
    ],
)
def test_an_address_may_be_spelt_as_users_know_it(url: str):
    """Also as version 0.1 spelt it; the driver is ours to choose."""
    db = Database(url)

    assert (db.file == Path("/tmp/x.db")) is url.startswith("sqlite")


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite://", "sqlite:///:memory:"])
def test_any_other_address_is_refused(url: str):
    """What is no file and no PostgreSQL could keep nothing."""
    with pytest.raises(BadInputError, match="DATABASE_URL"):
        Database(url)
