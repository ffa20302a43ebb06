"""Whether anybody has changed the store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from store.database import Database

_SQLITE: Final = text("PRAGMA data_version")
_POSTGRES: Final = text("SELECT pg_current_wal_insert_lsn()::text")

Ask = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Commits:
    """The commits to one store, by whichever process."""

    db: Database

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Ask]:
        """Asks for a word that is another once anything was committed; it reads no table.

        SQLite counts the commits of all other connections, so one is held for this; PostgreSQL tells how far its
        log is, which now and then moves by itself.

        Raises:
            UnavailableError: The database does not answer; also when it is asked.
        """
        if not self.db.is_sqlite:
            yield self._place_in_log
            return
        connection = await self.db.connect()

        async def version() -> str:
            word = (await connection.execute(_SQLITE)).scalar_one()
            await connection.rollback()
            return str(word)

        try:
            yield version
        finally:
            await connection.close()

    async def _place_in_log(self) -> str:
        async with self.db.read() as connection:
            return str((await connection.execute(_POSTGRES)).scalar_one())
