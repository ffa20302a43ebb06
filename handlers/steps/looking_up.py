"""What is known of a torrent that finished."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from clients.qbittorrent import Qbittorrent, Torrent, TorrentFile
from domain.clock import Clock
from domain.errors import ShelfhookError
from domain.events import TorrentFinished
from store.downloads import Download, Downloads

_A_MOMENT: Final = timedelta(milliseconds=50)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """qBittorrent's word on a torrent and its files, and the record that its hash leads to; None for what is not."""

    torrent: Torrent | None
    files: Sequence[TorrentFile]
    stored: Download | None


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What was asked at a time, in seconds of the clock; no answer where it failed."""

    key: str
    at: float
    answer: asyncio.Future[LookedUp | None]


@dataclass(slots=True, kw_only=True)
class LookUp:
    """Asks qBittorrent and the store at the same time, and ahead of time while a single hook is being stored.

    qBittorrent takes longer to answer than an event takes to its handler. Nothing rests on it: a handler that
    finds no answer of this moment asks, and so it meets what went wrong by itself.
    """

    qbittorrent: Qbittorrent
    downloads: Downloads
    clock: Clock
    _expected: asyncio.Queue[TorrentFinished] = field(default_factory=lambda: asyncio.Queue(1), init=False)
    _ahead: _Ahead | None = field(default=None, init=False)

    def expect(self, event: TorrentFinished) -> None:
        """This event will be handled in a moment, unless others come."""
        with suppress(asyncio.QueueFull):
            self._expected.put_nowait(event)

    async def run(self) -> None:
        """Ask ahead for what is expected, for ever."""
        while True:
            event = await self._expected.get()
            answer: asyncio.Future[LookedUp | None] = asyncio.get_running_loop().create_future()
            self._ahead = _Ahead(event.key, self.clock.monotonic(), answer)
            looked_up = None
            try:
                with suppress(ShelfhookError):
                    looked_up = await self._ask(event)
            finally:
                answer.set_result(looked_up)

    async def __call__(self, event: TorrentFinished) -> LookedUp:
        """What is known of the torrent of a completion.

        Raises:
            ShelfhookError: As `Qbittorrent` and the store say.
        """
        ahead = self._ahead
        if ahead is not None and ahead.key == event.key and self._is_of_this_moment(ahead):
            looked_up = await asyncio.shield(ahead.answer)
            if looked_up is not None:
                return looked_up
        return await self._ask(event)

    def _is_of_this_moment(self, ahead: _Ahead) -> bool:
        return self.clock.monotonic() - ahead.at <= _A_MOMENT.total_seconds()

    async def _ask(self, event: TorrentFinished) -> LookedUp:
        try:
            async with asyncio.TaskGroup() as together:
                asking = together.create_task(
                    self.qbittorrent.with_files(event.info_hash, v1=event.v1, v2=event.v2)
                )
                stored = await self.downloads.by_info_hash(event.info_hash)
        except* ShelfhookError as group:
            raise group.exceptions[0] from None
        torrent, files = asking.result() or (None, ())
        return LookedUp(torrent, files, stored)
