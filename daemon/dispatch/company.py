"""Many at work side by side, or one alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(slots=True)
class Company:
    """Who works at the moment."""

    _welcome: asyncio.Event = field(default_factory=_set, init=False)
    _empty: asyncio.Event = field(default_factory=_set, init=False)
    _present: int = field(default=0, init=False)

    @asynccontextmanager
    async def among_others(self) -> AsyncIterator[None]:
        """Work beside others, once nobody is alone."""
        while not self._welcome.is_set():
            await self._welcome.wait()
        self._present += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._present -= 1
            if not self._present:
                self._empty.set()

    @asynccontextmanager
    async def alone(self, *, patience: timedelta) -> AsyncIterator[None]:
        """Work with nobody beside; for one at a time.

        Raises:
            TimeoutError: Others did not come to an end within *patience*.
        """
        self._welcome.clear()
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await self._empty.wait()
            yield
        finally:
            self._welcome.set()
