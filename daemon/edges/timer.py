"""Starts the cycles when the clock strikes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from daemon.config.schedule import Schedule
from daemon.edges.cycles import Cycles
from daemon.edges.stepping import for_ever
from domain.clock import Clock
from store.due_times import DueTimes
from store.run_steps import RunSteps

LONGEST_REST: Final = timedelta(minutes=1)
"""A machine that slept, or a clock that was set, is noticed within this."""

_SHORTEST_REST: Final = timedelta(milliseconds=50)
_SET_BACK: Final = timedelta(hours=1)
"""A last due time this far ahead was noted by a clock that was wrong."""

_log: Final = structlog.get_logger("shelfhook.timer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Starts each cycle at its due times.

    A due time that passed while the machine was off is made up for once, however many there were. One that
    passes while the cycle still runs is left out.

    Args:
        cycles: Starts the runs.
        due_times: The last due times.
        run_steps: Finds the runs that cannot go on.
        schedules: By cycle; a cycle that is not there is turned off.
        clock: The time.
        leads: Whether this daemon starts them; of several, one does.
    """

    cycles: Cycles
    due_times: DueTimes
    run_steps: RunSteps
    schedules: Mapping[str, Schedule]
    clock: Clock
    leads: Callable[[], bool] = lambda: True

    async def run(self) -> None:
        """Start cycles for ever."""
        await for_ever(self.step, self.rest, self.clock)

    async def step(self) -> None:
        """Start the due cycles, and end the runs whose step failed for good."""
        if not self.leads():
            return
        now = self.clock.now()
        for number, reason in await self.run_steps.end_abandoned(now=now):
            _log.warning("run_abandoned", run=number, reason=reason)
        last = await self.due_times.all()
        for kind in sorted(self.cycles.kinds):
            await self._check(kind, last.get(kind), now)

    def rest(self) -> timedelta:
        """How long until the next cycle is due, or until the clock must be checked again."""
        now = self.clock.now()
        coming = [due - now for s in self.schedules.values() if (due := s.next_after(now)) is not None]
        return max(min([*coming, LONGEST_REST]), _SHORTEST_REST)

    async def _check(self, kind: str, last: datetime | None, now: datetime) -> None:
        schedule = self.schedules.get(kind)
        if schedule is None:
            if last is not None:
                await self.due_times.forget(kind)
            return
        if last is None or last - now > _SET_BACK:
            await self.due_times.begin(kind, now=now)
            return
        due = schedule.latest(now)
        if due is not None and due > last:
            await self._start(kind, due, now)

    async def _start(self, kind: str, due: datetime, now: datetime) -> None:
        run = await self.cycles.start(kind, trigger="timer", due=due)
        if run is None:
            _log.info("cycle_skipped", cycle=kind, due=due.isoformat(), reason="it still runs")
            return
        late = round((now - due).total_seconds())
        _log.info("cycle_started", cycle=kind, run=run.id, due=due.isoformat(), seconds_late=late)
