"""Hears what the other daemons on one PostgreSQL append."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from domain.clock import Clock
from domain.errors import UnavailableError
from store.queue.wakes import Wakes

_AGAIN: Final = timedelta(seconds=1)

_log: Final = structlog.get_logger("shelfhook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Listens again whenever the connection was lost.

    Args:
        wakes: What is heard.
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
            await self.clock.sleep(_AGAIN)
