"""When the dispatcher turned last."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.clock import Clock


@dataclass(slots=True)
class Pulse:
    """A clock for one loop alone: since the loop reads it at every turn, it knows when that turned last.

    Args:
        clock: The source of its times.
    """

    clock: Clock
    _felt: float = field(init=False)

    def __post_init__(self) -> None:
        self._felt = self.clock.monotonic()

    @property
    def silence(self) -> timedelta:
        """How long ago the loop turned last."""
        return timedelta(seconds=self.clock.monotonic() - self._felt)

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        self._felt = self.clock.monotonic()
        return self.clock.now()

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment."""
        return self.clock.monotonic()

    async def sleep(self, duration: timedelta) -> None:
        """Return after *duration*."""
        await self.clock.sleep(duration)
