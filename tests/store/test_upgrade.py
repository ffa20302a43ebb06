"""Bringing a store to this version."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables
from domain.errors import BadInputError
from store.addresses import sqlite_url
from store.database import Database
from store.upkeep.upgrade import HEAD, upgrade
from store.work import change
from tests.fixtures.places import ROOT


def test_the_newest_step_is_known():
    """The figure in the program is that of the newest step in the folder."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "store" / "migrations"))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_the_steps_make_what_the_program_expects(db: Database):
    """After all steps no table, column or index differs from the declared ones; each database has its own of words."""
    options = {"compare_type": False, "include_object": lambda _, name, *__: "_words" not in (name or "")}
    differences = await db.read(
        lambda connection: compare_metadata(
            MigrationContext.configure(connection, opts=options), SQLModel.metadata
        )
    )

    assert differences == []


async def test_a_second_start_changes_nothing(db: Database):
    """A store that is up to date is left alone, and no copy is made."""
    assert await upgrade(db) is None


async def test_an_older_file_is_copied_before_its_upgrade(tmp_path: Path):
    """The copy holds what the store held, also what was only in the write-ahead log."""
    file = tmp_path / "shelfhook.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0000')")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('hello')")
    db = Database(sqlite_url(file))

    # There is no step 0000 in this version, so the steps refuse after the copy was made.
    with pytest.raises(Exception, match="0000"):
        await upgrade(db)
    await db.close()

    [copy] = tmp_path.glob("*.before-*")
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT word FROM kept").fetchall() == [("hello",)]
    assert copy.stat().st_mode & 0o777 == 0o600


async def test_a_newer_store_is_refused(db: Database):
    """An older program does not touch what a newer one made, and says so."""
    await db.write(change(text("UPDATE alembic_version SET version_num = '9999'")))

    with pytest.raises(BadInputError, match="install the newer one"):
        await upgrade(db)
