"""Adopting a folder without a hook, through the torrent that contains it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from clients.qbittorrent import Qbittorrent, Torrent
from domain import paths
from domain.category_rule import CategoryRule
from domain.clock import Clock
from domain.events import Report, TorrentFinished
from domain.paths import PathMap, View
from handlers.library.linked_paths import LinkedPaths

_LISTED_FOR: Final = timedelta(seconds=10)
"""How long a list of torrents is reused, however many folders appear at once."""


@dataclass(slots=True)
class _Listing:
    at: float | None = None
    torrents: list[Torrent] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptFolder:
    """Finds the finished torrents that a folder of the library belongs to by its path.

    Args:
        qbittorrent: The torrent client.
        linked_paths: Translates between its view and the daemon's.
        clock: The time.
        rule: Which categories are ours.
    """

    qbittorrent: Qbittorrent
    linked_paths: LinkedPaths
    clock: Clock
    rule: CategoryRule
    _listing: _Listing = field(default_factory=_Listing)

    async def __call__(self, folder: str) -> tuple[TorrentFinished, ...]:
        """The completions of the torrents with files in *folder*, as the daemon sees it."""
        path_map = await self.linked_paths.map()
        return tuple(
            TorrentFinished(info_hash=torrent.hash, v1=torrent.v1, v2=torrent.v2, report=Report.LIBRARY)
            for torrent in await self._torrents()
            if torrent.finished
            and self.rule.adopts(torrent.category)
            and (_lies_in(path_map, folder, torrent, "daemon") or _lies_in(path_map, folder, torrent, "abs"))
        )

    async def is_held(self, folder: str) -> bool:
        """Whether a torrent of the client, finished or not and of any category, has its files in *folder*."""
        path_map = await self.linked_paths.map()
        return any(
            _lies_in(path_map, folder, torrent, "daemon") or _lies_in(path_map, folder, torrent, "abs")
            for torrent in await self._torrents()
        )

    async def _torrents(self) -> list[Torrent]:
        now = self.clock.monotonic()
        if self._listing.at is None or now - self._listing.at >= _LISTED_FOR.total_seconds():
            self._listing.torrents = await self.qbittorrent.torrents()
            self._listing.at = now
        return self._listing.torrents


def _lies_in(path_map: PathMap, folder: str, torrent: Torrent, view: View) -> bool:
    """Whether our folder is the torrent's content, lies in it, or contains its single file.

    Args:
        path_map: Translates between the views.
        folder: As the daemon sees it.
        torrent: The torrent client's.
        view: The view in which the two are compared: links may give them different names in ours.
    """
    if not paths.is_absolute(torrent.content_path):
        return False
    here = path_map.translate(folder, source="daemon", target=view)
    place = path_map.locate(torrent.content_path, source="client", target=view)
    inside = paths.is_below(here, place.path, ignore_case=place.ignore_case)
    # For a torrent without a folder of its own this is the save path, which may be the whole library.
    own = not paths.same(torrent.content_path, torrent.save_path)
    return (inside and own) or paths.is_below(place.path, here, ignore_case=place.ignore_case)
