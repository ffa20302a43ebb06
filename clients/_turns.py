"""How a service is asked that wants a pause between two requests."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from domain.clock import Clock


class Turns:
    """One turn at a time, and a pause between two; the start of the process counts as one.

    Args:
        clock: Measures and sleeps.
        interval: From the end of a turn to the start of the next.
    """

    def __init__(self, *, clock: Clock, interval: timedelta) -> None:
        self._clock = clock
        self._interval = interval.total_seconds()
        self._turn = asyncio.Lock()
        # A restart is no way around the pause: the process before this one may have asked just now.
        self._free_at = clock.monotonic() + self._interval

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the only turn, once the pause is over."""
        async with self._turn:
            await sleep_until(self._free_at, clock=self._clock)
            try:
                yield
            finally:
                self._free_at = self._clock.monotonic() + self._interval


async def sleep_until(moment: float, *, clock: Clock) -> None:
    """Return when *clock*'s monotonic seconds have reached *moment*, never before.

    A sleep may end a little early, and a float is not exact: the rest is measured again, in whole microseconds.
    """
    while (left := math.ceil((moment - clock.monotonic()) * 1e6 - 1e-3)) > 0:
        await clock.sleep(timedelta(microseconds=left))
