"""The source of time."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The time, and a way to wait."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment; never goes back, for measuring how long something took."""

    async def sleep(self, duration: timedelta) -> None:
        """Return after *duration*; a zero or negative one lets other tasks run."""
