"""Waking the other daemons on one PostgreSQL when something may have come due."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from store.database import Database
from store.troubles import translated
from store.work import Work

_CHANNEL: Final = "shelfhook_events"
_NOTIFY: Final = text(f"NOTIFY {_CHANNEL}")


def notify(connection: Connection) -> None:
    """Wake everybody when this transaction commits; on SQLite there is nobody else."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY)


def notifying(statement: Any) -> Work[int]:
    """Work that is one statement by which something may come due; gives how many rows it met."""

    def do(connection: Connection) -> int:
        met = connection.execute(statement).rowcount
        notify(connection)
        return met

    return do


@dataclass(frozen=True, slots=True)
class Wakes:
    """Hears what other daemons append. Whoever hears nothing looks again within half a minute all the same.

    Args:
        db: The store that they share.
        arrived: The inbox's, set whenever something may have come due.
    """

    db: Database
    arrived: asyncio.Event

    async def listen(self) -> None:
        """Set `arrived` at each notification, as long as the connection lasts.

        Raises:
            UnavailableError: The database does not answer.
        """
        ended = asyncio.Event()
        connection = await self.db.own_connection()
        try:
            connection.driver.add_termination_listener(lambda _: ended.set())
            with translated():
                await connection.driver.add_listener(_CHANNEL, lambda *_: self.arrived.set())
            # What was appended before it listened is not told any more.
            self.arrived.set()
            await ended.wait()
        finally:
            await connection.end()
