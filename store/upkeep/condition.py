"""How the database itself is: its tables' version, whether it takes writes, and whether its file is whole."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from store.database import BUSY_SECONDS, Database
from store.upkeep.upgrade import HEAD

_FEW: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What was found.

    Args:
        kind: ``SQLite`` or ``PostgreSQL``.
        version: Of the tables; None when there are none.
        newest: The version that this program brings them to.
        damage: What SQLite says is wrong with its file, a few lines of it; empty when it is whole.
        bytes: Of the file or database.
        free_bytes: How much of that holds nothing any more and is used again; None on PostgreSQL.
    """

    kind: str
    version: str | None
    newest: str
    damage: tuple[str, ...]
    bytes: int
    free_bytes: int | None


async def condition(db: Database) -> Condition:
    """Look, and take the lock for writing once without writing anything.

    Raises:
        UnavailableError: It does not answer, or takes no writes.
    """
    async with db.write() as connection:
        version = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        if not db.is_sqlite:
            size = text("SELECT pg_database_size(current_database())")
            # A replica that takes no writes says so here.
            await connection.execute(text("SELECT pg_current_xact_id()"))
            return Condition(
                kind="PostgreSQL",
                version=version,
                newest=HEAD,
                damage=(),
                bytes=(await connection.execute(size)).scalar_one(),
                free_bytes=None,
            )
    return await asyncio.to_thread(_of_file, db.url.database or "", version)


def _of_file(file: str, version: str | None) -> Condition:
    """On a connection of its own: the daemon's shall not meet what is broken."""
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
    """What SQLite says is wrong, line by line."""
    try:
        said = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({_FEW})")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if said == ["ok"] else [line for one in said for line in one.splitlines()]
