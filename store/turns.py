"""The only turn to write to a server, over all daemons of a store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select

from domain.clock import Clock
from domain.errors import NotSentError, ShelfhookError, UnavailableError
from store import work
from store.columns import insert_into
from store.database import Database
from store.locks import Locks
from store.tables import WRITES_IN_FLIGHT

LONGEST: Final = timedelta(seconds=10)
"""A server that works does no write of ours for longer: 50 items with new authors and series take Audiobookshelf 5.5 s
(facts/audiobookshelf_2.md 10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Held for one write. That a write is in flight is stored until its answer is there.

    So a daemon that is killed, or gets no answer, leaves a sign: its write may still be under way, and another one
    beside it may end the server. No write begins before it must be over.

    Args:
        db: The store.
        locks: The turns of all servers.
        server: The service's name.
        clock: The time of day, which daemons on several machines have in common.
    """

    db: Database
    locks: Locks
    server: str
    clock: Clock

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        """Hold the turn.

        Raises:
            UnavailableError: A write was not answered and may still be under way, or the database does not answer.
        """
        async with self.locks.of([f"writes to {self.server}"]):
            await self._begin()
            try:
                yield
            except ShelfhookError as error:
                if isinstance(error, NotSentError) or not isinstance(error, UnavailableError):
                    await self._end()
                raise
            await self._end()

    async def _begin(self) -> None:
        left = await self.db.write(self._note, durable=False)
        if left is not None:
            raise UnavailableError(
                f"{self.server} did not answer a write, and may still be working on it",
                service=self.server,
                retry_after=left,
            )

    def _note(self, connection: Connection) -> timedelta | None:
        """Note that a write begins now; None, or how long an earlier one may still take."""
        now = self.clock.now()
        begun_at: datetime | None = connection.scalar(
            select(WRITES_IN_FLIGHT.c.begun_at).where(WRITES_IN_FLIGHT.c.server == self.server)
        )
        if begun_at is not None and abs(now - begun_at) < LONGEST:
            return min(LONGEST - (now - begun_at), LONGEST)
        statement = insert_into(WRITES_IN_FLIGHT, connection.dialect.name).values(
            server=self.server, begun_at=now
        )
        connection.execute(statement.on_conflict_do_update(index_elements=["server"], set_={"begun_at": now}))
        return None

    async def _end(self) -> None:
        over = delete(WRITES_IN_FLIGHT).where(WRITES_IN_FLIGHT.c.server == self.server)
        await self.db.write(work.change(over), durable=False)
