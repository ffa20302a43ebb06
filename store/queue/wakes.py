"""Waking the other daemons on one PostgreSQL when an event may have become due."""

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
    """Wake all daemons when this transaction commits; on SQLite there is only this one."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY)


def notifying(statement: Any, values: Any = None) -> Work[int]:
    """Work that is one statement by which events may become due; returns the number of rows that it changed."""

    def do(connection: Connection) -> int:
        met = connection.execute(statement, values).rowcount
        notify(connection)
        return met

    return do


@dataclass(frozen=True, slots=True)
class Wakes:
    """Listens for events that other daemons append. Without a notification the queue is polled within half a minute.

    Args:
        db: The store that the daemons share.
        arrived: The queue's, set whenever an event may have become due.
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
            connection.watched(ended.set)
            with translated():
                await connection.driver.add_listener(_CHANNEL, lambda *_: self.arrived.set())
            # For what was appended before it listened there is no notification.
            self.arrived.set()
            await ended.wait()
        finally:
            await connection.end()
