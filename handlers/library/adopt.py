"""Adopting a folder that nobody reported, through the torrent that it lies in."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from clients.qbittorrent import Qbittorrent, Torrent
from domain import paths
from domain.category_rule import CategoryRule
from domain.clock import Clock
from domain.events import TorrentFinished
from domain.paths import PathMap

_LISTED_FOR: Final = timedelta(seconds=10)
"""However many folders appear at once, the torrents are listed once."""


@dataclass(slots=True)
class _Listing:
    at: float | None = None
    torrents: list[Torrent] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptFolder:
    """Finds the finished torrents that a folder of the library belongs to by its path.

    Args:
        qbittorrent: The torrent client.
        path_map: Between its view and the daemon's.
        clock: The time.
        rule: Which categories are ours.
    """

    qbittorrent: Qbittorrent
    path_map: PathMap
    clock: Clock
    rule: CategoryRule
    _listing: _Listing = field(default_factory=_Listing)

    async def __call__(self, folder: str) -> tuple[TorrentFinished, ...]:
        """The completions of the torrents with files at *folder*, as the daemon sees it."""
        return tuple(
            TorrentFinished(info_hash=torrent.hash, v1=torrent.v1, v2=torrent.v2)
            for torrent in await self._torrents()
            if torrent.finished and self.rule.adopts(torrent.category) and self._lies_in(folder, torrent)
        )

    async def _torrents(self) -> list[Torrent]:
        now = self.clock.monotonic()
        if self._listing.at is None or now - self._listing.at >= _LISTED_FOR.total_seconds():
            self._listing.torrents = await self.qbittorrent.torrents()
            self._listing.at = now
        return self._listing.torrents

    def _lies_in(self, folder: str, torrent: Torrent) -> bool:
        """Whether the folder is the torrent's content, lies in it, or holds its single file."""
        if not paths.is_absolute(torrent.content_path):
            return False
        place = self.path_map.locate(torrent.content_path, source="client", target="daemon")
        inside = paths.is_below(folder, place.path, ignore_case=place.ignore_case)
        # A torrent without a folder of its own says its save path, which may be the whole library.
        own = not paths.same(torrent.content_path, torrent.save_path)
        return (inside and own) or paths.is_below(place.path, folder, ignore_case=place.ignore_case)
