"""One looks for work while the others work."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from daemon.dispatch.bursts import Bursts
from daemon.dispatch.handling import HANDLER_LIMIT
from domain.clock import Clock
from store.queue.claim import Claim
from store.queue.claims import Claims
from store.queue.statements import Taking

LEASE: Final = HANDLER_LIMIT + timedelta(seconds=30)

_LONGEST_REST: Final = timedelta(seconds=30)
_SHORTEST_REST: Final = timedelta(milliseconds=10)


@dataclass(slots=True)
class Place:
    """A place for one at a time, which whoever has found something leaves to the next.

    With several on the lookout each arrival would wake them all, and all but one would look in vain.
    """

    queue: int = field(default=0, init=False)
    """How many wait for it, and have nothing to do."""

    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Callable[[], None]]:
        """Be there until the end of the block, or until what this gives is called."""
        self.queue += 1
        try:
            await self._lock.acquire()
        finally:
            self.queue -= 1
        is_there = True

        def leave() -> None:
            nonlocal is_there
            if is_there:
                is_there = False
                self._lock.release()

        try:
            yield leave
        finally:
            leave()


@dataclass(slots=True, kw_only=True)
class Lookout:
    """Looks for events that are due, and takes as many of them as there are workers without work.

    Args:
        claims: On the inbox.
        clock: The time.
        bursts: Told when nothing is left to be handled.
    """

    claims: Claims
    clock: Clock
    bursts: Bursts
    place: Place = field(default_factory=Place, init=False)
    for_the_next: deque[Claim] = field(default_factory=deque, init=False)
    """Taken for those who wait for the place."""
    due_at: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        """Have something to look for at once."""
        self.due_at = self.clock.now()

    async def until_due(self, *, probe: timedelta | None, is_over: Callable[[], bool]) -> None:
        """Wait until something arrives or comes due.

        Args:
            probe: When to look at the latest, as a service may be asked again then.
            is_over: Whether nothing is to be waited for any more.
        """
        pauses = [_LONGEST_REST]
        if self.due_at is not None:
            pauses.append(self.due_at - self.clock.now())
        if probe is not None:
            pauses.append(probe)
        # Who is told to stop wakes one; those who come to the lookout after that must not rest.
        if (rest := min(pauses)) > timedelta(0) and not is_over():
            with suppress(TimeoutError):
                async with asyncio.timeout(max(rest, _SHORTEST_REST).total_seconds()):
                    await self.claims.arrived.wait()
        self.claims.arrived.clear()

    async def claim(self, taking: Taking, service: str = "") -> Claim | None:
        """An event to handle; None when there is none.

        Args:
            taking: Which one.
            service: What it waits for, where a held one is taken.
        """
        if taking is Taking.DUE and self.for_the_next:
            return self.for_the_next.popleft()
        now = self.clock.now()
        most = 1 + self.place.queue if taking is Taking.DUE else 1
        found, self.due_at = await self.claims.look(
            now=now, lease=LEASE, taking=taking, service=service, most=most
        )
        if self.due_at is None or self.due_at > now:
            self.bursts.caught_up()
        elif not found:
            # What is due and not to be had is in another daemon's hands at this very moment.
            self.due_at = now + _SHORTEST_REST
        if not found:
            return None
        first, *others = found
        self.for_the_next.extend(others)
        return first
