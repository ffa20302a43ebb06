"""How far the downloads in the torrent client are: one call for all pages that show it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from clients.qbittorrent import Qbittorrent, Torrent
from domain.activity import Activity
from domain.clock import Clock
from domain.errors import ShelfhookError
from store.views.unfinished import UnfinishedDownload, UnfinishedDownloads

_GOOD_FOR: Final = timedelta(seconds=5)
_PATIENCE: Final = 2.0
"""In seconds: no page waits longer for it."""

_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A download in the torrent client.

    `progress` is from 0 to 1, `speed` in bytes a second; `seconds_left` is None where the client foresees no end.
    """

    download: int
    progress: float
    speed: int
    seconds_left: int | None
    activity: Activity


@dataclass(slots=True)
class Transfers:
    """Reads them, at most every five seconds."""

    qbittorrent: Qbittorrent
    unfinished: UnfinishedDownloads
    clock: Clock
    _found: Mapping[int, Transfer] = field(default_factory=dict)
    _good_until: float = float("-inf")
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> Mapping[int, Transfer]:
        """By download; without those that the client does not have, and none while it does not answer."""
        async with self._reading:
            if self.clock.monotonic() >= self._good_until:
                self._found = await self._read()
                self._good_until = self.clock.monotonic() + _GOOD_FOR.total_seconds()
        return self._found

    async def _read(self) -> Mapping[int, Transfer]:
        records = await self.unfinished.under_way(limit=_MOST)
        by_hash = {one[:40]: record for record in records for one in record.hashes}
        if not by_hash:
            return {}
        try:
            async with asyncio.timeout(_PATIENCE):
                torrents = await self.qbittorrent.current(sorted(by_hash))
        except (ShelfhookError, TimeoutError):
            return {}
        found = (_transfer(one, by_hash[one.hash]) for one in torrents)
        return {one.download: one for one in found}


def _transfer(torrent: Torrent, record: UnfinishedDownload) -> Transfer:
    return Transfer(
        download=record.id,
        progress=torrent.progress,
        speed=torrent.download_speed,
        seconds_left=torrent.seconds_left,
        activity=torrent.activity,
    )
