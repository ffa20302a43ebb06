"""Gives each event to its handler, and does what the handler answers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from daemon.dispatch.bursts import Bursts
from daemon.dispatch.clock_jumps import TimeSet
from daemon.dispatch.company import Company
from daemon.dispatch.handling import Again, Handler, handle
from daemon.dispatch.outages import HOLD, Outages
from daemon.dispatch.producer import LEASE, Lookout
from daemon.dispatch.tally import Observed
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import PermanentError, UnavailableError
from domain.facts import EventVerdict
from domain.outcomes import Done, Drop, Later, Outcome
from domain.retry import POLICIES, Wait
from store.queue.claim import Claim, Ending
from store.queue.claims import Claims
from store.queue.statements import Taking
from store.queue.waits import Waits

DEADLY: Final = 3
"""So often the process ended with an event in hand, the last time with nothing else."""

_TRIES_TO_PATIENCE: Final = 4
_STOPPED: Final = "the daemon was stopped"

_log: Final = structlog.get_logger("shelfhook.dispatcher")


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """Claims events and settles them by what their handlers answer or raise.

    Args:
        claims: On the inbox.
        routes: The handler of each kind of event.
        dependencies: By service; what waits for one that is away is held until it is back.
        clock: The time.
        observed: Told of each settled event.
        bursts: Of hooks, whose answers somebody waits for; handling stands back for a while then.
    """

    claims: Claims
    routes: Mapping[str, Handler]
    dependencies: Mapping[str, Dependency]
    clock: Clock
    observed: Observed = field(default_factory=Observed)
    bursts: Bursts = field(default_factory=Bursts)
    stopping: bool = False
    _lookout: Lookout = field(init=False, repr=False)
    _outages: Outages = field(init=False, repr=False)
    _time_set: TimeSet = field(init=False, repr=False)
    _company: Company = field(default_factory=Company, init=False, repr=False)

    def __post_init__(self) -> None:
        """Have the means to find what is due, and to move what waits."""
        self._lookout = Lookout(claims=self.claims, clock=self.clock, bursts=self.bursts)
        waits = Waits(self.claims.db, self.claims.arrived)
        self._outages = Outages(waits=waits, dependencies=self.dependencies, clock=self.clock)
        self._time_set = TimeSet(waits=waits, clock=self.clock)

    async def run(self) -> None:
        """Handle events until told to stop; several of these loops may run side by side."""
        tries = 0
        while not self.stopping:
            async with self._lookout.place.kept() as leave:
                try:
                    await self._until_due()
                    await self.bursts.over()
                    await self.step(found=leave)
                    tries = 0
                except UnavailableError as error:
                    # The store itself is away: leases protect what was claimed, so wait and go on.
                    tries += 1
                    await self._wait_for_the_store(error, tries)
        while self._lookout.for_the_next:
            claim = self._lookout.for_the_next.popleft()
            await self._surely(partial(self._hand_over, claim, _STOPPED))

    def stop(self) -> None:
        """Claim nothing more; what is in hand is finished."""
        self.stopping = True
        self.claims.arrived.set()

    async def step(self, *, found: Callable[[], None] = lambda: None) -> bool:
        """Handle an event: one that may ask a service that was away, or the one that has been due longest.

        Args:
            found: Called when there is one, before it is handled.

        Returns:
            Whether there was one.
        """
        async with self._company.among_others():
            if self.stopping:
                return False
            if self._lookout.for_the_next:
                return await self._take(Taking.DUE, found=found)
            await self._time_set.look()
            await self._outages.release()
            for service in self._outages.to_probe():
                with self._outages.probing(service):
                    if await self._take(Taking.HELD, service=service, found=found):
                        return True
            return await self._take(Taking.DUE, found=found)

    async def step_alone(self) -> bool:
        """Handle an event with which in hand the process ended before, with nothing beside; or bury it.

        Returns:
            Whether there was one.

        Raises:
            TimeoutError: What is in hand beside does not come to an end.
        """
        async with self._company.alone(patience=LEASE):
            while self._lookout.for_the_next:
                await self._take(Taking.DUE)
            return await self._take(Taking.SUSPECT)

    async def _take(
        self, taking: Taking, *, service: str = "", found: Callable[[], None] = lambda: None
    ) -> bool:
        claim = await self._lookout.claim(taking, service)
        if claim is None:
            return False
        found()
        with structlog.contextvars.bound_contextvars(
            event_id=claim.id, event_key=claim.event.key, attempt=claim.attempt
        ):
            _log.debug("event_claimed", event_kind=claim.event.kind)
            try:
                answer = await self._answer(claim)
            except asyncio.CancelledError:
                await asyncio.shield(self._hand_over(claim, _STOPPED))
                raise
            await asyncio.shield(self._surely(lambda: self._settle(claim, answer)))
        return True

    async def _answer(self, claim: Claim) -> Outcome | Again | PermanentError:
        if claim.deaths >= DEADLY:
            return PermanentError(
                f"the daemon ended {claim.deaths} times while this was being handled, the last time with "
                "nothing else in hand: that is a fault in shelfhook or in what it runs on; its log says what "
                "was done last"
            )
        return await handle(claim, self.routes[claim.event.kind])

    async def _until_due(self) -> None:
        if not self._lookout.for_the_next:
            probe = await self._outages.until_probe()
            await self._lookout.until_due(probe=probe, is_over=lambda: self.stopping)

    async def _surely(self, settle: Callable[[], Awaitable[None]]) -> None:
        """Settle as soon as the store takes it: an event that was handled is not handled again for that."""
        tries = 0
        while True:
            try:
                return await settle()
            except UnavailableError as error:
                tries += 1
                await self._wait_for_the_store(error, tries)

    async def _wait_for_the_store(self, error: UnavailableError, tries: int) -> None:
        pause = POLICIES[Wait.OUTAGE].interval(min(tries, _TRIES_TO_PATIENCE))
        _log.warning("store_unavailable", reason=str(error), seconds=pause.total_seconds())
        await self.clock.sleep(pause)

    async def _settle(self, claim: Claim, answer: Outcome | Again | PermanentError) -> None:
        match answer:
            case Done():
                await self._end(claim, Ending(EventVerdict.DONE, answer.note, answer.then, answer.progress))
            case Drop():
                await self._end(claim, Ending(EventVerdict.DROPPED, answer.reason))
            case PermanentError():
                await self._end(claim, Ending(EventVerdict.BURIED, str(answer)))
            case Later():
                looks = claim.looks + 1 if claim.wait == answer.wait else 1
                await self._wait(claim, Again(answer.wait, answer.reason, looks, 0))
            case Again(kind=Wait.LEADER):
                await self._hand_over(claim, answer.reason, wait=answer.kind.value)
            case Again(outage=UnavailableError() as outage):
                await self._wait_out(claim, answer, outage)
            case Again():
                await self._wait(claim, answer)

    async def _wait(self, claim: Claim, again: Again) -> None:
        policy = POLICIES[again.kind]
        spent = again.attempts if again.kind is Wait.FAILURE else again.looks
        if policy.exhausted(spent):
            await self._end(
                claim, Ending(EventVerdict.BURIED, f"{again.reason} (gave up after {spent} looks)")
            )
            return
        await self._put_back(claim, again, pause=max(policy.interval(max(spent, 1)), again.at_least))

    async def _wait_out(self, claim: Claim, again: Again, outage: UnavailableError) -> None:
        self._outages.met(outage)
        held = await self._outages.hold(outage.service)
        await self._put_back(claim, again, pause=HOLD if held else self._outages.pause(outage))
        if held:
            self._outages.was_held(outage.service)

    async def _put_back(self, claim: Claim, again: Again, *, pause: timedelta) -> None:
        await self.claims.put_back(
            claim,
            due_at=self.clock.now() + pause,
            looks=again.looks,
            wait=again.kind.value,
            reason=again.reason,
            attempts=again.attempts,
            waits_for=None if again.outage is None else again.outage.service,
        )
        _log.info("event_waits", wait=again.kind.value, reason=again.reason, seconds=pause.total_seconds())

    async def _end(self, claim: Claim, ending: Ending) -> None:
        now = self.clock.now()
        held = await self.claims.settle(claim, ending, now=now)
        if held:
            self.observed.note(claim, ending.verdict, now)
        log = _log.warning if ending.verdict is EventVerdict.BURIED else _log.info
        log("event_settled" if held else "event_lost_its_lease", verdict=ending.verdict, reason=ending.reason)

    async def _hand_over(self, claim: Claim, reason: str, *, wait: str | None = None) -> None:
        """Leave an event to another daemon, or to this one's next start: neither is failing."""
        await self.claims.hand_over(claim, wait=wait or claim.wait, reason=reason, now=self.clock.now())
        _log.info("event_handed_over", reason=reason)
