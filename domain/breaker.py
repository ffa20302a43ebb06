"""Whether a service may be asked: whether it is there, and whether it takes our credentials."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf, isinf
from typing import Final

from domain.clock import Clock
from domain.errors import CredentialsError, NotAskedError
from domain.retry import POLICIES, Wait

FAILURES_TO_OPEN: Final = 3
"""One lost connection is no outage, and four workers meet a real one with three calls within the second."""


def _nobody() -> None:
    return None


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Open while a service is away, shut while it refuses us: calls then fail at once, but for one probe at a time.

    What opens it is what an event may wait out without losing an attempt, because only that has no end of its
    own: no connection, no answer in time, or an answer that says that the service is down. Any other answer
    closes it, also a 500 to one item's request: the service is there, and that item's attempts come to an end.

    A refusal ends when credentials are accepted, and no timer probes for that: a person's word does, once each.

    Args:
        service: Its name.
        clock: Intervals are measured by its monotonic side, so that setting the time changes none.
        closed: Called when the service is back, and when a person has it asked again.
        refused: Why it does not take our credentials; None while it does, as far as is known.
    """

    service: str
    clock: Clock
    closed: Callable[[], None] = _nobody
    opened_at: datetime | None = None
    reason: str = ""
    refused: str | None = None
    _in_a_row: int = field(default=0, init=False)
    _failed_probes: int = field(default=0, init=False)
    _free_at: float = field(default=0.0, init=False)
    _again_at: float = field(default=0.0, init=False)
    _probing: bool = field(default=False, init=False)

    @property
    def is_open(self) -> bool:
        """Whether the service is away."""
        return self.opened_at is not None

    @property
    def is_shut(self) -> bool:
        """Whether calls fail at once: the service is away, or refuses us."""
        return self.is_open or self.refused is not None

    @property
    def until_probe(self) -> timedelta:
        """How long until the next call is let through; zero when it is, or while one is under way.

        The longest time there is, when only a person's word lets one through.
        """
        left = self._probe_at - self.clock.monotonic()
        return timedelta.max if isinf(left) else timedelta(seconds=max(left, 0.0))

    @property
    def next_probe(self) -> datetime | None:
        """When the next call is let through, by the time of day; None while that is open, or calls are not stopped."""
        return None if not self.is_shut or isinf(self._probe_at) else self.clock.now() + self.until_probe

    @property
    def lets_probe(self) -> bool:
        """Whether calls are stopped, and the next one would be let through."""
        return self.is_shut and not self._probing and self.clock.monotonic() >= self._probe_at

    @property
    def _probe_at(self) -> float:
        """When the next call is let through, on the monotonic clock."""
        away = self._free_at if self.is_open else 0.0
        return max(away, self._again_at) if self.refused is not None else away

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Leave to make one call; while calls are stopped, only one at a time has it.

        Raises:
            CredentialsError: The service refuses us, and nobody said that it is to be asked again.
            NotAskedError: The service is away, and it is not time to ask again.
        """
        self.check()
        if not self.is_shut:
            yield
            return
        self._probing = True
        try:
            yield
        finally:
            self._probing = False

    def check(self) -> None:
        """For whoever pays for a call before it is made, by waiting or out of a budget.

        Raises:
            CredentialsError: It would not be let through, as the service refuses us.
            NotAskedError: It would not be let through, as the service is away.
        """
        if not self.is_shut or self.lets_probe:
            return
        if self.refused is not None and (self._probing or self.clock.monotonic() < self._again_at):
            raise CredentialsError(self.refused, service=self.service)
        raise NotAskedError(
            f"{self.service} is unavailable: {self.reason}",
            service=self.service,
            retry_after=self.until_probe,
        )

    def refuse(self, why: str, *, again: timedelta | None = None) -> None:
        """The service does not take our credentials: nobody asks before a person says so.

        Args:
            why: One sentence for a person, with what to do.
            again: When it is asked again all the same; None for never.
        """
        self.refused = why
        self._again_at = inf if again is None else self.clock.monotonic() + again.total_seconds()

    def accepted(self) -> None:
        """The service takes our credentials."""
        if self.refused is not None:
            self.refused = None
            self.closed()

    def answered(self) -> None:
        """The service is there, whether it takes our credentials or not."""
        self._in_a_row = 0
        if self.is_open:
            self.opened_at = None
            self._failed_probes, self._free_at = 0, 0.0
            self.closed()

    def failed(self, reason: str) -> None:
        """A call found nobody there. One that was under way when it opened changes nothing more."""
        self.reason = reason
        self._in_a_row += 1
        if self.is_open and self._probing:
            self._failed_probes += 1
            self._wait(self._interval())
        elif not self.is_open and self._in_a_row >= FAILURES_TO_OPEN:
            self._open()
            self._wait(self._interval())

    def rest(self, reason: str, pause: timedelta | None) -> None:
        """The service asked for a pause, or its client keeps one: nobody asks before it is over.

        Args:
            reason: One sentence for a person.
            pause: None when the service did not say how long.
        """
        self.reason = reason
        if not self.is_open:
            self._open()
        elif self._probing:
            self._failed_probes += 1
        self._wait(self._interval() if pause is None else pause)

    def invite(self) -> None:
        """Let the next call through, since a person asks; a pause that the client itself keeps stays."""
        self._free_at = self._again_at = 0.0
        if self.is_shut:
            self.closed()  # an event that waits for the service may be that call

    def _open(self) -> None:
        self.opened_at = self.clock.now()
        self._failed_probes = 0

    def _interval(self) -> timedelta:
        return POLICIES[Wait.OUTAGE].interval(self._failed_probes + 1)

    def _wait(self, pause: timedelta) -> None:
        self._free_at = max(self._free_at, self.clock.monotonic() + pause.total_seconds())
