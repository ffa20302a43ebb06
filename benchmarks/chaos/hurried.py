"""``shelfhook serve`` in a hurry: for it time passes several times as fast, so that no wait takes hours."""

import asyncio
import selectors
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any


class _HurriedSelector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]  # chosen by the platform
    """Waits a fraction of what it is asked to."""

    speed: float = 1.0

    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout if timeout is None or timeout <= 0 else timeout / self.speed)


class _HurriedLoop(asyncio.SelectorEventLoop):
    """Its sleeps and time limits are over sooner; what it talks to lives in the machine's time."""

    def __init__(self, speed: float) -> None:
        selector = _HurriedSelector()
        selector.speed = speed
        self._speed = speed
        super().__init__(selector)

    def time(self) -> float:
        return super().time() * self._speed


class HurriedClock:
    """The clock of such a loop.

    Args:
        speed: How many seconds pass in one.
        epoch: When the machine's time and this one were the same, in seconds since 1970: the same for every
            process of a story, so that their times agree.
        ahead: So many seconds were skipped since.
    """

    def __init__(self, speed: float, epoch: float, ahead: float = 0.0) -> None:
        self._speed = speed
        self._epoch = epoch
        self._ahead = ahead

    def now(self) -> datetime:
        """The hurried time, in UTC."""
        passed = time.time() - self._epoch  # noqa: TID251 - this is a clock
        return datetime.fromtimestamp(self._epoch + passed * self._speed + self._ahead, UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started, as many as would have passed."""
        return time.monotonic() * self._speed

    async def sleep(self, duration: timedelta) -> None:
        """Return after *duration* of the loop's time."""
        await asyncio.sleep(max(duration.total_seconds(), 0))  # noqa: TID251 - this is a clock


def main(speed: float, epoch: float, ahead: float) -> None:
    """Be the daemon."""
    from daemon import log
    from daemon.config.problems import load
    from daemon.process.supervisor import serve

    settings = load()
    log.configure(level=settings.log_level, form=settings.log_format, secrets=settings.secrets())
    with asyncio.Runner(loop_factory=lambda: _HurriedLoop(speed)) as runner:
        runner.run(serve(settings, HurriedClock(speed, epoch, ahead), read=load))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:4]))
