"""Daemons that have ended, recognised by the lock that each holds while it runs."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection, select, text, update

from store.database import Database
from store.locks import key_of
from store.queue.wakes import notifying
from store.tables import EVENTS

PATIENCE: Final = 4
"""How many checks in a row must miss its lock: a daemon that only lost its connection is back by then."""

_FREE: Final = text("SELECT pg_try_advisory_xact_lock(:key)")


def lock_of(instance: str) -> str:
    """The name of the lock that a daemon holds while it runs."""
    return f"the state directory's instance {instance}"


@dataclass(slots=True)
class Departed:
    """Ends the leases of daemons that have ended, on PostgreSQL; they would last two more minutes.

    Args:
        db: The store.
        instance: This daemon's own name in claims.
        arrived: The queue's, set when an event has become due by it.
    """

    db: Database
    instance: str
    arrived: asyncio.Event
    _missed: Counter[str] = field(default_factory=Counter, init=False)

    async def end_leases(self, *, now: datetime) -> int:
        """Called every few seconds by one daemon; returns how many events became due."""
        missing = await self.db.write(partial(_missing, instance=self.instance))
        self._missed = Counter({one: self._missed[one] + 1 for one in missing})
        gone = [one for one in missing if self._missed[one] >= PATIENCE]
        if not gone:
            return 0
        ended = await self.db.write(partial(_end, gone=gone, now=now))
        self.arrived.set()
        return ended


def _missing(connection: Connection, *, instance: str) -> list[str]:
    """The other daemons that have claimed an event and do not hold their lock."""
    others = select(EVENTS.c.lease_owner).where(
        EVENTS.c.settled_at.is_(None),
        EVENTS.c.lease_owner.is_not(None),
        EVENTS.c.lease_owner != instance,
    )
    return [one for one in connection.execute(others.distinct()).scalars() if _is_free(connection, one)]


def _end(connection: Connection, *, gone: Sequence[str], now: datetime) -> int:
    # A daemon that is back holds its lock, and keeps its claims.
    still_gone = [one for one in gone if _is_free(connection, one)]
    leased = update(EVENTS).where(
        EVENTS.c.settled_at.is_(None), EVENTS.c.lease_owner.in_(still_gone), EVENTS.c.due_at > now
    )
    return notifying(leased.values(due_at=now))(connection)


def _is_free(connection: Connection, instance: str) -> bool:
    """Whether a daemon's lock is free; if so it is held until the transaction ends."""
    return bool(connection.execute(_FREE, {"key": key_of(lock_of(instance))}).scalar())
