"""Waking the other daemons on one PostgreSQL when something may have come due."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import Database
from store.locks import end

_CHANNEL: Final = "shelfhook_events"
_NOTIFY: Final = text(f"NOTIFY {_CHANNEL}")


async def notify(connection: AsyncConnection) -> None:
    """Wake everybody when this transaction commits; on SQLite there is nobody else."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_NOTIFY)


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
        connection = await self.db.connect()
        driver: Any = None
        try:
            with self.db.translated():
                driver = (await connection.get_raw_connection()).driver_connection
                driver.add_termination_listener(lambda _: ended.set())
                await driver.add_listener(_CHANNEL, lambda *_: self.arrived.set())
            # What was appended before it listened is not told any more.
            self.arrived.set()
            await ended.wait()
        finally:
            await end(connection, driver)
