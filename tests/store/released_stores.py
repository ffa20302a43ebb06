"""Stores as the released versions left them: `make store-fixture` keeps the present version's.

One is a gzipped SQL dump of a SQLite store: that of a daemon with a story behind it, and a row in every other table.
"""

import asyncio
import gzip
import re
import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import BigInteger, Boolean, Connection, Float, Integer, Table, func, insert, select
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables
from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.events import LibrarySyncDue, ReconcileDue, TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from store.addresses import sqlite_url
from store.columns import UtcDateTime
from store.database import Database
from store.upkeep.upgrade import STEPS, upgrade
from tests.fixtures.places import ROOT

STORES = ROOT / "tests" / "data" / "stores"
BOOKS = (9000401, 9000404)
NOW = datetime(2026, 1, 15, 12, 30, 15, 123456, tzinfo=UTC)

Rows = dict[str, list[dict[str, Any]]]


def released(changelog: str) -> list[str]:
    """The versions that a changelog lists as released, the newest first."""
    return re.findall(r"^## \[?v?(\d+\.\d+\.\d+)\b", changelog, re.MULTILINE)


def dump_of(name: str) -> str:
    """The kept store of a version, as SQL."""
    return gzip.decompress((STORES / f"{name}.sql.gz").read_bytes()).decode()


def kept() -> list[str]:
    """The versions whose stores are kept."""
    return sorted(path.name.removesuffix(".sql.gz") for path in STORES.glob("*.sql.gz"))


def restore(dump: str, file: Path) -> None:
    """Make a SQLite store of a dump."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump)


def rows_of(file: Path) -> Rows:
    """Every row of every table of a SQLite store, in a fixed order; alembic's own mark is left out."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(map(dict, connection.execute(f'SELECT * FROM "{name}"')), key=repr)  # noqa: S608 - its own names
            for name in sorted(names)
            if not name.startswith(("sqlite_", "alembic_"))
        }


def upgrade_to(connection: Connection, step: str) -> None:
    """Make the tables as they were after a step."""
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, step)


async def populate(folder: Path) -> str:
    """The dump of a store of this version, with rows in every table."""
    file = folder / "state" / "shelfhook.db"
    clock = FakeClock(auto=True)
    async with Stage(folder / "world", clock, real=False) as stage:
        given = {name.lower(): value for name, value in stage.environment(folder / "state").items()}
        async with build(Settings(**given), clock) as daemon:
            for number in BOOKS:
                staged = stage.prepare(listing(number))
                await stage.finish(staged)
                stage.shelf.scan_library()
                await daemon.parts.store.inbox.add(
                    TorrentFinished(info_hash=staged.info_hash), now=clock.now()
                )
            for kind, first in (("library-sync", LibrarySyncDue), ("reconcile", ReconcileDue)):
                await daemon.parts.store.runs.start(
                    kind, trigger="person", first=lambda run, first=first: first(run=run), now=clock.now()
                )
            while await daemon.dispatcher.step():
                pass
            await daemon.parts.store.inbox.add(TorrentFinished(info_hash="f" * 40), now=clock.now())
    db = Database(sqlite_url(file))
    await upgrade(db)
    for table in SQLModel.metadata.sorted_tables:
        await db.write(partial(_fill, table=table))
    await db.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _without_words(connection)
        return "\n".join(connection.iterdump()) + "\n"


def _without_words(connection: sqlite3.Connection) -> None:
    """Drop the indexes of words: they are virtual tables, which no dump can restore."""
    query = "SELECT type, name FROM sqlite_master WHERE type = ? AND name LIKE '%\\_words%' ESCAPE '\\'"
    for kind in ("trigger", "view", "table"):
        for _, name in connection.execute(query, (kind,)).fetchall():
            with suppress(sqlite3.OperationalError):  # its index dropped it
                connection.execute(f"DROP {kind} {name}")


def _fill(connection: Connection, table: Table) -> None:
    """Put a row into a table that the story left empty."""
    if connection.execute(select(func.count()).select_from(table)).scalar_one():
        return
    values = {}
    for column in table.columns:
        for key in column.foreign_keys:
            values[column.name] = connection.execute(select(key.column).limit(1)).scalar_one()
        values.setdefault(column.name, _value(column))
    connection.execute(insert(table).values(values))


def _value(column: Any) -> Any:
    match column.type:
        case UtcDateTime():
            return NOW
        case Boolean():
            return True
        case Float():
            return 1.5
        case BigInteger() | Integer():
            return 7
    return {"of": "the fixture"} if "json" in repr(column.type).lower() else f"{column.name} of the fixture"


def main() -> None:
    """Keep the store of the present version, at its release."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-store-") as folder:
        dump = asyncio.run(populate(Path(folder)))
    STORES.mkdir(parents=True, exist_ok=True)
    file = STORES / f"{version('shelfhook')}.sql.gz"
    file.write_bytes(gzip.compress(dump.encode(), mtime=0))
    sys.stdout.write(f"{file.relative_to(ROOT)}: {len(dump.splitlines())} statements\n")


if __name__ == "__main__":
    main()
