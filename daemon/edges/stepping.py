"""The loop of an edge."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import structlog

from domain.clock import Clock
from domain.errors import UnavailableError

_log: Final = structlog.get_logger("shelfhook")


async def for_ever(step: Callable[[], Awaitable[Any]], rest: Callable[[], timedelta], clock: Clock) -> None:
    """Step, and rest in between; while the store is unavailable a step is left out, and that is logged."""
    while True:
        try:
            await step()
        except UnavailableError as error:
            _log.warning("store_unavailable", reason=str(error))
        await clock.sleep(rest())
