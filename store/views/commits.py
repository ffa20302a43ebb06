"""Whether the store has changed."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from store.database import Database

_SQLITE: Final = text("PRAGMA data_version")
_POSTGRESQL: Final = text("SELECT pg_current_wal_insert_lsn()::text")


@dataclass(frozen=True, slots=True)
class Commits:
    """The commits to one store, by all processes."""

    db: Database

    async def newest(self) -> str:
        """A value that changes with every commit; reads no table.

        On PostgreSQL it is the position in its log, which sometimes moves by itself.

        Raises:
            UnavailableError: The database does not answer.
        """
        return await self.db.read(_newest)


def _newest(connection: Connection) -> str:
    if connection.dialect.name == "postgresql":
        return str(connection.execute(_POSTGRESQL).scalar_one())
    # SQLite counts, for each connection, the commits of the others; the reading connection never writes.
    return f"{id(connection)} {connection.execute(_SQLITE).scalar_one()}"
