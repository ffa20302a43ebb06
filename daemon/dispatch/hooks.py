"""How many hooks are being answered at the moment."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

FEW: Final = 2
"""Beside so many hooks events are claimed as ever: each waits no longer than for one claim."""

PATIENCE: Final = timedelta(seconds=1)
"""Hooks may never stop coming: then events are claimed once in this time all the same."""


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(slots=True)
class Hooks:
    """Counts the hooks that wait for their answer.

    qBittorrent waits for each, and handling is in no hurry: both want the same processor and the same store.

    Args:
        patience: How long handling waits for them.
    """

    patience: timedelta = PATIENCE
    _number: int = 0
    _few: asyncio.Event = field(default_factory=_set)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count one hook from its request to its answer."""
        self._number += 1
        if self._number > FEW:
            self._few.clear()
        try:
            yield
        finally:
            self._number -= 1
            if self._number <= FEW:
                self._few.set()

    async def few(self) -> None:
        """Wait until no more than `FEW` are being answered, for `patience` at most."""
        if self._few.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience.total_seconds()):
                await self._few.wait()
