"""Stuck downloads: found, and explained on their records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from clients.qbittorrent import Torrent
from domain.clock import Clock
from domain.facts import ChangeStatus, ReasonKind, Status
from domain.policy import FieldName
from domain.recording import utc_text
from store.changes import Change, Changes
from store.views.unfinished import ReasonFor, SeenItem, UnfinishedDownload, UnfinishedDownloads

PATIENCE: Final = timedelta(hours=1)
"""A library that takes longer than this with a finished download needs a person's attention."""

APPLIED_COMPARED: Final = 1000
"""How many of the newest applied records are compared with their items; a value that is reverted is reverted soon."""


@dataclass(frozen=True, slots=True)
class StuckCounts:
    """How many downloads are stuck, by what they wait for in vain."""

    gone_from_client: int
    not_in_library: int
    reverted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainStuck:
    """Stores on each stuck record why it is stuck, and removes that when it continues.

    Safe to repeat: a reason that is stored already is not written again.
    """

    unfinished: UnfinishedDownloads
    changes: Changes
    clock: Clock

    async def __call__(
        self, torrents: Iterable[Torrent], records: Iterable[UnfinishedDownload]
    ) -> StuckCounts:
        """Compare the unfinished records with the client's torrents, and the applied ones with the mirror."""
        by_hash = _by_hash(torrents)
        gone: list[ReasonFor] = []
        late: list[ReasonFor] = []
        moved: list[ReasonFor] = []
        for record in records:
            torrent = next((by_hash[one] for one in record.hashes if one in by_hash), None)
            if record.status is Status.QUEUED:
                if torrent is None:
                    gone.append(ReasonFor(record, ReasonKind.GONE_FROM_CLIENT, _gone(record)))
                elif record.reason_kind is not None:
                    moved.append(ReasonFor(record))
            elif record.status is not Status.ADDING and (reason := self._late(torrent)) is not None:
                late.append(ReasonFor(record, ReasonKind.OVERDUE, reason))
        await self.unfinished.say([*gone, *moved, *late])
        return StuckCounts(
            gone_from_client=len(gone), not_in_library=len(late), reverted=await self._name_reverted()
        )

    def _late(self, torrent: Torrent | None) -> str | None:
        """Why a finished download is still not in the library; None while that is normal."""
        if torrent is None:
            return "finished but not in Audiobookshelf, and no longer in qBittorrent: add it there again"
        done = torrent.completed_at
        if not torrent.finished or done is None or self.clock.now() - done < PATIENCE:
            return None
        return (
            f"finished {utc_text(done)} and still not in Audiobookshelf: is {torrent.content_path} in one of its "
            "library folders, or linked there?"
        )

    async def _name_reverted(self) -> int:
        records = await self.unfinished.applied(limit=APPLIED_COMPARED)
        ids = list(dict.fromkeys(record.item_id for record in records if record.item_id))
        items = await self.unfinished.items(ids)
        written = await self.changes.newest(items, [ChangeStatus.WRITTEN]) if items else {}
        reverted: list[ReasonFor] = []
        kept: list[ReasonFor] = []
        for record in records:
            item = items.get(record.item_id or "")
            fields = [] if item is None else _reverted(record, item, written.get(record.item_id or "", {}))
            if fields:
                reason = f"Audiobookshelf still has the old values: {', '.join(fields)}"
                reverted.append(ReasonFor(record, ReasonKind.REVERTED, reason))
            elif record.reason_kind is ReasonKind.REVERTED:
                kept.append(ReasonFor(record))
        await self.unfinished.say([*reverted, *kept])
        return len(reverted)


def _gone(record: UnfinishedDownload) -> str:
    since = f" {utc_text(record.queued_at)}" if record.queued_at else ""
    again = f"`shelfhook downloads approve {record.id}` adds it again"
    return f"queued{since}, but no longer in qBittorrent: {again}"


def _reverted(record: UnfinishedDownload, item: SeenItem, written: Mapping[str, Change]) -> list[str]:
    """The fields that still have their values from before this download was applied."""
    now: dict[str, Any] = {FieldName.NARRATORS: list(item.narrators), FieldName.ABRIDGED: item.abridged}
    return [
        field
        for field, value in now.items()
        if (change := written.get(field)) is not None
        and change.download_id == record.id
        # A mirror from before our write does not show the write's result.
        and change.at < item.seen_at
        and value == change.before != change.after
    ]


def _by_hash(torrents: Iterable[Torrent]) -> dict[str, Torrent]:
    """Each torrent by every hash that it has."""
    return {one: torrent for torrent in torrents for one in (torrent.hash, torrent.v1, torrent.v2) if one}
