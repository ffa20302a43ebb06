"""The library items that events wait for, and the events that are made due once these have come."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, literal_column, select, update

from domain.looking import Expected
from store import work
from store.database import Database
from store.queue.wakes import notifying
from store.tables import EVENTS


@dataclass(frozen=True, slots=True)
class ExpectedItems:
    """What the open events of one store wait for.

    Args:
        db: The store.
        arrived: The queue's, set whenever an event may have become due.
    """

    db: Database
    arrived: asyncio.Event

    async def written_since(self, moment: datetime) -> list[Expected]:
        """The items whose files were written after a moment, alike ones once."""
        written_at, library_id = EVENTS.c.files_written_at, EVENTS.c.library_id
        query = (
            select(written_at, library_id)
            .where(EVENTS.c.settled_at.is_(None), written_at.is_not(None), written_at > moment)
            .distinct()
        )
        return [Expected(row[0], row[1]) for row in await self.db.read(work.rows(query))]

    async def came(self, keys: Collection[str], *, now: datetime) -> int:
        """Make due at once those of the events that are open; one in progress is handled once more afterwards.

        Args:
            keys: Of the events.
            now: The current time.

        Returns:
            How many there were.
        """
        if not keys:
            return 0
        claimed = EVENTS.c.lease_token.is_not(None)
        again = (
            update(EVENTS)
            .where(EVENTS.c.settled_at.is_(None), EVENTS.c.key.in_(keys))
            .values(
                signals=EVENTS.c.signals + literal_column("1"),
                due_at=case((claimed, EVENTS.c.due_at), else_=now),
            )
        )
        woken = await self.db.write(notifying(again))
        if woken:
            self.arrived.set()
        return woken
