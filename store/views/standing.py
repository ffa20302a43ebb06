"""The download records that may stand still."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, select, update

from domain.facts import ReasonKind, Status
from store.database import Database
from store.tables import BookRow, DownloadRow

_DOWNLOADS: Final[Table] = DownloadRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_BOOKS: Final[Table] = BookRow.__table__  # type: ignore[attr-defined]  # as above

UNDER_WAY: Final = (Status.ADDING, Status.QUEUED, Status.FINISHED, Status.WAITING_FOR_ITEM)
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class StandingRecord:
    """As much of a download record as tells whether it stands still."""

    id: int
    status: Status
    reason: str | None
    reason_kind: ReasonKind | None
    hashes: frozenset[str]
    item_id: str | None
    queued_at: datetime | None
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class SeenItem:
    """What the mirror last saw of an applied download's item."""

    narrators: Sequence[str]
    abridged: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The records of one store that something is still to come of, and the newest that are applied."""

    db: Database

    async def under_way(self) -> list[StandingRecord]:
        """What was queued and is not applied yet."""
        return await self._records(_DOWNLOADS.c.status.in_([status.value for status in UNDER_WAY]), None)

    async def applied(self, *, limit: int) -> list[StandingRecord]:
        """The newest applied ones, at most *limit*."""
        return await self._records(_DOWNLOADS.c.status == Status.APPLIED.value, limit)

    async def _records(self, condition: Any, limit: int | None) -> list[StandingRecord]:
        columns = [_DOWNLOADS.c[name] for name in ("id", "status", "reason", "reason_kind", "item_id")]
        columns += [_DOWNLOADS.c[name] for name in ("info_hash", "infohash_v1", "infohash_v2")]
        columns += [_DOWNLOADS.c.queued_at, _DOWNLOADS.c.applied_at]
        query = select(*columns).where(condition).order_by(_DOWNLOADS.c.id.desc()).limit(limit)
        async with self.db.read() as connection:
            return [_record(row) for row in await connection.execute(query)]

    async def items(self, item_ids: Iterable[str]) -> dict[str, SeenItem]:
        """By its id, how the mirror has each of these items that is not missing."""
        wanted = list(item_ids)
        columns = (_BOOKS.c.item_id, _BOOKS.c.narrators, _BOOKS.c.abridged, _BOOKS.c.seen_at)
        found: dict[str, SeenItem] = {}
        async with self.db.read() as connection:
            for first in range(0, len(wanted), _AT_ONCE):
                query = select(*columns).where(
                    _BOOKS.c.item_id.in_(wanted[first : first + _AT_ONCE]), _BOOKS.c.missing_since.is_(None)
                )
                for row in await connection.execute(query):
                    found[row.item_id] = SeenItem(row.narrators, row.abridged, row.seen_at)
        return found

    async def say(self, record: StandingRecord, kind: ReasonKind | None, reason: str | None) -> None:
        """Put a reason on a record, unless it has gone on since it was read."""
        unchanged = (
            _DOWNLOADS.c.id == record.id,
            _DOWNLOADS.c.status == record.status.value,
            _DOWNLOADS.c.applied_at.is_not_distinct_from(record.applied_at),
        )
        async with self.db.write() as connection:
            await connection.execute(
                update(_DOWNLOADS).where(*unchanged).values(reason=reason, reason_kind=kind)
            )


def _record(row: Any) -> StandingRecord:
    return StandingRecord(
        id=row.id,
        status=Status(row.status),
        reason=row.reason,
        reason_kind=ReasonKind(row.reason_kind) if row.reason_kind else None,
        hashes=frozenset(one for one in (row.info_hash, row.infohash_v1, row.infohash_v2) if one),
        item_id=row.item_id,
        queued_at=row.queued_at,
        applied_at=row.applied_at,
    )
