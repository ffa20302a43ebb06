"""Keeps MAM's session alive when nothing else uses it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from clients.mam.client import Mam
from domain.clock import Clock
from domain.errors import ShelfhookError

_EVERY: Final = timedelta(hours=12)

_log: Final = structlog.get_logger("shelfhook.mam")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive:
    """Lets the client see, twice a day, whether its session lay idle for too long.

    A failure shows in the log and in the health; the next try is half a day later.

    Args:
        mam: The client.
        clock: The time.
        leads: Whether the session is this daemon's; of several, it is one's.
    """

    mam: Mam
    clock: Clock
    leads: Callable[[], bool]

    async def step(self) -> None:
        """Use an idle session."""
        if not self.leads():
            return
        try:
            if await self.mam.keep_alive():
                _log.info("session_kept_alive", service="mam")
        except ShelfhookError as error:
            _log.warning("session_not_kept_alive", service="mam", reason=str(error))

    async def run(self) -> None:
        """Run for ever."""
        while True:
            await self.step()
            await self.clock.sleep(_EVERY)
