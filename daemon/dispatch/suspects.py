"""Events with which in hand the daemon died more than once."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from daemon.dispatch.handling import LEASE
from domain.clock import Clock
from store.queue.claims import Claim, Claims
from store.queue.statements import Taking

CALM: Final = timedelta(seconds=30)
"""How long the daemon runs before it takes a suspect, and between two checks for suspects."""


@dataclass(slots=True, kw_only=True)
class Suspects:
    """Finds out which of the events that were in hand when the daemon died is the one that kills it.

    Several are in hand at once, and a daemon may also die of something else: a machine that loses its power,
    a person, want of memory. So an event that was there twice is no longer handled beside others. It is handled
    alone, once the daemon has lived for half a minute without it; if it dies then, the event is to blame, and
    is buried. Where the daemon is ended again and again by something else, no suspect's turn comes before
    that is over. Any other end of an event's handling, even a failure, clears it.

    Args:
        claims: On the inbox.
        clock: The time.
    """

    claims: Claims
    clock: Clock
    are_due: bool = field(default=False, init=False)
    """Whether the last check found some."""

    async def check(self) -> None:
        """Look for some.

        Raises:
            UnavailableError: The store does not answer.
        """
        self.are_due = await self.claims.has_suspects(now=self.clock.now())
        if self.are_due:
            self.claims.arrived.set()

    async def take(self) -> Claim | None:
        """The suspect that has been due longest; None without one."""
        return await self.claims.claim_next(now=self.clock.now(), lease=LEASE, taking=Taking.SUSPECT)
