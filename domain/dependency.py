"""What is known of a service that others own, learnt from the calls that were made anyway."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.clock import Clock

SERVICES: Final = ("qbittorrent", "mam", "audiobookshelf", "google_books")


@dataclass(slots=True)
class Dependency:
    """One service's last success and last error. Clients report to it; health and metrics read it.

    Args:
        name: The service, one of `SERVICES`.
        clock: Gives the times of success and error.
    """

    name: str
    clock: Clock
    last_success: datetime | None = None
    last_error: datetime | None = None
    last_error_message: str | None = None
    requests: int = 0
    failures_in_a_row: int = 0
    seconds: float = field(default=0.0)

    def succeeded(self, *, seconds: float = 0.0) -> None:
        """Note an answer that took *seconds*, whatever its status said."""
        self.requests += 1
        self.seconds += seconds
        self.failures_in_a_row = 0
        self.last_success = self.clock.now()

    def failed(self, message: str, *, seconds: float = 0.0) -> None:
        """Note a call that got no usable answer; *message* is free of secrets."""
        self.requests += 1
        self.seconds += seconds
        self.failures_in_a_row += 1
        self.last_error = self.clock.now()
        self.last_error_message = message
