"""What is known of a service that others own, learnt from the calls that were made anyway."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.breaker import Breaker
from domain.clock import Clock
from domain.histogram import Histogram

_BOUNDS: Final = (0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(slots=True)
class Dependency:
    """One service's last success and last error. Clients report to it; health and metrics read it.

    Args:
        name: The service, one of `domain.services.SERVICES`.
        clock: Gives the times of success and error.
        breaker: Asked for leave before each call.
        ahead: By how much its clock went before ours at its last answer; None while it has not told.
    """

    name: str
    clock: Clock
    last_success: datetime | None = None
    last_error: datetime | None = None
    last_error_message: str | None = None
    failures: int = 0
    failures_in_a_row: int = 0
    ahead: timedelta | None = None
    durations: Histogram = field(default_factory=lambda: Histogram(_BOUNDS))
    breaker: Breaker = field(init=False)

    def __post_init__(self) -> None:
        """Begin with a closed breaker."""
        self.breaker = Breaker(service=self.name, clock=self.clock)

    @property
    def is_open(self) -> bool:
        """Whether calls fail at once, as the service is away."""
        return self.breaker.is_open

    def succeeded(self, *, seconds: float = 0.0) -> None:
        """Note an answer that took *seconds*, whatever its status said."""
        self.durations.observe(seconds)
        self.failures_in_a_row = 0
        self.last_success = self.clock.now()

    def failed(self, message: str, *, seconds: float = 0.0) -> None:
        """Note a call that got no usable answer; *message* is free of secrets."""
        self.durations.observe(seconds)
        self.failures += 1
        self.failures_in_a_row += 1
        self.last_error = self.clock.now()
        self.last_error_message = message
