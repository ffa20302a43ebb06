"""How many imports lost their book or their torrent."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.facts import ImportStatus
from handlers.importing.whereabouts import Whereabouts
from store.imports import Import, Imports

AT_ONCE: Final = 250
"""So many imports are looked at for one page."""


@dataclass(frozen=True, slots=True)
class StrangeCount:
    """How many imports lost their book or their torrent; `is_whole` once all imports were looked at."""

    number: int
    is_whole: bool


@dataclass(slots=True)
class StrangeImports:
    """Counts through the imports in the library, the newest first, `AT_ONCE` of them at each call.

    Of more the figure is that of the last time through; the first time, of those that were looked at so far.
    """

    imports: Imports
    whereabouts: Callable[[Iterable[Import]], Awaitable[Mapping[int, Whereabouts]]]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _before: int | None = None
    _so_far: int = 0
    _last: int | None = None

    async def __call__(self) -> StrangeCount:
        """How many imported books went from their place, or their torrents from qBittorrent."""
        async with self._turn:
            rows = await self.imports.listed(status=ImportStatus.PLACED, before=self._before, limit=AT_ONCE)
            self._so_far += sum(one.is_strange for one in (await self.whereabouts(rows)).values())
            self._before = rows[-1].id if len(rows) == AT_ONCE else None
            if self._before is None:
                self._last, self._so_far = self._so_far, 0
            if self._last is None:
                return StrangeCount(self._so_far, is_whole=False)
            return StrangeCount(self._last, is_whole=True)
