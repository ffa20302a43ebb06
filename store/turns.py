"""The only turn to write to a server, over all daemons of a store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Final

from sqlalchemy import Connection, Insert, bindparam, delete, or_, select

from domain.clock import Clock
from domain.errors import NotSentError, ShelfhookError, UnavailableError
from store import work
from store.columns import insert_into
from store.database import Database
from store.locks import Locks
from store.tables import WRITES_IN_FLIGHT

_ONE_NOTE: Final = timedelta(seconds=1)
"""So long after a note a write may still begin."""

LONGEST: Final = timedelta(seconds=10) + _ONE_NOTE
"""So long after a note its last write must be over. A server that works does no write of ours for 10 seconds: 50 items
with new authors and series take Audiobookshelf 5.5 s (facts/audiobookshelf_2.md 10)."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """Held for one write. That a write is in flight is stored until its answer is there.

    So a daemon that is killed, or gets no answer, leaves a sign: its write may still be under way, and another one
    beside it may end the server. No write begins before it must be over; nor does one of a daemon that was paused
    after its note, which has to be made again.

    A SQLite file has one daemon. There the note stays for the next write that comes within a second, if any waits when
    a write is answered: each note waits for the store's one writer, and nothing else is sent meanwhile. The
    last one takes it away after the turn.

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
            if not self._callers:
                await self._take_away()

    async def _begin(self) -> datetime:
        """Note that a write begins, unless the note of those before it will do; when it was noted."""
        noted, self._noted = self._noted, None
        while noted is None or not timedelta(0) <= self.clock.now() - noted < _ONE_NOTE:
            noted = await self._renewed(noted)
        return noted

    async def _renewed(self, answered: datetime | None) -> datetime:
        """Make a note, or a newer one in place of that whose writes were all *answered*; when it was noted."""
        now, other = await self.db.write(partial(self._note, answered), durable=False)
        if other is not None:
            raise UnavailableError(
                "did not answer a write, and may still be working on it",
                service=self.server,
                retry_after=min(LONGEST - (now - other), LONGEST),
            )
        return now

    def _note(self, answered: datetime | None, connection: Connection) -> tuple[datetime, datetime | None]:
        """When this is, and when a write was noted that may still be under way; None where it is ours by now."""
        now = self.clock.now()
        values = {"server": self.server, "begun_at": now, "answered": answered}
        over = {"earliest": now - LONGEST, "latest": now + LONGEST}
        noted = connection.execute(_noting(connection.dialect.name), values | over).rowcount
        return now, None if noted else connection.scalar(_BEGUN_AT, {"which": self.server})

    async def _end(self, noted: datetime) -> None:
        self._noted = noted
        if not self.db.is_sqlite:
            await self._take_away()  # before another daemon has the turn

    async def _take_away(self) -> None:
        """Take our note away, if it is of writes that were answered."""
        noted, self._noted = self._noted, None
        if noted is not None:
            await self.db.write(work.change(_OVER, {"which": self.server, "noted": noted}), durable=False)


_OF_SERVER: Final = WRITES_IN_FLIGHT.c.server == bindparam("which")
_BEGUN_AT: Final = select(WRITES_IN_FLIGHT.c.begun_at).where(_OF_SERVER)
_OVER: Final = delete(WRITES_IN_FLIGHT).where(_OF_SERVER, WRITES_IN_FLIGHT.c.begun_at == bindparam("noted"))


@cache
def _noting(dialect: str) -> Insert:
    """A note in place of none, of an answered one, or of one that is over. One statement: of two daemons one wins."""
    noting = insert_into(WRITES_IN_FLIGHT, dialect)
    noted = WRITES_IN_FLIGHT.c.begun_at
    free = or_(
        noted == bindparam("answered"),
        noted <= bindparam("earliest"),
        noted >= bindparam("latest"),
    )
    changed = {"begun_at": noting.excluded.begun_at}
    statement: Insert = noting.on_conflict_do_update(index_elements=["server"], set_=changed, where=free)
    return statement
