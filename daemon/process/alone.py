"""Moves runs in this process, where no daemon does."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

from daemon.dispatch.dispatcher import Dispatcher
from daemon.wiring.daemon import Daemon
from domain.clock import Clock
from domain.facts import RunStatus
from store.queue.claims import Claims
from store.run_steps import RunSteps
from store.runs import Runs

OF_MAM: Final = frozenset({"search.due", "download.approved"})
OF_THE_LIBRARY: Final = frozenset({"library_sync.due", "enrichment.due"})
"""What the phases set going. Whatever else waits in the inbox is a daemon's work."""

_MOMENT: Final = timedelta(milliseconds=250)
_LONGEST: Final = timedelta(seconds=1)
_SHORTEST: Final = timedelta(milliseconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """See `daemon.http.api.asked.Mover`."""

    dispatcher: Dispatcher
    claims: Claims
    run_steps: RunSteps
    runs: Runs
    clock: Clock

    @classmethod
    def of(cls, daemon: Daemon, kinds: frozenset[str]) -> Self:
        """The driver of a daemon that nobody runs, for these kinds of events."""
        claims = Claims(daemon.claims.db, daemon.claims.owner, daemon.claims.arrived, kinds)
        return cls(
            claims=claims,
            dispatcher=Dispatcher(
                claims=claims,
                routes=daemon.dispatcher.routes,
                dependencies=daemon.dispatcher.dependencies,
                clock=daemon.parts.clock,
            ),
            run_steps=daemon.parts.run_steps,
            runs=daemon.parts.runs,
            clock=daemon.parts.clock,
        )

    async def turn(self) -> None:
        """Take the steps that are due, for a moment; when none is, wait a moment for one."""
        until, worked = self.clock.monotonic() + _MOMENT.total_seconds(), False
        while self.clock.monotonic() < until and await self.dispatcher.step():
            worked = True
        if worked:
            return
        now = self.clock.now()
        await self.run_steps.end_abandoned(now=now)
        due = await self.claims.next_due()
        await self.clock.sleep(_LONGEST if due is None else max(min(due - now, _LONGEST), _SHORTEST))

    async def give_up(self, run: int, reason: str) -> str:
        """End the run: nobody would move it on, and the next one begins anew with what is missing."""
        told = f"it waited too long: {reason}"
        await self.runs.end(run, status=RunStatus.CANCELLED, reason=told, now=self.clock.now())
        return told
