"""Which finished torrents are to be imported before their items are looked for."""

from dataclasses import dataclass
from typing import Final

from clients.qbittorrent import Torrent
from domain.category_rule import CategoryRule
from domain.events import ImportDue
from domain.facts import ImportStatus
from domain.outcomes import Done
from handlers.importing.outside import Outside
from store.imports import Import

_SETTLED: Final = frozenset(
    {ImportStatus.PLACED, ImportStatus.UNDONE, ImportStatus.NOT_NEEDED, ImportStatus.FAILED}
)
"""Of these nothing more is made without a person: what was undone stays undone."""

_BEGUN: Final = frozenset({ImportStatus.PLACING, ImportStatus.UNDOING})


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Hands a completion over to its import. An import that was begun continues, also once `IMPORT` is off.

    Args:
        outside: Whether a torrent lies in no library folder.
        rule: `QBITTORRENT_CATEGORY`.
        is_on: Whether `IMPORT` is.
    """

    outside: Outside
    rule: CategoryRule
    is_on: bool

    async def __call__(self, torrent: Torrent, download_id: int, one: Import | None) -> Done | None:
        """The completion's settlement, given the torrent's import so far; None where it is not for an import."""
        if one is not None:
            wanted = one.status in _BEGUN or (self.is_on and one.status not in _SETTLED)
        else:
            wanted = self.is_on and self.rule.covers(torrent.category) and await self.outside(torrent)
        if not wanted:
            return None
        due = ImportDue(info_hash=torrent.hash, download=download_id)
        return Done("its files are put into the library first", (due,))
