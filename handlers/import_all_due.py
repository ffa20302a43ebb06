"""The torrents that were complete before get their turns to be imported, at Audiobookshelf's pace."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.clock import Clock
from domain.events import ImportAllDue, ImportDue, Report, TorrentFinished
from domain.facts import ImportStatus, Status
from domain.outcomes import Done, Later, Outcome
from domain.retry import Wait
from handlers.importing.desk import ImportDesk
from store.downloads import Downloads
from store.imports import Import, Imports
from store.queue.inbox import Inbox

_PATIENCE: Final = timedelta(minutes=10)
"""How long a placed book is waited for: Audiobookshelf may not notice it by itself."""

_UNSEEN: Final = frozenset({Status.FINISHED, Status.WAITING_FOR_ITEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAll:
    """One torrent at a time: the next one once Audiobookshelf shows the book of the one before.

    Its position is in its event, so that a restart continues there.
    """

    desk: ImportDesk
    imports: Imports
    downloads: Downloads
    inbox: Inbox
    clock: Clock

    async def __call__(self, event: ImportAllDue, _event_id: int) -> Outcome:
        """Hand over the next torrent."""
        if event.after is not None and (why := await self._too_early(event.after)) is not None:
            return Later(Wait.IMPORT_TURN, why)
        waiting = await self.desk.waiting()
        if event.after is not None:
            after = (event.completed_at, event.after)
            waiting = [one for one in waiting if (one.completed_at, one.hash) > after]
        if not waiting:
            return Done("every finished torrent had its turn")
        torrent = waiting[0]
        hashes = {"info_hash": torrent.hash, "v1": torrent.v1, "v2": torrent.v2}
        completion = TorrentFinished(**hashes, report=Report.IMPORT)
        following = ImportAllDue(after=torrent.hash, completed_at=torrent.completed_at)
        return Done(f"{torrent.name}, and {len(waiting) - 1} to follow", (completion, following))

    async def _too_early(self, info_hash: str) -> str | None:
        """Why the next one has to wait for this one."""
        one = await self.imports.of_torrent(info_hash)
        if one is not None and one.status is ImportStatus.PLACED:
            return await self._unseen(one)
        if one is not None and one.status not in {ImportStatus.PLANNED, ImportStatus.PLACING}:
            return None
        # The key of an import is its torrent's.
        under_way = TorrentFinished(info_hash=info_hash), ImportDue(info_hash=info_hash, download=0)
        if any([await self.inbox.is_open(event) for event in under_way]):
            return "the torrent before is being handled"
        return None

    async def _unseen(self, one: Import) -> str | None:
        download = await self.downloads.by_id(one.download_id)
        patient = one.placed_at is not None and self.clock.now() - one.placed_at < _PATIENCE
        if download is not None and download.status in _UNSEEN and patient:
            return "Audiobookshelf does not show the book before yet"
        return None
