"""The links to what other programs show of a book."""

from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote

from markupsafe import Markup

from daemon.config.settings import Settings
from daemon.http.pages import text
from store.downloads import DownloadSummary
from store.views.subjects import Subject

_NAME: Final = 60
"""So much of a title is in the name of a link."""


@dataclass(frozen=True, slots=True)
class LinksOut:
    """Where MAM, Audiobookshelf and qBittorrent are, as the user reaches them."""

    mam: str
    audiobookshelf: str
    qbittorrent: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of a daemon with these settings, which may reach them by other addresses itself."""
        return cls(
            mam=settings.mam_url,
            audiobookshelf=settings.abs_public_url or settings.abs_url,
            qbittorrent=settings.qbittorrent_public_url or settings.qbittorrent_url,
        )

    def torrent(self, mam_id: int) -> str:
        """A listing at MAM."""
        return f"{self.mam}/t/{mam_id}"

    def item(self, item_id: str) -> str:
        """A library item."""
        return f"{self.audiobookshelf}/item/{quote(item_id, safe='')}"

    def of_book(self, one: DownloadSummary | Subject) -> Markup:
        """What they show of a download or of another book that we know."""
        return self.shown(one.title, one.mam_id, one.item_id, one.info_hash)

    def shown(
        self,
        title: str | None,
        mam_id: int | None = None,
        item_id: str | None = None,
        info_hash: str | None = None,
    ) -> Markup:
        """What they show of a book with these names, None where they do not know it; they do not learn from where it is opened."""
        known = (
            ("MyAnonamouse", self.torrent(mam_id) if mam_id else None),
            ("Audiobookshelf", self.item(item_id) if item_id else None),
            # Which has no page of a torrent.
            ("qBittorrent", self.qbittorrent if info_hash else None),
        )
        name = text.shown(text.clip(title or "a book without a title", _NAME))
        links = "\n".join(
            f'<a href="{text.shown(address)}" rel="noreferrer">{program}<span class="unseen">: {name}</span></a>'
            for program, address in known
            if address
        )
        return Markup(f'<span class="elsewhere">{links}</span>' if links else "")  # noqa: S704 - escaped here
