"""Transactions that share a trip to SQLite's thread."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import UnavailableError
from store.database import Database, sqlite_url

ADD = text("INSERT INTO words VALUES (:word)")


@pytest.fixture
async def db(tmp_path: Path):
    database = Database(sqlite_url(tmp_path / "words.db"))
    await database.change(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
    yield database
    await database.close()


async def outcome(asked):
    """What it gives, or how it fails."""
    try:
        return await asked
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a failure is an outcome, too
        return error


async def at_once(db, *asked, meanwhile=lambda _: None):
    """The outcomes of what is asked for while a trip is under way, and so shares the next one."""
    over = threading.Event()

    async def trip(_connection):
        assert over.wait(10)

    async with asyncio.TaskGroup() as group:
        group.create_task(db.run(trip))
        tasks = [group.create_task(outcome(one)) for one in asked]
        await asyncio.sleep(0)  # noqa: TID251 - until all have asked
        meanwhile(tasks)
        over.set()
    return [task.result() for task in tasks]


def words(db) -> list[str]:
    """What another program finds in the file."""
    with sqlite3.connect(db.file) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM words ORDER BY word")]


async def test_those_who_come_meanwhile_share_a_transaction(db):
    """The second sees what the first one wrote before anybody else does, and both are told only then."""
    seen = []

    async def look(connection):
        inside = (await connection.execute(text("SELECT word FROM words"))).scalars().all()
        seen.append((inside, words(db)))

    await at_once(db, db.change(ADD, {"word": "one"}), db.run(look))

    assert seen == [(["one"], [])]
    assert words(db) == ["one"]


async def test_the_failure_of_one_is_its_own(db):
    """What it had written is taken back, it alone is told, and the others' is kept."""

    async def half(connection):
        await connection.execute(ADD, {"word": "half"})
        raise ValueError("no")

    one, failed, two = await at_once(
        db, db.change(ADD, {"word": "one"}), db.run(half), db.change(ADD, {"word": "two"})
    )

    assert (one, str(failed), two) == (1, "no", 1)
    assert words(db) == ["one", "two"]
    assert await db.change(ADD, {"word": "three"}) == 1


async def test_when_there_is_no_transaction_all_are_told(tmp_path, monkeypatch):
    """Nobody waits for another program's lock a second time by itself."""
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0.2)
    db = Database(sqlite_url(tmp_path / "words.db"))
    await db.change(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
    begun = []

    async def note(_connection):
        begun.append(1)

    with sqlite3.connect(db.file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.TaskGroup() as group, db._writer.paused():
            asked = [db.run(note), db.run(note), db.change(ADD, {"word": "one"})]
            tasks = [group.create_task(outcome(one)) for one in asked]
            await asyncio.sleep(0)  # noqa: TID251 - until all have asked
        outcomes = [task.result() for task in tasks]
        other.execute("ROLLBACK")

    assert [type(one) for one in outcomes] == [UnavailableError] * 3
    assert begun == []
    assert await db.change(ADD, {"word": "two"}) == 1
    await db.close()


async def test_who_does_not_wait_any_more_takes_nobody_along(db):
    """Its work is done all the same."""
    gone, other = await at_once(
        db,
        db.change(ADD, {"word": "gone"}),
        db.change(ADD, {"word": "other"}),
        meanwhile=lambda tasks: tasks[0].cancel(),
    )

    assert isinstance(gone, asyncio.CancelledError)
    assert other == 1
    assert words(db) == ["gone", "other"]


async def test_a_long_transaction_and_short_ones_take_turns(db):
    """Nothing is tried while another holds the file, so nobody waits for its lock; then all of it is done."""
    async with asyncio.TaskGroup() as group:
        for number in range(3):
            async with db.write() as connection:
                await connection.execute(ADD, {"word": f"long {number}"})
                short = group.create_task(db.change(ADD, {"word": f"short {number}"}))
                await asyncio.sleep(0.01)  # noqa: TID251 - time enough for a short one, if it were let
                assert not short.done()

    assert len(words(db)) == 6


async def test_a_closed_store_leaves_nobody_waiting(db):
    """Whoever had asked is cancelled, and who comes later is told."""
    closed, late = await at_once(db, db.close(), db.change(ADD, {"word": "late"}))

    assert closed is None
    assert isinstance(late, asyncio.CancelledError)
    with pytest.raises(RuntimeError):
        await db.change(ADD, {"word": "later"})


@pytest.mark.parametrize(
    ("durable", "waits_for_the_disk"),
    [((False,), 1), ((True,), 2), ((False, True), 2), ((True, False), 2)],
    ids=str,
)
async def test_a_transaction_waits_for_the_disk_for_whoever_needs_it(db, durable, waits_for_the_disk):
    """One that may be undone by a failure of the machine does not wait, unless another one in it may not."""
    levels = []

    async def level(connection):
        levels.append((await connection.execute(text("PRAGMA synchronous"))).scalar())

    await at_once(db, *(db.run(level, durable=one) for one in durable))
    await db.run(level)

    assert levels == [waits_for_the_disk] * len(durable) + [2]
