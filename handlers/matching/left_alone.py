"""Torrents that shelfhook does not handle."""

from dataclasses import dataclass

from clients.qbittorrent import Torrent
from domain.category_rule import CategoryRule
from domain.paths import Place
from handlers.library.library_list import LibraryList


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAlone:
    """Decides whether a reported torrent is skipped, before any service is asked for its record.

    A category decides. A torrent without one is handled if it lies in a library folder: there it is a book.
    """

    rule: CategoryRule
    library_list: LibraryList

    async def __call__(self, torrent: Torrent, place: Place) -> str | None:
        """Why a torrent without a record is skipped, for a person; None when it is ours or may be.

        Args:
            torrent: The torrent.
            place: Where Audiobookshelf would see it.
        """
        if self.rule.follows(torrent.category):
            return None
        ours = f"{self.rule.category} of QBITTORRENT_CATEGORY"
        if torrent.category:
            return f"its category {torrent.category} is not {ours}, nor below it; only ADOPT=all follows it"
        if not torrent.finished:
            return None  # its final place decides later
        if any(library.holds(place) for library in await self.library_list.known()):
            return None
        return f"it has no category and is in no library folder; give it {ours}, or set ADOPT=all"
