"""A clock that the one who holds it moves."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

_ONE_TURN: Final = timedelta(milliseconds=1)

START: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


class FakeClock:
    """Time stands still until `advance`; with *auto* a sleep itself moves it on at once.

    Args:
        start: The first `now`.
        auto: Whether a sleeper moves the clock instead of waiting for someone to do so.
    """

    def __init__(self, start: datetime = START, *, auto: bool = False) -> None:
        self._shown_at_start = start
        self._passed = timedelta(0)
        self._auto = auto
        self._sleepers: list[tuple[timedelta, asyncio.Future[None]]] = []
        self.slept: list[timedelta] = []

    def now(self) -> datetime:
        """The time it was moved to."""
        return self._shown_at_start + self._passed

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self._passed.total_seconds()

    async def sleep(self, duration: timedelta) -> None:
        """Wait until the clock was moved past *duration* from now."""
        self.slept.append(duration)
        if self._auto or duration <= timedelta(0):
            self._passed += max(duration, timedelta(0))
            await asyncio.sleep(0)  # noqa: TID251 - a fake clock is a home of sleep
            return
        waiter = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._passed + duration, waiter))
        await waiter

    def advance(self, duration: timedelta) -> None:
        """Move the time on and wake who slept no longer than that."""
        self._passed += duration
        due = [waiter for at, waiter in self._sleepers if at <= self._passed]
        self._sleepers = [(at, waiter) for at, waiter in self._sleepers if at > self._passed]
        for waiter in due:
            if not waiter.done():
                waiter.set_result(None)

    def set_wall(self, by: timedelta) -> None:
        """Show another time of day from now on, as when somebody sets a clock; no time passes by that."""
        self._shown_at_start += by


async def in_turns(duration: timedelta) -> None:
    """Let the event loop do other work, for one turn per millisecond: time that passes for it, and for nothing else."""
    for _ in range(duration // _ONE_TURN):
        await asyncio.sleep(0)  # noqa: TID251 - as above
