"""A daemon of this process that handles nothing by itself, for a command while no other runs."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Self

from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.dispatch.dispatcher import Dispatcher
from daemon.doctor.check_up import CheckUp
from daemon.http.listening import listen_at, listening
from daemon.wiring.daemon import Daemon, build
from domain.clock import Clock
from domain.facts import RunStatus
from store.queue.claims import Claims
from store.run_steps import RunSteps
from store.runs import Runs

OF_MAM: Final = frozenset({"search.due", "download.approved"})
OF_THE_LIBRARY: Final = frozenset({"library_sync.due", "enrichment.due"})
"""The events of the phases. Other events in the queue are left to a daemon."""

_MOMENT: Final = timedelta(milliseconds=250)
_LONGEST: Final = timedelta(seconds=1)
_SHORTEST: Final = timedelta(milliseconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """Moves runs in this process, where no daemon does."""

    dispatcher: Dispatcher
    claims: Claims
    run_steps: RunSteps
    runs: Runs
    clock: Clock

    @classmethod
    def of(cls, daemon: Daemon, kinds: frozenset[str]) -> Self:
        """The driver of a daemon that no process runs, for these kinds of events."""
        claims = Claims(daemon.claims.db, daemon.claims.owner, daemon.claims.arrived, kinds)
        return cls(
            claims=claims,
            dispatcher=Dispatcher(
                claims=claims,
                routes=daemon.dispatcher.routes,
                dependencies=daemon.dispatcher.dependencies,
                clock=daemon.parts.clock,
            ),
            run_steps=daemon.parts.store.run_steps,
            runs=daemon.parts.store.runs,
            clock=daemon.parts.clock,
        )

    async def begin(self) -> None:
        """Release the claims of an earlier process of this state directory."""
        await self.claims.take_back(now=self.clock.now())

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
        """End the run: no process would continue it, and the next run starts with what is missing."""
        why = f"it waited too long: {reason}"
        await self.runs.end(run, status=RunStatus.CANCELLED, reason=why, now=self.clock.now())
        return why


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """How to reach the daemon in this process, and its driver."""

    url: str
    header: str
    driver: Driver


@asynccontextmanager
async def alone(
    settings: Settings, clock: Clock, *, sole: bool, as_if: Settings | None = None
) -> AsyncIterator[Alone]:
    """The daemon of these settings on a free port of this machine.

    It creates what a start would: the store, and MAM's session as the site renewed it. Hooks are not sent to
    it.

    Args:
        settings: A missing one only matters to the parts that need it.
        clock: The time.
        as_if: The user's own settings, where *settings* name a copy of the state.
        sole: Whether no other daemon may work on the same PostgreSQL meanwhile.

    Raises:
        NeedsPersonError: Another process has the store.
        BadInputError: The store is of a newer version, or the state directory cannot be written.
        UnavailableError: The database does not answer.
    """
    async with AsyncExitStack() as stack:
        daemon = await stack.enter_async_context(build(settings, clock, alone=sole, listens=False))
        if as_if is not None:
            _check_as_if(daemon.api.check_up, as_if)
        listeners = await listen_at("127.0.0.1", 0)
        # Input over a socket takes real time, whatever the clock of the work says.
        await stack.enter_async_context(listening(daemon.app, listeners, SystemClock()))
        token = daemon.parts.access.token.get_secret_value()
        yield Alone(
            url=f"http://127.0.0.1:{listeners[0].getsockname()[1]}",
            header=f"Authorization: Bearer {token}",
            driver=Driver.of(daemon, OF_THE_LIBRARY | OF_MAM if settings.mam_access else OF_THE_LIBRARY),
        )


def _check_as_if(check_up: CheckUp, settings: Settings) -> None:
    """Let the check-up speak of the user's own state directory, not of the copy that the daemon works on."""
    patient = check_up.patient
    access = replace(patient.parts.access, state=settings.state_dir)
    check_up.patient = replace(patient, settings=settings, parts=replace(patient.parts, access=access))
