"""Copying the store between databases."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.events import TorrentFinished
from sandbox.clock import START
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import Inbox
from tests.daemon.commands.stores.conftest import MANY, TABLES, contents, copy, fill


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
