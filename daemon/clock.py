"""The real clock: the only place that reads the time or sleeps."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The current time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    async def sleep(self, duration: timedelta) -> None:
        """Return after *duration*."""
        import asyncio  # a command that reads the time has no need of it

        await asyncio.sleep(max(duration.total_seconds(), 0))
