"""The only turn to write to a server, over all daemons of a store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Final

from sqlalchemy import Connection, Insert, bindparam, delete, select

from domain.clock import Clock
from domain.errors import NotSentError, ShelfhookError, UnavailableError
from store import work
from store.columns import insert_into
from store.database import Database
from store.locks import Locks
from store.tables import WRITES_IN_FLIGHT

_ONE_NOTE: Final = timedelta(seconds=1)
"""For so long, writes that follow each other share a note."""

LONGEST: Final = timedelta(seconds=10) + _ONE_NOTE
"""So long after a note its last write must be over. A server that works does no write of ours for 10 seconds: 50 items
with new authors and series take Audiobookshelf 5.5 s (facts/audiobookshelf_2.md 10)."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """Held for one write. That a write is in flight is stored until its answer is there.

    So a daemon that is killed, or gets no answer, leaves a sign: its write may still be under way, and another one
    beside it may end the server. No write begins before it must be over.

    On SQLite, where no other daemon wants the turn, the note stays for the next write if that waits already: each note
    waits for the store's one writer, and nothing else is sent meanwhile.

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
    _callers: int = field(default=0, init=False)
    _noted: datetime | None = field(default=None, init=False)
    """Of when the note in the store is, if it is ours and all its writes were answered."""

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        """Hold the turn.

        Raises:
            UnavailableError: A write was not answered and may still be under way, or the database does not answer.
        """
        self._callers += 1
        try:
            async with self.locks.of([f"writes to {self.server}"]):
                noted = await self._begin()
                try:
                    yield
                except ShelfhookError as error:
                    if isinstance(error, NotSentError) or not isinstance(error, UnavailableError):
                        await self._end(noted)
                    raise
                await self._end(noted)
        finally:
            self._callers -= 1

    async def _begin(self) -> datetime:
        """Note that a write begins, unless the note of those before it will do; when it was noted."""
        now, noted = self.clock.now(), self._noted
        self._noted = None
        if noted is not None and timedelta(0) <= now - noted < _ONE_NOTE:
            return noted
        left = await self.db.write(partial(self._note, now, noted), durable=False)
        if left is not None:
            raise UnavailableError(
                f"{self.server} did not answer a write, and may still be working on it",
                service=self.server,
                retry_after=left,
            )
        return now

    def _note(self, now: datetime, answered: datetime | None, connection: Connection) -> timedelta | None:
        """None, or how long an earlier write may still take that is not *answered*."""
        begun_at: datetime | None = connection.scalar(_BEGUN_AT, {"which": self.server})
        if begun_at not in {None, answered} and abs(now - begun_at) < LONGEST:
            return min(LONGEST - (now - begun_at), LONGEST)
        connection.execute(_noting(connection.dialect.name), {"server": self.server, "begun_at": now})
        return None

    async def _end(self, noted: datetime) -> None:
        if self.db.is_sqlite and self._callers > 1:
            self._noted = noted
            return
        await self.db.write(work.change(_OVER, {"which": self.server}), durable=False)


_OF_SERVER: Final = WRITES_IN_FLIGHT.c.server == bindparam("which")
_BEGUN_AT: Final = select(WRITES_IN_FLIGHT.c.begun_at).where(_OF_SERVER)
_OVER: Final = delete(WRITES_IN_FLIGHT).where(_OF_SERVER)


@cache
def _noting(dialect: str) -> Insert:
    noting = insert_into(WRITES_IN_FLIGHT, dialect)
    changed = {"begun_at": noting.excluded.begun_at}
    statement: Insert = noting.on_conflict_do_update(index_elements=["server"], set_=changed)
    return statement
