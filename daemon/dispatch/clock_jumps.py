"""Corrects due times when somebody sets the clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.clock import Clock
from domain.errors import UnavailableError
from store.queue.waits import Waits

_EVERY: Final = timedelta(seconds=30)

_SLACK: Final = timedelta(seconds=10)
"""A clock that is slewed is left alone; an event may become due this much later at most."""

HORIZON: Final = timedelta(days=8)
"""No interval is longer, nor is any pause that a service may ask for: seven days and an hour."""

_log: Final = structlog.get_logger("shelfhook.dispatcher")


@dataclass(slots=True, kw_only=True)
class ClockJumps:
    """Compares the time of day with a clock that cannot be set.

    A clock that is set forward makes things come due early, which harms nothing. One that is set back would let
    them wait longer by as much, so their due times are set back with it.

    Args:
        waits: Moves due times.
        clock: Both.
    """

    waits: Waits
    clock: Clock
    _wall: datetime = field(init=False)
    _steady: float = field(init=False)
    _checked: bool = field(default=False, init=False)
    """Whether the due times were compared with the horizon since the last jump."""

    def __post_init__(self) -> None:
        self._wall, self._steady = self.clock.now(), self.clock.monotonic()

    async def run(self) -> None:
        """Correct the due times for ever."""
        while True:
            try:
                await self.correct()
            except UnavailableError as error:
                _log.warning("store_unavailable", reason=str(error))
            await self.clock.sleep(_EVERY)

    async def correct(self) -> None:
        """Correct the due times if the clock jumped, and at the first call.

        Raises:
            UnavailableError: The store does not answer; the next call tries again.
        """
        now, steady = self.clock.now(), self.clock.monotonic()
        back = self._wall + timedelta(seconds=steady - self._steady) - now
        if abs(back) > _SLACK:
            await self._jumped(back, now)
            self._wall, self._steady, self._checked = now, steady, False
        if not self._checked:
            await self._undo_a_wrong_year(now)
            self._checked = True

    async def _jumped(self, back: timedelta, now: datetime) -> None:
        if back < timedelta(0):
            _log.info("clock_set_forward", seconds=round(-back.total_seconds()))
            return
        moved = await self.waits.bring_forward(back, now=now)
        _log.warning("clock_set_back", seconds=round(back.total_seconds()), events_moved=moved)

    async def _undo_a_wrong_year(self, now: datetime) -> None:
        """The events that a wrong clock delayed before this process began."""
        moved = await self.waits.bring_near(horizon=now + HORIZON, now=now)
        if moved:
            _log.warning("due_times_reset", events_moved=moved)
