"""What the parts of the stand-in share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.clock import Clock
from sandbox.catalogue import Listing
from sandbox.mam.account import Account
from sandbox.mam.downloads import Torrents
from sandbox.mam.login import LoginDesk
from sandbox.mam.seedbox import DynamicSeedbox
from sandbox.mam.sessions import CookieSession

_MONTH_SECONDS: Final = 30 * 24 * 3600


@dataclass(slots=True, kw_only=True)
class Site:
    """The site's state: one account, its two sessions, and the listings.

    `saved_pages` are shown in place of a torrent's own page, as they are. `posters` are the pictures, by torrent.
    """

    clock: Clock
    listings: Sequence[Listing]
    account: Account = field(default_factory=Account)
    api: CookieSession = field(default_factory=lambda: CookieSession("mam_id", max_age=_MONTH_SECONDS))
    browser: CookieSession = field(default_factory=lambda: CookieSession("mbsc", max_age=_MONTH_SECONDS))
    login: LoginDesk = field(
        default_factory=lambda: LoginDesk(
            email="reader@example.com", password="correct horse & battery+staple"
        )
    )
    seedbox: DynamicSeedbox = field(default_factory=DynamicSeedbox)
    torrents: Torrents = field(init=False)
    saved_pages: dict[int, str] = field(default_factory=dict)
    posters: dict[int, bytes] = field(default_factory=dict)
    wedges_spent: int = 0

    def __post_init__(self) -> None:
        """Torrents carry the account's number."""
        self.torrents = Torrents(uid=self.account.uid)

    def poster_at(self, origin: object, torrent_id: int) -> str | None:
        """The address of a torrent's picture; the real site has them at its CDN, this one at its own *origin*."""
        return f"{origin}/t/p/1764032830/large/{torrent_id}.jpeg" if torrent_id in self.posters else None

    def listing(self, torrent_id: int) -> Listing | None:
        """The listing with that id."""
        return next((one for one in self.listings if one.torrent_id == torrent_id), None)
