"""Whether a store can be used, and its state: version, size, damage."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from domain.errors import BadInputError, UnavailableError
from store.database import Database
from store.sqlite_thread import BUSY_SECONDS
from store.troubles import DAMAGED, begins_as_sqlite, damaged, sqlite_code
from store.upkeep.upgrade import HEAD, version
from store.work import scalar

CHECKED_BYTES: Final = 32 * 1024 * 1024
"""Some 5 ms a megabyte are acceptable up to here; of a larger store only the beginning is checked."""

_FEW: Final = 3
_VERSION: Final = text("SELECT version_num FROM alembic_version")
_READ_ONLY: Final = text("SET TRANSACTION READ ONLY")


async def examine(db: Database) -> None:
    """Refuse a store that is damaged or cannot be written, before any other work on it.

    PostgreSQL checks its own files.

    Raises:
        DamagedStoreError: It is not a whole database; the message names the backup to restore.
        BadInputError: It is read-only.
        UnavailableError: It stayed locked for 5 seconds.
    """
    if db.file is not None and db.file.exists() and db.file.stat().st_size:
        await asyncio.to_thread(_examine, db.file)


def _examine(file: Path) -> None:
    if not begins_as_sqlite(file):
        with file.open("rb"):  # an unreadable file raises here
            raise damaged(file, "it is not a SQLite database")
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if file.stat().st_size <= CHECKED_BYTES:
                [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
                if found != "ok":
                    raise damaged(file, found)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise _problem(error, file) from error


def _problem(error: sqlite3.Error, file: Path) -> Exception:
    code = sqlite_code(error)
    if code in DAMAGED:
        return damaged(file, str(error))
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return BadInputError(
            "STATE_DIR",
            f"the store {file} cannot be written: make shelfhook's user the owner of it and of "
            "its folder, and mount its disk read-write",
        )
    return UnavailableError(f"store: {error}", service="store")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The result of a check.

    Args:
        kind: ``SQLite`` or ``PostgreSQL``.
        version: The version of the tables; None without tables.
        newest: The newest version that this program knows.
        damage: What SQLite reports as wrong with its file, a few lines; empty when it is whole.
        bytes: The size of the file or database.
        free_bytes: How much of that is free and will be reused; None on PostgreSQL.
    """

    kind: str
    version: str | None
    newest: str
    damage: tuple[str, ...]
    bytes: int
    free_bytes: int | None


async def condition(db: Database) -> Condition:
    """Check the store, and take the write lock once without writing.

    Raises:
        UnavailableError: It does not answer, or cannot be written.
    """
    if db.file is None:
        return await db.write(_of_database)
    return await asyncio.to_thread(_of_file, db.file, await db.write(scalar(_VERSION)))


async def glance(db: Database) -> Condition:
    """The condition of a PostgreSQL as far as one that only reads can know it; it may be without tables.

    Raises:
        BadInputError: Its tables are of a newer version.
        UnavailableError: It does not answer.
    """
    return await db.read(_glanced)


def _glanced(connection: Connection) -> Condition:
    connection.execute(_READ_ONLY)
    return _measured(connection, version(connection))


def _of_database(connection: Connection) -> Condition:
    # A read-only replica raises here.
    connection.execute(text("SELECT pg_current_xact_id()"))
    return _measured(connection, connection.execute(_VERSION).scalar())


def _measured(connection: Connection, found: str | None) -> Condition:
    return Condition(
        kind="PostgreSQL",
        version=found,
        newest=HEAD,
        damage=(),
        bytes=connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one(),
        free_bytes=None,
    )


def _of_file(file: Path, version: str | None) -> Condition:
    """On a connection of its own: the daemon's must not touch the damaged part."""
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        size, count, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
        return Condition(
            kind="SQLite",
            version=version,
            newest=HEAD,
            damage=tuple(_damage(connection))[:_FEW],
            bytes=size * count,
            free_bytes=size * free,
        )


def _damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite reports as wrong, line by line."""
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({_FEW})")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else [line for one in found for line in one.splitlines()]
