"""Hooks that come faster than they are handled, for which handling makes room."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

MANY: Final = 3
"""So many hooks since handling last caught up are a burst."""

QUIET_SECONDS: Final = 0.02
"""A burst is over when for so long no hook has come."""

PATIENCE_SECONDS: Final = 1.0
"""A burst may have no end: handling goes on all the same, a step at a time."""


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(slots=True)
class Bursts:
    """Tells a burst of hooks from single ones.

    qBittorrent waits for the answer of each hook, and handling is in no hurry: both want the same processor and
    the same store. A single hook is handled at once.
    """

    _ahead: int = 0
    _last: float = 0.0
    _calm: asyncio.Event = field(default_factory=_set)

    def hook_came(self) -> None:
        """A hook came, and waits for its answer."""
        loop = asyncio.get_running_loop()
        self._ahead += 1
        self._last = loop.time()
        if self._ahead >= MANY and self._calm.is_set():
            self._calm.clear()
            loop.call_later(QUIET_SECONDS, self._look)

    def caught_up(self) -> None:
        """Nothing is left to be handled."""
        self._ahead = 0

    @property
    def under_way(self) -> bool:
        """Whether handling stands back."""
        return not self._calm.is_set()

    async def over(self) -> None:
        """Wait for the end of a burst; not for ever."""
        if not self.under_way:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._calm.wait()
        except TimeoutError:
            return

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._last + QUIET_SECONDS - loop.time()
        if left > 0:
            loop.call_later(left, self._look)
        else:
            self._calm.set()
