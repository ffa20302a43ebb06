"""The downloads that are not finished yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, update

from domain.facts import ReasonKind, Status
from store import work
from store.database import Database
from store.tables import BOOKS, DOWNLOADS

UNDER_WAY: Final = (Status.ADDING, Status.QUEUED, Status.FINISHED, Status.WAITING_FOR_ITEM)
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class UnfinishedDownload:
    """The part of a download record that says whether it is stuck."""

    id: int
    status: Status
    reason_kind: ReasonKind | None
    hashes: frozenset[str]
    item_id: str | None
    queued_at: datetime | None
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReasonFor:
    """Why a record is stuck, and the kind of that reason; None if it is not stuck."""

    record: UnfinishedDownload
    kind: ReasonKind | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An applied download's item as the mirror last saw it."""

    narrators: Sequence[str]
    abridged: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class UnfinishedDownloads:
    """The records of one store that are not finished, and the newest applied ones."""

    db: Database

    async def under_way(self, *, limit: int | None = None) -> list[UnfinishedDownload]:
        """The queued downloads that are not applied yet; the newest *limit* of them, None for all."""
        return await self._records(DOWNLOADS.c.status.in_([status.value for status in UNDER_WAY]), limit)

    async def applied(self, *, limit: int) -> list[UnfinishedDownload]:
        """The newest applied ones, at most *limit*."""
        return await self._records(DOWNLOADS.c.status == Status.APPLIED.value, limit)

    async def _records(self, condition: Any, limit: int | None) -> list[UnfinishedDownload]:
        columns = [DOWNLOADS.c[name] for name in ("id", "status", "reason_kind", "item_id")]
        columns += [DOWNLOADS.c[name] for name in ("info_hash", "infohash_v1", "infohash_v2")]
        columns += [DOWNLOADS.c.queued_at, DOWNLOADS.c.applied_at]
        newest = DOWNLOADS.c.id.desc()
        # Of thousands the numbers are sorted, and not the records.
        some = select(DOWNLOADS.c.id).where(condition).order_by(newest).limit(limit)
        query = select(*columns).where(DOWNLOADS.c.id.in_(some)).order_by(newest)
        return [_record(row) for row in await self.db.read(work.rows(query))]

    async def items(self, item_ids: Iterable[str]) -> dict[str, SeenItem]:
        """The mirror's copy of these items, by id, without the missing ones."""
        wanted = list(item_ids)
        columns = (BOOKS.c.item_id, BOOKS.c.narrators, BOOKS.c.abridged, BOOKS.c.seen_at)
        found: dict[str, SeenItem] = {}
        for first in range(0, len(wanted), _AT_ONCE):
            query = select(*columns).where(
                BOOKS.c.item_id.in_(wanted[first : first + _AT_ONCE]), BOOKS.c.missing_since.is_(None)
            )
            for row in await self.db.read(work.rows(query)):
                found[row.item_id] = SeenItem(row.narrators, row.abridged, row.seen_at)
        return found

    async def say(self, reasons: Sequence[ReasonFor]) -> None:
        """Store these reasons on their records, except where a record has changed since it was read.

        A row that has the reason already is not written.
        """
        if reasons:
            await self.db.write(lambda connection: _say(connection, reasons))


def _say(connection: Connection, reasons: Sequence[ReasonFor]) -> None:
    for one in reasons:
        record = one.record
        connection.execute(
            update(DOWNLOADS)
            .where(
                DOWNLOADS.c.id == record.id,
                DOWNLOADS.c.status == record.status.value,
                DOWNLOADS.c.applied_at.is_not_distinct_from(record.applied_at),
                DOWNLOADS.c.reason.is_distinct_from(one.reason),
            )
            .values(reason=one.reason, reason_kind=one.kind)
        )


def _record(row: Any) -> UnfinishedDownload:
    return UnfinishedDownload(
        id=row.id,
        status=Status(row.status),
        reason_kind=ReasonKind(row.reason_kind) if row.reason_kind else None,
        hashes=frozenset(one for one in (row.info_hash, row.infohash_v1, row.infohash_v2) if one),
        item_id=row.item_id,
        queued_at=row.queued_at,
        applied_at=row.applied_at,
    )
