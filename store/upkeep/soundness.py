"""Whether a SQLite store can be worked on at all."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from domain.errors import BadInputError, UnavailableError
from store.database import BUSY_SECONDS, Database
from store.troubles import DAMAGED, begins_as_sqlite, damaged, sqlite_code

CHECKED_BYTES: Final = 32 * 1024 * 1024
"""Some 5 ms a megabyte are affordable up to here; of a larger store only the beginning is looked at."""


async def examine(db: Database) -> None:
    """Refuse a store that is damaged or cannot be written, before anything else is done with it.

    PostgreSQL keeps its own files.

    Raises:
        DamagedStoreError: It is no whole database; the message names the backup to go back to.
        BadInputError: It is read-only.
        UnavailableError: It stayed locked for 5 seconds.
    """
    if db.file is not None and db.file.exists() and db.file.stat().st_size:
        await asyncio.to_thread(_examine, db.file)


def _examine(file: Path) -> None:
    if not begins_as_sqlite(file):
        with file.open("rb"):  # one that cannot be read says so itself
            raise damaged(file, "it does not begin as a database does")
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
            f"the store {file} cannot be written: give it to the user that shelfhook runs as, with its "
            "folder, and mount its disk for writing",
        )
    return UnavailableError(f"store: {error}", service="store")
