"""Whole groups of waiting events, put off or brought near in one go."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Table, Update, bindparam, select, update

from store.database import Database
from store.queue.wakes import notify
from store.tables import EventRow

_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time

_MOMENTS: Final = timedelta(seconds=3)
"""Longer than what follows the first failures, before a service counts as away."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The waiting events of one store.

    Args:
        db: The store.
        arrived: The inbox's, set whenever something may have come due.
    """

    db: Database
    arrived: asyncio.Event

    async def services(self) -> list[str]:
        """The services that something waits for."""
        async with self.db.read() as connection:
            query = select(_EVENTS.c.waits_for).where(
                _EVENTS.c.settled_at.is_(None), _EVENTS.c.waits_for.is_not(None)
            )
            return sorted((await connection.execute(query.distinct())).scalars())

    async def hold(self, service: str, *, until: datetime) -> int:
        """Put off what waits for a service and comes due before *until*.

        Returns:
            How many there were.
        """
        async with self.db.write() as connection:
            waiting = _EVENTS.c.lease_token.is_(None) & (_EVENTS.c.due_at < until)
            result = await connection.execute(_waiting_for(service).where(waiting).values(due_at=until))
        return int(result.rowcount)

    async def release(self, service: str, *, now: datetime) -> int:
        """Make due at once what waits for a service; what comes due within moments anyway is left to do so.

        Returns:
            How many there were.
        """
        async with self.db.write() as connection:
            waiting = _EVENTS.c.lease_token.is_(None) & (_EVENTS.c.due_at > now + _MOMENTS)
            result = await connection.execute(_waiting_for(service).where(waiting).values(due_at=now))
            await notify(connection)
        if result.rowcount:
            self.arrived.set()
        return int(result.rowcount)

    async def bring_forward(self, by: timedelta, *, now: datetime) -> int:
        """Let everything that is not due yet, leases too, come due earlier: the clock was set back so far.

        Daemons that share one machine do so each for itself; what waits comes early then, and never late.

        Returns:
            How many there were.
        """
        async with self.db.write() as connection:
            later = select(_EVENTS.c.id, _EVENTS.c.due_at).where(
                _EVENTS.c.settled_at.is_(None), _EVENTS.c.due_at > now
            )
            moved = [
                {"event": row.id, "due": row.due_at, "earlier": max(row.due_at - by, now)}
                for row in await connection.execute(later)
            ]
            if moved:
                await connection.execute(_EARLIER, moved)
        self.arrived.set()
        return len(moved)

    async def bring_near(self, *, horizon: datetime, now: datetime) -> int:
        """Make due at once what is due only after *horizon*, where nothing is put off on purpose.

        Returns:
            How many there were.
        """
        async with self.db.write() as connection:
            result = await connection.execute(
                update(_EVENTS)
                .where(_EVENTS.c.settled_at.is_(None), _EVENTS.c.due_at > horizon)
                .values(due_at=now)
            )
        return int(result.rowcount)


def _waiting_for(service: str) -> Update:
    return update(_EVENTS).where(_EVENTS.c.settled_at.is_(None), _EVENTS.c.waits_for == service)


_MOMENT: Final = _EVENTS.c.due_at.type
_EARLIER: Final = (
    update(_EVENTS)
    .where(
        _EVENTS.c.id == bindparam("event"),
        _EVENTS.c.due_at == bindparam("due", type_=_MOMENT),
        _EVENTS.c.settled_at.is_(None),
    )
    .values(due_at=bindparam("earlier", type_=_MOMENT))
)
