"""The calls of the hook: when the last one came, and those that are a test."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class HookCalls:
    """What came through the hook since the start. A test's call tells of no torrent, and makes no event.

    `last_at` is when a call for a torrent came last.
    """

    last_at: datetime | None = None
    _awaited: dict[str, asyncio.Event] = field(default_factory=dict)

    @contextmanager
    def expecting(self, nonce: str) -> Iterator[asyncio.Event]:
        """Wait for a call with this hash; the event is set when it comes."""
        self._awaited[nonce] = asyncio.Event()
        try:
            yield self._awaited[nonce]
        finally:
            del self._awaited[nonce]

    def was_a_test(self, info_hash: str, now: datetime) -> bool:
        """Note a call; whether somebody waits for it."""
        awaited = self._awaited.get(info_hash)
        if awaited is None:
            self.last_at = now
            return False
        awaited.set()
        return True
