"""The addresses of what other programs show of a book."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

from daemon.config.settings import Settings


@dataclass(frozen=True, slots=True)
class LinksOut:
    """Where MAM, Audiobookshelf and qBittorrent are, as the user reaches them."""

    mam: str
    audiobookshelf: str
    qbittorrent: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of a daemon with these settings."""
        return cls(settings.mam_url, settings.abs_url, settings.qbittorrent_url)

    def torrent(self, mam_id: int) -> str:
        """A listing at MAM."""
        return f"{self.mam}/t/{mam_id}"

    def item(self, item_id: str) -> str:
        """A library item."""
        return f"{self.audiobookshelf}/item/{quote(item_id, safe='')}"

    def all(self, mam_id: int | None, item_id: str | None, info_hash: str | None) -> list[tuple[str, str]]:
        """By program: its page of a book, as far as the book is known there; qBittorrent has no page of a torrent."""
        found = []
        if mam_id:
            found.append(("MyAnonamouse", self.torrent(mam_id)))
        if item_id:
            found.append(("Audiobookshelf", self.item(item_id)))
        if info_hash:
            found.append(("qBittorrent", self.qbittorrent))
        return found
