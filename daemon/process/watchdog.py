"""Notifies the service manager that the daemon is alive, as long as it is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from daemon.dispatch.handling import LEASE
from daemon.process.service_manager import ServiceManager
from domain.clock import Clock
from domain.errors import UnavailableError

_log: Final = structlog.get_logger("shelfhook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchdog:
    """Feeds the service manager's watchdog while the dispatcher turns and the database answers.

    Args:
        manager: Who watches.
        within: It ends the daemon after this long without a sign; half of that is waited between two.
        turned: When the dispatcher turned last, by the monotonic clock; None where none runs. It rests half a
            minute at most, and a handler takes two, so that it is never silent for as long as a lease.
        ask: Asks the database something small.
        clock: The time.
    """

    manager: ServiceManager
    within: timedelta
    turned: Callable[[], float] | None
    ask: Callable[[], Awaitable[object]]
    clock: Clock

    async def run(self) -> None:
        """Feed for ever."""
        while True:
            await self.step()
            await self.clock.sleep(self.within / 2)

    async def step(self) -> bool:
        """Check, and feed if all is well; returns whether it was."""
        reason = await self._trouble()
        if reason is None:
            self.manager.notify("WATCHDOG=1")
            return True
        _log.error("watchdog_not_fed", reason=reason)
        return False

    async def _trouble(self) -> str | None:
        if self.turned is not None:
            silent = self.clock.monotonic() - self.turned()
            if silent > LEASE.total_seconds():
                return f"the dispatcher has not responded for {silent:.0f} s"
        try:
            async with asyncio.timeout(self.within.total_seconds() / 4):
                await self.ask()
        except UnavailableError as error:
            return str(error)
        except TimeoutError:
            return "store: no answer"
        return None
