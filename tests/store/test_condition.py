"""How the database itself is."""

import sqlite3
from contextlib import closing

from sqlalchemy import text

from store.addresses import sqlite_url
from store.database import Database
from store.switches import Switches
from store.upkeep.soundness import condition
from store.upkeep.upgrade import HEAD
from store.work import change
from tests.fixtures.stores import ready_file


async def test_a_sound_store_is_whole_and_of_todays_version(db, clock):
    """Both kinds of database show kind, version and size; nothing is written by looking."""
    await Switches(db).off("acquisition", reason="a row", now=clock.now())

    found = await condition(db)

    assert found.kind == ("SQLite" if db.is_sqlite else "PostgreSQL")
    assert (found.version, found.newest, found.damage) == (HEAD, HEAD, ())
    assert found.bytes > 0
    assert (found.free_bytes is None) is not db.is_sqlite


async def test_older_tables_are_reported(db):
    """The version that stands in the store is what counts."""
    await db.write(change(text("UPDATE alembic_version SET version_num = '0000'")))

    assert (await condition(db)).version == "0000"


async def test_a_damaged_file_is_reported_and_what_was_deleted_is_free(tmp_path):
    """A page that is overwritten is found, whatever else can still be read."""
    file = tmp_path / "shelfhook.db"
    db = Database(sqlite_url(ready_file(file)))
    for statement in (
        "CREATE TABLE big (x BLOB)",
        "INSERT INTO big VALUES (zeroblob(1000000))",
        "DROP TABLE big",
    ):
        await db.write(change(text(statement)))
    sound = await condition(db)
    await db.close()
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [[page]] = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'book_authors'")
        [[size]] = raw.execute("PRAGMA page_size")
    with file.open("r+b") as broken:
        broken.seek((page - 1) * size)
        broken.write(b"\xff" * size)

    db = Database(sqlite_url(file))
    damaged = await condition(db)
    await db.close()

    assert sound.free_bytes is not None
    assert sound.free_bytes >= 900_000
    assert sound.damage == ()
    assert damaged.damage
