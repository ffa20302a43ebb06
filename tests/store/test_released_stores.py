"""The store of every released version opens in this one, and nothing in it is lost."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from old_words import SLUGS
from released_stores import ROOT, Rows, dump_of, kept, populate, released, restore, rows_of, upgrade_to
from sqlalchemy import Connection, MetaData, func, select
from sqlmodel import SQLModel

from store.addresses import sqlite_url
from store.database import Database
from store.upkeep.upgrade import upgrade
from store.work import scalar

PRESENT = "the present version"


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory) -> str:
    return asyncio.run(populate(tmp_path_factory.mktemp("present")))


@pytest.fixture(params=[*kept(), PRESENT])
def dump(request: pytest.FixtureRequest, present: str) -> str:
    """A store as a version left it; before the first release only the present one's."""
    return present if request.param == PRESENT else dump_of(request.param)


def test_every_release_kept_its_store():
    """A version that the changelog lists as released has its store in tests/data/stores (make store-fixture)."""
    changelog = (ROOT / "CHANGELOG.md").read_text()

    assert set(released(changelog)) - set(kept()) == set()


def test_what_counts_as_released():
    """The changelog's headings with a number; what is unreleased has none yet."""
    changelog = "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2027-01-01)\n\n* Since 0.1.5 …\n\n## [0.1.0]\n"

    assert released(changelog) == ["0.2.0", "0.1.0"]


def test_every_table_of_this_version_is_in_its_store(present: str, tmp_path: Path):
    """A table without a row would prove nothing at the next upgrade."""
    restore(present, tmp_path / "a.db")

    rows = rows_of(tmp_path / "a.db")

    assert {name for name, found in rows.items() if found} == set(SQLModel.metadata.tables)


async def test_its_rows_are_kept(dump: str, tmp_path: Path):
    """After the upgrade each row is there with the values that it had, or their slugs."""
    file = tmp_path / "shelfhook.db"
    restore(dump, file)
    before = rows_of(file)
    db = Database(sqlite_url(file))

    await upgrade(db)

    await db.close()
    assert _lost(before, rows_of(file)) == []
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.databases("postgres")
async def test_its_rows_are_kept_on_postgresql(dump: str, tmp_path: Path, empty_database_url: str):
    """The same rows in PostgreSQL's tables of that version come through the upgrade, too."""
    restore(dump, tmp_path / "a.db")
    rows = rows_of(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        [[step]] = connection.execute("SELECT version_num FROM alembic_version")
    db = Database(empty_database_url)
    await db.write(lambda connection: upgrade_to(connection, step))
    await db.write(lambda connection: _insert(connection, rows))

    await upgrade(db)

    reflected = await db.read(_reflected)
    counts = {
        name: await db.read(scalar(select(func.count()).select_from(reflected.tables[name]))) for name in rows
    }
    await db.close()
    assert counts == {name: len(found) for name, found in rows.items()}


def _now(value: Any) -> Any:
    """A value as this version has it: what was a word may be a slug by now."""
    return SLUGS.get(value, value) if isinstance(value, str) else value


def _lost(before: Rows, after: Rows) -> list[str]:
    """What of the old rows is not in the new ones; columns that are gone by now are not looked for."""
    lost = []
    for name, rows in before.items():
        columns = set(after[name][0]) if after.get(name) else set()
        there = [{key: _now(value) for key, value in row.items() if key in columns} for row in rows]
        here = [{key: row[key] for key in there[0]} for row in after.get(name, [])] if there else []
        lost += [f"{name}: {row}" for row in there if row not in here]
    return lost


def _reflected(connection: Connection) -> MetaData:
    there = MetaData()
    there.reflect(connection)
    return there


def _insert(connection: Connection, rows: Rows) -> None:
    for table in _reflected(connection).sorted_tables:
        for row in rows.get(table.name, ()):
            values = {key: _as_kept(table.columns[key].type, value) for key, value in row.items()}
            connection.execute(table.insert().values(values))


def _as_kept(kind: Any, value: Any) -> Any:
    """A value of SQLite's in PostgreSQL's own form."""
    if value is None:
        return None
    name = type(kind).__name__
    if name == "BOOLEAN":
        return bool(value)
    if name == "TIMESTAMP":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return json.loads(value) if name in {"JSON", "JSONB"} else value
