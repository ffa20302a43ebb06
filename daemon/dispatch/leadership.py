"""Which of several daemons on one PostgreSQL leads, and their notifications to each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from domain.clock import Clock
from domain.errors import ElsewhereError, NeedsPersonError, UnavailableError
from store.database import Database
from store.ownership import Lead, Ownership
from store.queue.departed import Departed, lock_of
from store.queue.wakes import Wakes

_LISTEN_AGAIN: Final = timedelta(seconds=1)

EVERY: Final = timedelta(seconds=5)
"""How often a daemon checks whether it still leads, or may. The next check after the lock was taken over is when it
begins to lead: until then the former leader's last requests have ended, and its last add is long enough ago."""

_log: Final = structlog.get_logger("shelfhook.leadership")


@dataclass(slots=True)
class Leadership:
    """Whether this daemon does what only one may do: MAM's session, the timer, and everything with a pace.

    The holder of the lock leads; the lock ends with its holder's connection, and the next to check gets it. On
    SQLite there is one daemon, which leads for as long as it runs.

    Args:
        seat: The lock.
        standing: Locks that this daemon also holds while it runs, taken again after a lost connection.
        arrived: The queue's, set when the leader's events may be claimed.
        clock: The time.
        departed: Ends the claims of daemons that have ended; None where there is no other daemon.
        alone: Whether there is no other daemon, so that another leader is an error.
    """

    seat: Ownership
    standing: tuple[Ownership, ...]
    arrived: asyncio.Event
    clock: Clock
    departed: Departed | None = None
    alone: bool = False
    lead: Lead = field(default_factory=lambda: Lead(taken=False), init=False)
    """The same object for as long as the daemon runs."""
    _terms: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.seat.lost = self._lose

    def leads(self) -> bool:
        """Whether it is this one, as far as is known without a query."""
        return self.lead.taken

    def term(self) -> int:
        """How often this daemon has begun to lead.

        Raises:
            ElsewhereError: It does not lead.
        """
        if not self.leads():
            raise ElsewhereError(
                f"is left to the daemon that leads ({self.seat.holder or 'not known yet'}), which alone uses its session",
                service="mam",
            )
        return self._terms

    async def open(self) -> None:
        """Take this daemon's own locks, and lead if no other daemon does.

        Raises:
            NeedsPersonError: Another daemon has it; where this one is to be alone, also the lead.
            UnavailableError: The database does not answer.
        """
        for one in self.standing:
            await one.acquire()
        if self.alone:
            await self.seat.acquire()
        else:
            await self._take_seat()
        if self.seat.held:
            self._begin()

    async def stand_aside(self) -> None:
        """Leave the lead to a daemon that can work, where there may be one."""
        if not self.alone:
            self.lead.taken = False
            await self.seat.release()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[None]:
        """Hold the lead meanwhile, also while this daemon stands aside, for a test of MAM's session.

        Raises:
            ElsewhereError: Another daemon leads.
            UnavailableError: The database does not answer.
        """
        if self.leads():
            yield
            return
        await self._take_seat()
        if not self.seat.held:
            raise ElsewhereError(
                f"is left to the daemon that leads ({self.seat.holder}), which alone uses its session",
                "test the session on that daemon",
                service="mam",
            )
        self.lead.taken, self._terms = True, self._terms + 1
        try:
            yield
        finally:
            self.lead.taken = False
            await self.seat.release()

    async def close(self) -> None:
        """Give all of it back."""
        self.lead.taken = False
        for one in (self.seat, *reversed(self.standing)):
            await one.release()

    async def run(self) -> None:
        """Check for ever."""
        while True:
            await self.clock.sleep(EVERY)
            await self.step()

    async def step(self) -> None:
        """Check once. A former leader notices the loss as soon as its connection ends."""
        try:
            await self._check()
        except NeedsPersonError as error:
            _log.warning("store_taken", reason=str(error))
        except UnavailableError as error:
            _log.warning("store_unavailable", reason=str(error))

    async def _check(self) -> None:
        if await self.seat.confirm():
            if not self.leads():
                self._begin()
        else:
            self._lose()
            await self._take_seat()
        for one in self.standing:
            if not await one.confirm():
                await one.release()
                await one.acquire()
        if self.departed is not None and self.leads():
            ended = await self.departed.end_leases(now=self.clock.now())
            if ended:
                _log.warning("events_taken_over", events=ended)

    async def _take_seat(self) -> None:
        await self.seat.release()
        with suppress(NeedsPersonError):
            await self.seat.acquire()

    def _lose(self) -> None:
        if self.leads():
            self.lead.taken = False
            _log.warning("leadership_lost")

    def _begin(self) -> None:
        self.lead.taken = True
        self._terms += 1
        self.arrived.set()
        _log.info("leadership_taken", term=self._terms)


def leadership(
    db: Database, instance: str, arrived: asyncio.Event, clock: Clock, *, alone: bool = False
) -> Leadership:
    """The one of a daemon.

    Args:
        db: The store.
        instance: The daemon's name in claims, which no other may have.
        arrived: The inbox's.
        clock: The time.
        alone: Whether no other daemon may run on the store meanwhile; of a SQLite file that is always so.
    """
    seat, daemon = Ownership(db, "mam"), Ownership(db, "daemon", shared=not alone)
    if db.is_sqlite:
        return Leadership(seat, (daemon,), arrived, clock, alone=True)
    living = Ownership(db, lock_of(instance))
    departed = Departed(db, instance, arrived)
    return Leadership(seat, (daemon, living), arrived, clock, departed, alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Listens for events of other daemons on one PostgreSQL; listens again after each lost connection.

    Args:
        wakes: The listener.
        clock: The time.
    """

    wakes: Wakes
    clock: Clock

    async def run(self) -> None:
        """Listen for ever."""
        while True:
            try:
                await self.wakes.listen()
            except UnavailableError as error:
                _log.warning("store_unavailable", reason=str(error))
            await self.clock.sleep(_LISTEN_AGAIN)
