"""Corrects due times when somebody sets the clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.clock import Clock
from store.queue.waits import Waits

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
    _wall: datetime | None = field(default=None, init=False)
    _steady: float = field(default=0.0, init=False)

    async def correct(self) -> None:
        """Correct the due times after a jump of the clock; cheap enough for every iteration of a loop."""
        now, steady = self.clock.now(), self.clock.monotonic()
        if self._wall is None:
            self._wall, self._steady = now, steady
            await self._undo_a_wrong_year(now)
            return
        back = self._wall + timedelta(seconds=steady - self._steady) - now
        if abs(back) <= _SLACK:
            return
        self._wall, self._steady = now, steady
        if back > _SLACK:
            moved = await self.waits.bring_forward(back, now=now)
            _log.warning("clock_set_back", seconds=round(back.total_seconds()), events_moved=moved)
        else:
            _log.info("clock_set_forward", seconds=round(-back.total_seconds()))
        await self._undo_a_wrong_year(now)

    async def _undo_a_wrong_year(self, now: datetime) -> None:
        """The events that a wrong clock delayed before this process began."""
        moved = await self.waits.bring_near(horizon=now + HORIZON, now=now)
        if moved:
            _log.warning("due_times_reset", events_moved=moved)
