"""Events with which in hand the daemon ended more than once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from daemon.dispatch.dispatcher import Dispatcher
from domain.clock import Clock
from domain.errors import UnavailableError

CALM: Final = timedelta(seconds=30)

_log: Final = structlog.get_logger("shelfhook.suspects")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspects:
    """Finds out which of the events that were in hand when the daemon died is the one that kills it.

    Several are in hand at once, and a daemon may also die of something else: a machine that loses its power,
    a person, want of memory. So an event that was there twice is no longer handled beside others. It is handled
    alone, once the daemon has lived for half a minute without it; if it dies then, the event is to blame, and
    is buried. Where the daemon is ended again and again by something else, no suspect's turn comes before
    that is over. Any other end of an event's handling, even a failure, clears it.

    Args:
        dispatcher: Handles them.
        clock: Not the dispatcher's own, by which one sees whether its loops turn.
    """

    dispatcher: Dispatcher
    clock: Clock

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.clock.sleep(CALM)
            await self.step()

    async def step(self) -> int:
        """Handle those that are due, one after the other; returns how many."""
        handled = 0
        try:
            while await self.dispatcher.claims.has_suspects(now=self.clock.now()):
                if not await self.dispatcher.step_alone():
                    break
                handled += 1
        except TimeoutError:
            _log.warning("suspect_waits", reason="other work does not come to an end")
        except UnavailableError as error:
            _log.warning("store_unavailable", reason=str(error))
        return handled
