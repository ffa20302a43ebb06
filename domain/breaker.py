"""Whether a service may be called: whether it is available, and accepts our credentials."""

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
"""One lost connection is not an outage; in a real one, four workers make three calls within the second."""


def _ignore() -> None:
    return None


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Open while a service is unavailable, shut while it refuses us: calls then fail at once, except one probe at a time.

    It opens for an error that an event waits out without losing an attempt, because such a wait has no end of
    its own: no connection, no answer in time, or an answer that says that the service is down. Any other answer
    closes it, also a 500 to one item's request: the service is available, and that item's attempts are limited.

    A refusal ends when credentials are accepted. No timer probes for that: each request of a person allows one probe.

    Args:
        service: Its name.
        clock: Intervals are measured by its monotonic side, so that setting the time does not change them.
        closed: Called when the service is available again, and when a person allows another call.
        reason: Why it was last unavailable, as it follows its name.
        refused: Why it does not accept our credentials, as it follows its name; None while it does, as far as is known.
    """

    service: str
    clock: Clock
    closed: Callable[[], None] = _ignore
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
        """Whether the service is unavailable."""
        return self.opened_at is not None

    @property
    def is_shut(self) -> bool:
        """Whether calls fail at once: the service is unavailable, or refuses us."""
        return self.is_open or self.refused is not None

    @property
    def until_probe(self) -> timedelta:
        """How long until the next call is allowed; zero when it is, or while one is in progress.

        `timedelta.max` when only a person can allow one.
        """
        left = self._probe_at - self.clock.monotonic()
        return timedelta.max if isinf(left) else timedelta(seconds=max(left, 0.0))

    @property
    def next_probe(self) -> datetime | None:
        """The time of day when the next call is allowed; None while that is unknown, or while calls are not stopped."""
        return None if not self.is_shut or isinf(self._probe_at) else self.clock.now() + self.until_probe

    @property
    def lets_probe(self) -> bool:
        """Whether calls are stopped, and the next one is allowed as a probe."""
        return self.is_shut and not self._probing and self.clock.monotonic() >= self._probe_at

    @property
    def _probe_at(self) -> float:
        """When the next call is allowed, on the monotonic clock."""
        away = self._free_at if self.is_open else 0.0
        return max(away, self._again_at) if self.refused is not None else away

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Permission for one call; while calls are stopped, only one at a time has it.

        Raises:
            CredentialsError: The service refuses us, and no person has allowed another call.
            NotAskedError: The service is unavailable, and the next probe is not due.
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
        """For a caller that pays for a call before it is made, by waiting or from a budget.

        Raises:
            CredentialsError: The call would fail, because the service refuses us.
            NotAskedError: The call would fail, because the service is unavailable.
        """
        if not self.is_shut or self.lets_probe:
            return
        if self.refused is not None and (self._probing or self.clock.monotonic() < self._again_at):
            raise CredentialsError(self.refused, service=self.service)
        raise NotAskedError(
            f"is unavailable: {self.reason}", service=self.service, retry_after=self.until_probe
        )

    def refuse(self, why: str, *, again: timedelta | None = None) -> None:
        """The service does not accept our credentials: it is not called until a person allows it.

        Args:
            why: One sentence that follows the service's name, with what to do.
            again: When it is called again without that; None for never.
        """
        self.refused = why
        self._again_at = inf if again is None else self.clock.monotonic() + again.total_seconds()

    def accepted(self) -> None:
        """The service accepts our credentials."""
        if self.refused is not None:
            self.refused = None
            self.closed()

    def answered(self) -> None:
        """The service is available, whether it accepts our credentials or not."""
        self._in_a_row = 0
        if self.is_open:
            self.opened_at = None
            self._failed_probes, self._free_at = 0, 0.0
            self.closed()

    def failed(self, reason: str) -> None:
        """A call found the service unavailable, with a *reason* that follows its name. A call that had begun when the breaker opened does not count."""
        self.reason = reason
        self._in_a_row += 1
        if self.is_open and self._probing:
            self._failed_probes += 1
            self._wait(self._interval())
        elif not self.is_open and self._in_a_row >= FAILURES_TO_OPEN:
            self._open()
            self._wait(self._interval())

    def rest(self, reason: str, pause: timedelta | None) -> None:
        """The service asked for a pause, or its client keeps one: there is no call until it is over.

        Args:
            reason: One sentence that follows the service's name.
            pause: None when the service did not say how long.
        """
        self.reason = reason
        if not self.is_open:
            self._open()
        elif self._probing:
            self._failed_probes += 1
        self._wait(self._interval() if pause is None else pause)

    def invite(self) -> None:
        """Allow the next call, because a person asks for it; a pause of the client's own stays."""
        self._free_at = self._again_at = 0.0
        if self.is_shut:
            self.closed()  # wakes the events that wait for the service

    def _open(self) -> None:
        self.opened_at = self.clock.now()
        self._failed_probes = 0

    def _interval(self) -> timedelta:
        return POLICIES[Wait.OUTAGE].interval(self._failed_probes + 1)

    def _wait(self, pause: timedelta) -> None:
        self._free_at = max(self._free_at, self.clock.monotonic() + pause.total_seconds())
