"""Gives each event to its handler, and does what the handler answers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog

from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import (
    NeedsPersonError,
    NotFoundError,
    PermanentError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.outcomes import Done, Drop, Later, Outcome
from domain.retry import POLICIES, Wait
from store.claims import Claim, Claims

HANDLER_LIMIT: Final = timedelta(minutes=2)
LEASE: Final = HANDLER_LIMIT + timedelta(seconds=30)

Handler = Callable[[Any, int], Awaitable[Outcome]]

_log: Final = structlog.get_logger("shelfhook.dispatcher")


@dataclass(frozen=True, slots=True)
class _Wait:
    """Look again: why, when at the earliest, and what it costs."""

    kind: Wait
    reason: str
    looks: int
    attempts: int
    at_least: timedelta = timedelta(0)


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """Claims events and settles them by what their handlers answer or raise.

    Args:
        claims: On the inbox.
        routes: The handler of each kind of event.
        dependencies: By service; a service's failures in a row decide how long an outage is waited out.
        clock: The time.
    """

    claims: Claims
    routes: Mapping[str, Handler]
    dependencies: Mapping[str, Dependency]
    clock: Clock
    stopping: bool = False

    async def run(self) -> None:
        """Handle events until told to stop; several of these loops may run side by side."""
        while not self.stopping:
            self.claims.arrived.clear()
            if await self._step_or_rest():
                continue
            await self._rest()

    async def _step_or_rest(self) -> bool:
        try:
            return await self.step()
        except UnavailableError as error:
            # The store itself is away: leases protect what was claimed, so wait and go on.
            _log.warning("store_unavailable", reason=str(error))
            await self.clock.sleep(timedelta(seconds=1))
            return True

    def stop(self) -> None:
        """Claim nothing more; what is in hand is finished."""
        self.stopping = True
        self.claims.arrived.set()

    async def step(self) -> bool:
        """Handle the event that has been due longest.

        Returns:
            Whether there was one.
        """
        claim = await self.claims.claim_next(now=self.clock.now(), lease=LEASE)
        if claim is None:
            return False
        self.claims.arrived.set()  # there may be more than one: let the next loop look
        with structlog.contextvars.bound_contextvars(
            event_id=claim.id, event_key=claim.event.key, attempt=claim.attempt
        ):
            try:
                answer = await self._answer(claim)
            except asyncio.CancelledError:
                await asyncio.shield(self._hand_back(claim))
                raise
            await asyncio.shield(self._settle(claim, answer))
        return True

    async def _rest(self) -> None:
        """Wait until something arrives or comes due."""
        due = await self.claims.next_due()
        longest = timedelta(seconds=30)
        left = longest if due is None else min(due - self.clock.now(), longest)
        try:
            async with asyncio.timeout(max(left.total_seconds(), 0.01)):
                await self.claims.arrived.wait()
        except TimeoutError:
            return

    async def _answer(self, claim: Claim) -> Outcome | _Wait | PermanentError:
        """What the handler answered, or what its error means."""
        spent, looks = claim.attempt, claim.looks
        try:
            async with asyncio.timeout(HANDLER_LIMIT.total_seconds()):
                return await self.routes[claim.event.kind](claim.event, claim.id)
        except UnavailableError as error:
            return _Wait(Wait.OUTAGE, str(error), looks, spent - 1, self._outage(error))
        except TransientError as error:
            return _Wait(Wait.FAILURE, str(error), looks, spent, error.retry_after or timedelta(0))
        except (NotFoundError, UnexpectedAnswerError) as error:
            # What is gone may be found elsewhere at the next look, and a proxy's page gives way to the service.
            return _Wait(Wait.FAILURE, str(error), looks, spent)
        except NeedsPersonError as error:
            return _Wait(Wait.PERSON, str(error), looks + 1, spent - 1)
        except PermanentError as error:
            return error
        except TimeoutError:
            return _Wait(Wait.FAILURE, f"took longer than {HANDLER_LIMIT.seconds} s", looks, spent)
        except Exception as error:  # noqa: BLE001 - whatever a handler does, the event is not lost
            _log.exception("handler_failed")
            return _Wait(Wait.FAILURE, f"a fault in shelfhook: {type(error).__name__}", looks, spent)

    def _outage(self, error: UnavailableError) -> timedelta:
        dependency = self.dependencies.get(error.service)
        failures = dependency.failures_in_a_row if dependency else 1
        return max(POLICIES[Wait.OUTAGE].interval(max(failures, 1)), error.retry_after or timedelta(0))

    async def _settle(self, claim: Claim, answer: Outcome | _Wait | PermanentError) -> None:
        match answer:
            case Done():
                await self._end(claim, "done", answer.note, then=answer.then)
            case Drop():
                await self._end(claim, "dropped", answer.reason)
            case PermanentError():
                await self._end(claim, "buried", str(answer))
            case Later():
                looks = claim.looks + 1 if claim.wait == answer.wait else 1
                await self._wait(claim, _Wait(answer.wait, answer.reason, looks, 0))
            case _Wait():
                await self._wait(claim, answer)

    async def _wait(self, claim: Claim, wait: _Wait) -> None:
        policy = POLICIES[wait.kind]
        spent = wait.attempts if wait.kind is Wait.FAILURE else wait.looks
        if policy.exhausted(spent):
            await self._end(claim, "buried", f"{wait.reason} (gave up after {spent} looks)")
            return
        delay = max(
            policy.interval(max(spent, 1)) if wait.kind is not Wait.OUTAGE else timedelta(0), wait.at_least
        )
        await self.claims.put_back(
            claim,
            due_at=self.clock.now() + delay,
            looks=wait.looks,
            wait=wait.kind.value,
            reason=wait.reason,
            attempts=wait.attempts,
        )
        _log.info("event_waits", wait=wait.kind.value, reason=wait.reason, seconds=delay.total_seconds())

    async def _end(self, claim: Claim, verdict: str, reason: str, then: tuple[Any, ...] = ()) -> None:
        held = await self.claims.settle(
            claim, verdict=verdict, reason=reason, then=then, now=self.clock.now()
        )
        log = _log.warning if verdict == "buried" else _log.info
        log("event_settled" if held else "event_lost_its_lease", verdict=verdict, reason=reason)

    async def _hand_back(self, claim: Claim) -> None:
        """Return an event unharmed: stopping is not failing."""
        await self.claims.put_back(
            claim,
            due_at=self.clock.now(),
            looks=claim.looks,
            wait=claim.wait or "",
            reason="the daemon was stopped",
            attempts=claim.attempt - 1,
        )
