"""The time in the stand-ins' world, as pages need it: it passes, and is moved on."""

from datetime import datetime, timedelta

from daemon.clock import SystemClock
from daemon.http.pages import live
from sandbox.clock import START


class StagedClock:
    """Real time, from a fixed start; while it is `hurried` a sleep moves the time on at once, but that of open pages."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self._ahead = START - self._system.now()
        self.hurried = False

    def now(self) -> datetime:
        return self._system.now() + self._ahead

    def monotonic(self) -> float:
        return self._system.monotonic() + self._ahead.total_seconds()

    async def sleep(self, duration: timedelta) -> None:
        if self.hurried and duration != live.EVERY:
            self.advance(duration)
            duration = timedelta(0)
        await self._system.sleep(duration)

    def advance(self, duration: timedelta) -> None:
        self._ahead += duration
