"""Waiting events of one kind, delayed or made due together."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Update, bindparam, select, update

from store import work
from store.database import Database
from store.queue.wakes import notifying
from store.tables import EVENTS

_MOMENTS: Final = timedelta(seconds=3)
"""Longer than the pauses after the first failures, before a service counts as unavailable."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The waiting events of one store.

    Args:
        db: The store.
        arrived: The queue's, set whenever an event may have become due.
    """

    db: Database
    arrived: asyncio.Event

    async def services(self) -> list[str]:
        """The services that events wait for."""
        query = select(EVENTS.c.waits_for).where(
            EVENTS.c.settled_at.is_(None), EVENTS.c.waits_for.is_not(None)
        )
        return sorted(await self.db.read(work.scalars(query.distinct())))

    async def hold(self, service: str, *, until: datetime) -> int:
        """Delay to *until* what waits for a service and comes due earlier.

        Returns:
            How many there were.
        """
        early = _waiting_for(service).where(EVENTS.c.lease_token.is_(None), EVENTS.c.due_at < until)
        return await self.db.write(work.change(early.values(due_at=until)))

    async def release(self, service: str, *, now: datetime) -> int:
        """Make due at once what waits for a service, except what comes due within moments anyway.

        Returns:
            How many there were.
        """
        late = _waiting_for(service).where(EVENTS.c.lease_token.is_(None), EVENTS.c.due_at > now + _MOMENTS)
        released = await self.db.write(notifying(late.values(due_at=now)))
        if released:
            self.arrived.set()
        return released

    async def wake(self, *, wait: str, now: datetime) -> int:
        """Make the events due at once that wait for *wait*.

        Returns:
            How many there were.
        """
        waiting = update(EVENTS).where(
            EVENTS.c.settled_at.is_(None),
            EVENTS.c.lease_token.is_(None),
            EVENTS.c.wait == wait,
            EVENTS.c.due_at > now,
        )
        woken = await self.db.write(notifying(waiting.values(due_at=now)))
        if woken:
            self.arrived.set()
        return woken

    async def bring_forward(self, by: timedelta, *, now: datetime) -> int:
        """Move all due times, also those of leases, earlier by this much: the clock was set back.

        Daemons on one machine each do so; events then come early, and never late.

        Returns:
            How many there were.
        """

        def move(connection: Connection) -> int:
            later = select(EVENTS.c.id, EVENTS.c.due_at).where(
                EVENTS.c.settled_at.is_(None), EVENTS.c.due_at > now
            )
            moved = [
                {"event": row.id, "due": row.due_at, "earlier": max(row.due_at - by, now)}
                for row in connection.execute(later)
            ]
            if moved:
                connection.execute(_EARLIER, moved)
            return len(moved)

        moved = await self.db.write(move)
        self.arrived.set()
        return moved

    async def bring_near(self, *, horizon: datetime, now: datetime) -> int:
        """Make due at once what is due only after *horizon*, except what was delayed on purpose.

        Returns:
            How many there were.
        """
        far = update(EVENTS).where(EVENTS.c.settled_at.is_(None), EVENTS.c.due_at > horizon)
        return await self.db.write(work.change(far.values(due_at=now)))


def _waiting_for(service: str) -> Update:
    return update(EVENTS).where(EVENTS.c.settled_at.is_(None), EVENTS.c.waits_for == service)


_MOMENT: Final = EVENTS.c.due_at.type
_EARLIER: Final = (
    update(EVENTS)
    .where(
        EVENTS.c.id == bindparam("event"),
        EVENTS.c.due_at == bindparam("due", type_=_MOMENT),
        EVENTS.c.settled_at.is_(None),
    )
    .values(due_at=bindparam("earlier", type_=_MOMENT))
)
