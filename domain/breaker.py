"""Whether a service may be asked, by how it took the last calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.clock import Clock
from domain.errors import UnavailableError
from domain.retry import POLICIES, Wait

FAILURES_TO_OPEN: Final = 3
"""One lost connection is no outage, and four workers meet a real one with three calls within the second."""


def _nobody() -> None:
    return None


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Open while a service is away: calls then fail at once, but for one probe at a time.

    What opens it is what an event may wait out without losing an attempt, because only that has no end of its
    own: no connection, no answer in time, or an answer that says that the service is down. Any other answer
    closes it, also a 500 to one item's request: the service is there, and that item's attempts come to an end.

    Args:
        service: Its name.
        clock: Intervals are measured by its monotonic side, so that setting the time changes none.
        closed: Called when the service is back.
    """

    service: str
    clock: Clock
    closed: Callable[[], None] = _nobody
    opened_at: datetime | None = None
    reason: str = ""
    _in_a_row: int = field(default=0, init=False)
    _failed_probes: int = field(default=0, init=False)
    _free_at: float = field(default=0.0, init=False)
    _probing: bool = field(default=False, init=False)

    @property
    def is_open(self) -> bool:
        """Whether calls fail at once."""
        return self.opened_at is not None

    @property
    def until_probe(self) -> timedelta:
        """How long until the next call is let through; zero when it is, or while one is under way."""
        return timedelta(seconds=max(self._free_at - self.clock.monotonic(), 0.0) if self.is_open else 0.0)

    @property
    def next_probe(self) -> datetime | None:
        """When the next call is let through, by the time of day; None while it is closed."""
        return self.clock.now() + self.until_probe if self.is_open else None

    @property
    def lets_probe(self) -> bool:
        """Whether it is open, and the next call would be let through."""
        return self.is_open and not self._probing and self.clock.monotonic() >= self._free_at

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Leave to make one call; while open, only one call at a time has it.

        Raises:
            UnavailableError: The service is away, and it is not time to ask again.
        """
        self.check()
        if not self.is_open:
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
            UnavailableError: It would not be let through.
        """
        if self.is_open and not self.lets_probe:
            raise UnavailableError(
                f"{self.service} is unavailable: {self.reason}",
                service=self.service,
                retry_after=self.until_probe,
            )

    def answered(self) -> None:
        """The service is there."""
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
        self._free_at = 0.0

    def _open(self) -> None:
        self.opened_at = self.clock.now()
        self._failed_probes = 0

    def _interval(self) -> timedelta:
        return POLICIES[Wait.OUTAGE].interval(self._failed_probes + 1)

    def _wait(self, pause: timedelta) -> None:
        self._free_at = max(self._free_at, self.clock.monotonic() + pause.total_seconds())
