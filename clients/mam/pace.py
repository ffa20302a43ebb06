"""The pace of requests to the site, for all callers and purposes (facts/mam.md 5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from clients._turns import sleep_until
from domain.clock import Clock
from domain.errors import UnavailableError

INTERVAL: Final = timedelta(seconds=2)
FIRST_BACK_OFF: Final = timedelta(seconds=30)
LONGEST_BACK_OFF: Final = timedelta(hours=1)
_SERVICE: Final = "mam"


class Pace:
    """One request in flight, and a pause from the end of each to the start of the next.

    While the site wants a longer pause, a turn is refused: the error has its end. No caller
    waits longer than *interval* and the earlier requests.

    Args:
        clock: Measures and sleeps.
        interval: The shortest pause; another one counts from the end of the next request.
    """

    def __init__(self, *, clock: Clock, interval: timedelta) -> None:
        self.interval = interval
        self._clock = clock
        self._turn = asyncio.Lock()
        self._free_at = self._held_until = clock.monotonic()
        self._problem = ""
        self._setbacks = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the only turn, once the pause is over.

        Raises:
            UnavailableError: The site asked for a longer pause, and it is not over.
        """
        async with self._turn:
            left = self._held_until - self._clock.monotonic()
            if left > 0:
                raise self._held(left)
            await sleep_until(self._free_at, clock=self._clock)
            try:
                yield
            finally:
                self._free_at = self._clock.monotonic() + self.interval.total_seconds()

    def used(self, ago: timedelta) -> None:
        """Count a request that an earlier process made *ago*: a restart is no way around the pause."""
        past = max(ago.total_seconds(), 0.0)
        self._free_at = max(self._free_at, self._clock.monotonic() + self.interval.total_seconds() - past)

    def back_off(self, problem: str, *, asked: timedelta | None = None) -> UnavailableError:
        """Stop all requests for 30 s, doubled with each time in a row up to an hour.

        Args:
            problem: One sentence that follows the site's name, which every caller gets meanwhile.
            asked: The least time, as the site said; may lengthen the pause past an hour.

        Returns:
            The error to raise.
        """
        wait = min(FIRST_BACK_OFF * 2 ** min(self._setbacks, 16), LONGEST_BACK_OFF)
        self._setbacks += 1
        return self.hold(problem, max(wait, asked or wait))

    def hold(self, problem: str, wait: timedelta) -> UnavailableError:
        """Stop all requests for *wait*, and return the error to raise."""
        self._held_until = self._clock.monotonic() + wait.total_seconds()
        self._problem = problem
        return self._held(wait.total_seconds())

    def succeeded(self) -> None:
        """The site answered as it should: the next back-off starts from 30 s again."""
        self._setbacks = 0

    def _held(self, left: float) -> UnavailableError:
        return UnavailableError(self._problem, service=_SERVICE, retry_after=timedelta(seconds=left))
