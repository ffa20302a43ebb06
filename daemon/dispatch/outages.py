"""Holds the events that wait for a service that is away or refuses us, and lets them go when that is over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from domain.breaker import Breaker
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import NotAskedError, UnavailableError
from domain.retry import POLICIES, Wait
from store.queue.waits import Waits

HOLD: Final = timedelta(hours=1)
"""The longest wait for a service: a limit for a bug of ours, because its return ends the wait."""

_LEAST_REST: Final = timedelta(seconds=1)
_CHECK_EVERY: Final = timedelta(seconds=30)

_NEVER: Final = float("-inf")

_log: Final = structlog.get_logger("shelfhook.outages")


@dataclass(slots=True, kw_only=True)
class Outages:
    """The events that wait for services, according to the services' breakers.

    While a breaker stops calls, an event that meets it is delayed for `HOLD`. When its time to probe has come, or a person asked
    so, one of these events is taken, the one that was tried longest ago, so that no single item that the service
    cannot cope with stands in all the others' way. Once the breaker closes, all come due.

    Args:
        waits: Moves them.
        dependencies: By service.
        clock: The time.
    """

    waits: Waits
    dependencies: Mapping[str, Dependency]
    clock: Clock
    held: dict[str, float] = field(init=False)
    """By service that events may wait for, when they were last delayed."""
    _probes: set[str] = field(default_factory=set, init=False)
    _refresh_at: float = field(default=_NEVER, init=False)

    def __post_init__(self) -> None:
        """Release what an earlier process held, and watch for the return of services."""
        self.held = dict.fromkeys(self.dependencies, _NEVER)
        for dependency in self.dependencies.values():
            dependency.breaker.closed = self.waits.arrived.set

    def met(self, error: UnavailableError) -> None:
        """Note the error of an event: a client that keeps a pause makes no call, so its breaker cannot know."""
        breaker = self._breaker(error.service)
        if breaker is None:
            return
        knew = isinstance(error, NotAskedError)
        asks_for_more = not knew and (error.retry_after or timedelta(0)) > breaker.until_probe
        # An event that was to probe, and came back without having asked, is not taken again at once either.
        if asks_for_more or breaker.lets_probe:
            breaker.rest(breaker.reason if knew else error.reason, error.retry_after)

    def pause(self, error: UnavailableError) -> timedelta:
        """How long to wait out a service that is not known to be away yet."""
        dependency = self.dependencies.get(error.service)
        failures = dependency.failures_in_a_row if dependency else 1
        return max(POLICIES[Wait.OUTAGE].interval(max(failures, 1)), error.retry_after or timedelta(0))

    async def hold(self, service: str) -> bool:
        """Whether calls to a service are stopped; then everything that waits for it is held from now on."""
        breaker = self._breaker(service)
        if breaker is None or not breaker.is_shut:
            return False
        now = self.clock.monotonic()
        if now - self.held.get(service, _NEVER) > HOLD.total_seconds() / 2:
            self.held[service] = now
            # Also those that were let go when it was back for a moment.
            held = await self.waits.hold(service, until=self.clock.now() + HOLD)
            what = "service_unreachable" if breaker.refused is None else "service_refused"
            _log.warning(what, service=service, reason=breaker.refused or breaker.reason, events_held=held)
        return True

    def was_held(self, service: str) -> None:
        """An event was put back to wait: should the service have come back meanwhile, it is let go, too."""
        breaker = self._breaker(service)
        if breaker is not None and not breaker.is_shut:
            self.held.setdefault(service, _NEVER)
            self.waits.arrived.set()

    async def release(self) -> None:
        """Release the events that wait for services that are back."""
        await self._refresh()
        for service in [name for name in self.held if not self._is_stopped(name)]:
            if self.held.pop(service, None) is None:
                continue  # another caller was quicker
            released = await self.waits.release(service, now=self.clock.now())
            if released:
                _log.info("service_recovered", service=service, events_released=released)

    def to_probe(self) -> list[str]:
        """The services that may be asked by one event now."""
        return [
            name
            for name, dependency in self.dependencies.items()
            if dependency.breaker.lets_probe and name not in self._probes
        ]

    def begin_probe(self, service: str) -> None:
        """Take no other event to probe this service."""
        self._probes.add(service)

    def end_probe(self, service: str) -> None:
        """Let another event probe this service."""
        self._probes.discard(service)

    async def check(self) -> None:
        """However well all services seem to be, another daemon may have held something and died: find that.

        Raises:
            UnavailableError: The store does not answer.
        """
        if await self._waited_for():
            self.waits.arrived.set()

    async def until_probe(self) -> timedelta | None:
        """How long until an event may ask a service that it waits for; None when none waits so.

        Raises:
            UnavailableError: The store does not answer.
        """
        waited_for = await self._waited_for()
        pauses = [
            max(breaker.until_probe, _LEAST_REST)
            for service in waited_for
            if (breaker := self._breaker(service)) is not None and breaker.is_shut
        ]
        return min(pauses, default=None)

    async def _waited_for(self) -> Collection[str]:
        """The services that events wait for, on whatever daemon; those of services that are well are let go with the next step."""
        waited_for = await self.waits.services()
        for service in waited_for:
            self.held.setdefault(service, _NEVER)
        return waited_for

    def _breaker(self, service: str) -> Breaker | None:
        dependency = self.dependencies.get(service)
        return None if dependency is None else dependency.breaker

    def _is_stopped(self, service: str) -> bool:
        breaker = self._breaker(service)
        return breaker is not None and breaker.is_shut

    async def _refresh(self) -> None:
        """Know, now and then, of a refusal that another daemon on this store found to be over."""
        refusing = [one for one in self.dependencies.values() if one.breaker.refused is not None]
        if refusing and self.clock.monotonic() >= self._refresh_at:
            self._refresh_at = self.clock.monotonic() + _CHECK_EVERY.total_seconds()
            for dependency in refusing:
                await dependency.refresh()
