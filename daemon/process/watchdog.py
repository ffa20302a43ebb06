"""Tells the service manager that the daemon lives, as long as it does."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from daemon.dispatch.producer import LEASE
from daemon.process.service_manager import ServiceManager
from domain.clock import Clock
from domain.errors import UnavailableError

_log: Final = structlog.get_logger("shelfhook")


@dataclass(slots=True)
class Pulse:
    """A clock for one loop alone: since the loop reads it at every turn, it knows when that turned last.

    Args:
        clock: The time that it tells.
    """

    clock: Clock
    _felt: float = field(init=False)

    def __post_init__(self) -> None:
        self._felt = self.clock.monotonic()

    @property
    def silence(self) -> timedelta:
        """How long ago the loop turned last."""
        return timedelta(seconds=self.clock.monotonic() - self._felt)

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        self._felt = self.clock.monotonic()
        return self.clock.now()

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment."""
        return self.clock.monotonic()

    async def sleep(self, duration: timedelta) -> None:
        """Return after *duration*."""
        await self.clock.sleep(duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchdog:
    """Feeds the service manager's watchdog while the dispatcher turns and the database answers.

    Args:
        manager: Who watches.
        within: It ends the daemon after this long without a sign; half of that is waited between two.
        pulse: The dispatcher's. A worker rests half a minute at most and handles for two, so that all of
            them together are never silent for as long as a lease.
        ask: Asks the database something small.
        clock: The time.
    """

    manager: ServiceManager
    within: timedelta
    pulse: Pulse
    ask: Callable[[], Awaitable[object]]
    clock: Clock

    async def run(self) -> None:
        """Feed for ever."""
        while True:
            await self.step()
            await self.clock.sleep(self.within / 2)

    async def step(self) -> bool:
        """Look, and feed if all is well; returns whether it was."""
        reason = await self._trouble()
        if reason is None:
            self.manager.tell("WATCHDOG=1")
            return True
        _log.error("watchdog_not_fed", reason=reason)
        return False

    async def _trouble(self) -> str | None:
        if self.pulse.silence > LEASE:
            return f"the dispatcher has not turned for {self.pulse.silence.seconds} s"
        try:
            async with asyncio.timeout(self.within.total_seconds() / 4):
                await self.ask()
        except UnavailableError as error:
            return str(error)
        except TimeoutError:
            return "store: no answer"
        return None
