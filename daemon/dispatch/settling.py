"""Settles events by their handlers' answers."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from daemon.dispatch.handling import Again, Answer, HandOver
from daemon.dispatch.outages import HOLD, Outages
from daemon.dispatch.tally import Tally
from domain.clock import Clock
from domain.counted import counted
from domain.errors import PermanentError, UnavailableError
from domain.facts import EventVerdict
from domain.outcomes import Done, Drop, Later
from domain.retry import POLICIES, Wait
from store.queue.claims import Claim, Claims, Ending, Postponed

_TRIES_TO_PATIENCE: Final = 4

_log: Final = structlog.get_logger("shelfhook.dispatcher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settler:
    """Ends events, or puts them back to wait. It waits while the store is unavailable: a handled event stays handled.

    Args:
        claims: On the inbox.
        outages: Hold the events that wait for an unavailable service.
        tally: Gets each settled event.
        awaiting: Set when an event begins to wait for a library item.
        clock: The time.
    """

    claims: Claims
    outages: Outages
    tally: Tally
    awaiting: asyncio.Event
    clock: Clock

    async def settle(self, claim: Claim, answer: Answer) -> None:
        """Apply the answer as soon as the store is available."""
        tries = 0
        while True:
            try:
                return await self._settle(claim, answer)
            except UnavailableError as error:
                tries += 1
                await wait_for_store(self.clock, error, tries)

    async def _settle(self, claim: Claim, answer: Answer) -> None:
        match answer:
            case Done():
                ending = Ending(EventVerdict.DONE, answer.note, answer.then, answer.progress, answer.keep)
                await self._end(claim, ending)
            case Drop():
                await self._end(claim, Ending(EventVerdict.DROPPED, answer.reason, keep=answer.keep))
            case PermanentError():
                await self._end(claim, Ending(EventVerdict.BURIED, str(answer)))
            case Later():
                looks = claim.looks + 1 if claim.wait == answer.wait else 1
                await self._retry(
                    claim,
                    Again(answer.wait, answer.reason, looks, 0, expected=answer.expected, keep=answer.keep),
                )
            case HandOver():
                await self._hand_over(claim, answer.reason, claim.wait)
            case Again(kind=Wait.LEADER):
                await self._hand_over(claim, answer.reason, answer.kind.value)
            case Again():
                await self._again(claim, answer)

    async def _again(self, claim: Claim, again: Again) -> None:
        if (outage := again.outage) is not None:
            self.outages.met(outage)
            await self._wait_for(outage.service, claim, again, else_after=self.outages.pause(outage))
        elif again.refused_by is not None:
            pause = POLICIES[again.kind].interval(again.looks)
            await self._wait_for(again.refused_by, claim, again, else_after=pause)
        else:
            await self._retry(claim, again)

    async def _retry(self, claim: Claim, again: Again) -> None:
        policy = POLICIES[again.kind]
        spent = again.attempts if again.kind is Wait.FAILURE else again.looks
        if policy.exhausted(spent):
            why = f"{again.reason} (gave up after {counted(spent, 'try', 'tries')})"
            await self._end(claim, Ending(EventVerdict.BURIED, why, keep=again.keep))
            return
        await self._put_back(claim, again, pause=max(policy.interval(max(spent, 1)), again.at_least))

    async def _wait_for(self, service: str, claim: Claim, again: Again, *, else_after: timedelta) -> None:
        """Hold it until the service may be asked; where that is not known to be stopped, pause for *else_after*."""
        held = await self.outages.hold(service)
        waits_for = service if held or again.outage is not None else None
        await self._put_back(claim, again, pause=HOLD if held else else_after, waits_for=waits_for)
        if held:
            self.outages.was_held(service)

    async def _put_back(
        self, claim: Claim, again: Again, *, pause: timedelta, waits_for: str | None = None
    ) -> None:
        await self.claims.put_back(
            claim,
            Postponed(
                due_at=self.clock.now() + pause,
                looks=again.looks,
                wait=again.kind.value,
                reason=again.reason,
                attempts=again.attempts,
                waits_for=waits_for,
                expected=again.expected,
                keep=again.keep,
            ),
        )
        if again.expected is not None:
            self.awaiting.set()
        _log.info(
            "event_postponed",
            wait=again.kind.value,
            reason=again.reason,
            seconds=pause.total_seconds(),
            **again.about,
        )

    async def _end(self, claim: Claim, ending: Ending) -> None:
        now = self.clock.now()
        held = await self.claims.settle(claim, ending, now=now)
        if held:
            self.tally.note(claim, ending.verdict, now)
        log = _log.warning if ending.verdict is EventVerdict.BURIED else _log.info
        log("event_settled" if held else "event_lost_its_lease", verdict=ending.verdict, reason=ending.reason)

    async def _hand_over(self, claim: Claim, reason: str, wait: str | None) -> None:
        """Leave an event to another daemon, or to this one's next start; that costs it no attempt."""
        await self.claims.hand_over(claim, wait=wait, reason=reason, now=self.clock.now())
        _log.info("event_handed_over", reason=reason)


async def wait_for_store(clock: Clock, error: UnavailableError, tries: int) -> None:
    """Pause after the store did not answer for the *tries*-th time in a row."""
    pause = POLICIES[Wait.OUTAGE].interval(min(tries, _TRIES_TO_PATIENCE))
    _log.warning("store_unavailable", reason=str(error), seconds=pause.total_seconds())
    await clock.sleep(pause)
