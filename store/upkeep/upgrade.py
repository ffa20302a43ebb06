"""Upgrades the tables of a store to this version."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, inspect, text

from domain.errors import BadInputError
from store.database import Database
from store.locks import key_of

HEAD: Final = "0015"
"""The newest step in migrations/versions; a test compares it. A constant, because alembic takes 10 MB."""

_ALONE: Final = text("SELECT pg_advisory_xact_lock(:key)")
STEPS: Final = Path(__file__).parents[1] / "migrations"


async def upgrade(db: Database) -> Path | None:
    """Create the tables, or upgrade older ones; nothing happens when they are current.

    Returns:
        The backup that was made of a SQLite file with older tables; None when none was needed.

    Raises:
        BadInputError: The store was made by a newer version.
        UnavailableError: The database does not answer.
    """
    if db.file is not None:
        await asyncio.to_thread(_private, db.file)
    found = await db.read(version)
    if found == HEAD:
        return None
    copy = await asyncio.to_thread(_copy, db.file, found) if found and db.file else None
    await db.write(_bring_up_to_date)
    return copy


def _bring_up_to_date(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Several daemons may start at once: the first one upgrades, the others find it done.
        connection.execute(_ALONE, {"key": key_of("upgrade")})
    if version(connection) != HEAD:
        _run_steps(connection)


def _private(file: Path) -> None:
    """Make a new store readable by its owner only, whatever the umask; SQLite gives its log the same mode."""
    with suppress(OSError):  # SQLite reports what is wrong with the folder
        file.touch(mode=0o600)


def version(connection: Connection) -> str | None:
    """The version of the tables; None without tables.

    Raises:
        BadInputError: It is newer than this program.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found > HEAD:
        raise BadInputError(
            "DATABASE_URL",
            f"the store is of version {found}, this shelfhook knows up to {HEAD}: install the newer one",
        )
    return found


def _copy(file: Path, former: str) -> Path:
    """A whole copy beside the file, made through SQLite, so that it includes the write-ahead log."""
    copy = file.with_name(f"{file.name}.before-{HEAD}-from-{former}")
    _private(copy)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _run_steps(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(STEPS))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    command.upgrade(config, "head")
