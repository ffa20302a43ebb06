"""Daemons that are gone, known by the lock that each of them holds as long as it lives."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Table, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import Database
from store.locks import key_of
from store.queue.wakes import notify
from store.tables import EventRow

_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time

PATIENCE: Final = 4
"""Looks in a row without its lock before a daemon counts as gone: one that lost its connection is back by then."""

_FREE: Final = text("SELECT pg_try_advisory_xact_lock(:key)")


def lock_of(instance: str) -> str:
    """What a daemon with this name in claims holds."""
    return f"the state directory's instance {instance}"


@dataclass(slots=True)
class Departed:
    """Ends the leases of daemons that are gone, on PostgreSQL; else they would end two minutes later.

    Args:
        db: The store.
        instance: This daemon's own name in claims.
        arrived: The inbox's, set when something has come due by it.
    """

    db: Database
    instance: str
    arrived: asyncio.Event
    _missed: Counter[str] = field(default_factory=Counter, init=False)

    async def look(self, *, now: datetime) -> int:
        """Look once, which one daemon does every few seconds; returns how many events came due."""
        async with self.db.write() as connection:
            missing = [one for one in await self._others(connection) if await _is_free(connection, one)]
            self._missed = Counter({one: self._missed[one] + 1 for one in missing})
            gone = [one for one in missing if self._missed[one] >= PATIENCE]
            if not gone:
                return 0
            ended = await connection.execute(
                update(_EVENTS)
                .where(
                    _EVENTS.c.settled_at.is_(None), _EVENTS.c.lease_owner.in_(gone), _EVENTS.c.due_at > now
                )
                .values(due_at=now)
            )
            await notify(connection)
        self.arrived.set()
        return int(ended.rowcount)

    async def _others(self, connection: AsyncConnection) -> list[str]:
        query = select(_EVENTS.c.lease_owner).where(
            _EVENTS.c.settled_at.is_(None),
            _EVENTS.c.lease_owner.is_not(None),
            _EVENTS.c.lease_owner != self.instance,
        )
        return list((await connection.execute(query.distinct())).scalars())


async def _is_free(connection: AsyncConnection, instance: str) -> bool:
    """Whether nobody holds the lock of a daemon; if so it is held until the transaction ends."""
    return bool((await connection.execute(_FREE, {"key": key_of(lock_of(instance))})).scalar())
