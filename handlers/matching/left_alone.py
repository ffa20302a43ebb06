"""Torrents that shelfhook does not handle."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from clients.qbittorrent import Torrent
from domain.category_rule import CategoryRule
from domain.clock import Clock
from domain.paths import Place
from handlers.library.library_list import LibraryList
from store.left_alone import LeftAlone, LeftTorrent

NOT_FROM_MAM: Final = "not a torrent from MyAnonamouse"
_NOT_REPORTED: Final = "with ADOPT=none only the completion hook reports it"
_UNKNOWN_TRACKER: Final = "it is not known to be from MyAnonamouse, and outside QBITTORRENT_CATEGORY MyAnonamouse is not searched for it"


def left_torrent(torrent: Torrent, why: str) -> LeftTorrent:
    """A torrent that is left alone, as it is noted."""
    return LeftTorrent(info_hash=torrent.hash, name=torrent.name, category=torrent.category, reason=why)


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
        if torrent.category:
            return _other_category(self.rule, torrent.category)
        if not torrent.finished:
            return None  # its final place decides later
        if any(library.holds(place) for library in await self.library_list.known()):
            return None
        return f"it has no category and is in no library folder; give it {_ours(self.rule)}, or set ADOPT=all"


def _ours(rule: CategoryRule) -> str:
    return f"{rule.category} of QBITTORRENT_CATEGORY"


def _other_category(rule: CategoryRule, category: str) -> str:
    return f"its category {category} is not {_ours(rule)}, nor below it; only ADOPT=all follows it"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLeftAlone:
    """Keeps the list of the torrents that are left alone as the client has them.

    Args:
        left_alone: The list.
        rule: Which categories are ours.
        clock: Dates the entries.
    """

    left_alone: LeftAlone
    rule: CategoryRule
    clock: Clock

    async def __call__(self, torrents: Iterable[Torrent], ours: Collection[str]) -> None:
        """Compare the list with the client's torrents.

        Args:
            torrents: All that the client has.
            ours: The ids of those finished ones that are handled.
        """
        known = await self.left_alone.categories()
        here = {one.hash: one for one in torrents}
        await self.left_alone.forget(known.keys() - here.keys())
        strangers = await self.left_alone.handled_without_record(set(ours) - known.keys())
        found = [left_torrent(here[one], NOT_FROM_MAM) for one in sorted(strangers)]
        for one in here.values():
            category = known.get(one.hash)
            if one.finished and one.hash not in ours and category != one.category:
                found.append(left_torrent(one, self._why(one.category)))
        await self.left_alone.note(found, now=self.clock.now())

    def _why(self, category: str) -> str:
        """Why a finished torrent is not handled without a report."""
        if self.rule.adopts(category):
            return _UNKNOWN_TRACKER
        if self.rule.follows(category):
            return _NOT_REPORTED
        return (
            _other_category(self.rule, category)
            if category
            else f"it has no category; give it {_ours(self.rule)}"
        )
