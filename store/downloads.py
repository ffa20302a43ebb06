"""The download records: what is known of each torrent, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Table, case, func, insert, or_, select, update

from domain.recording import Recording, as_stored, from_stored
from domain.recording_check import RecordingVerdict
from store.database import Database
from store.tables import DownloadRow

_DOWNLOADS: Final[Table] = DownloadRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


class Status(StrEnum):
    """How far a download has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused for now"
    ADDING = "being added"
    QUEUED = "queued"
    REJECTED = "rejected"
    GONE = "gone from MAM"
    FINISHED = "finished"
    WAITING_FOR_ITEM = "waiting for its library item"
    NEEDS_PERSON = "needs a person"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Download:
    """One download record.

    `found_by` says how its MAM record was found, `item_found_by` how its library item was; `reason` what it
    waits for; `duration_check` how the listed duration compares with the computed one. `wanted` is what was
    asked for, `chosen_because` why this edition; `candidates` are the items that a person may choose from.
    `run_id` is the cycle's run that made the record.
    """

    id: int
    info_hash: str | None
    infohash_v1: str | None
    infohash_v2: str | None
    mam_id: int | None
    title: str | None
    author: str | None
    series: str | None
    recording: Recording
    found_by: str
    created_at: datetime
    status: Status
    reason: str | None
    item_id: str | None
    item_found_by: str | None
    duration_check: str | None
    applied_at: datetime | None
    wanted: dict[str, Any] | None
    chosen_because: str | None
    candidates: list[dict[str, Any]] | None
    queued_at: datetime | None
    run_id: int | None


@dataclass(frozen=True, slots=True)
class Downloads:
    """The download records of one store."""

    db: Database

    async def by_info_hash(self, info_hash: str, *others: str | None) -> Download | None:
        """The record of a torrent, by the client's id of it or by either of its full hashes."""
        hashes = [h for h in (info_hash, *others) if h]
        return await self._one(
            or_(
                _DOWNLOADS.c.info_hash.in_(hashes),
                _DOWNLOADS.c.infohash_v1.in_(hashes),
                _DOWNLOADS.c.infohash_v2.in_(hashes),
            )
        )

    async def by_mam_id(self, mam_id: int) -> Download | None:
        """The newest record of a MAM torrent."""
        return await self._one(_DOWNLOADS.c.mam_id == mam_id)

    async def by_id(self, download_id: int) -> Download | None:
        """One record."""
        return await self._one(_DOWNLOADS.c.id == download_id)

    async def with_author(self, words: Sequence[str]) -> list[Download]:
        """The records with one of these words in their authors: candidates, to be compared by the domain."""
        if not words:
            return []
        named = or_(*(_DOWNLOADS.c.author.icontains(word, autoescape=True) for word in words))
        query = select(_DOWNLOADS).where(named).order_by(_DOWNLOADS.c.id.desc())
        async with self.db.read() as connection:
            return [download_from(row) for row in (await connection.execute(query)).mappings()]

    async def _one(self, condition: Any) -> Download | None:
        query = select(_DOWNLOADS).where(condition).order_by(_DOWNLOADS.c.id.desc()).limit(1)
        async with self.db.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else download_from(row)

    async def recent(self, *, limit: int = 50) -> list[Download]:
        """The newest records."""
        query = select(_DOWNLOADS).order_by(_DOWNLOADS.c.id.desc()).limit(limit)
        async with self.db.read() as connection:
            return [download_from(row) for row in (await connection.execute(query)).mappings()]

    async def counts(self) -> Mapping[tuple[Status, RecordingVerdict | None], int]:
        """How many records there are of each status and each verdict of the recording check."""
        verdict = case(
            *((_DOWNLOADS.c.duration_check.startswith(f"{one}:"), one.value) for one in RecordingVerdict)
        )
        judged = select(_DOWNLOADS.c.status, verdict.label("verdict")).subquery()
        query = select(judged.c.status, judged.c.verdict, func.count()).group_by(
            judged.c.status, judged.c.verdict
        )
        async with self.db.read() as connection:
            rows = (await connection.execute(query)).all()
        return {(Status(row[0]), RecordingVerdict(row[1]) if row[1] else None): row[2] for row in rows}

    async def create(
        self,
        recording: Recording,
        *,
        hashes: tuple[str | None, str | None, str | None],
        found_by: str,
        status: Status,
        now: datetime,
    ) -> Download:
        """Store what MAM said about a torrent.

        Args:
            recording: Stored whole, as JSON.
            hashes: The client's id, the full v1 hash, the full v2 hash; None where unknown.
            found_by: How the record was found, for a person.
            status: How far the download has come.
            now: The time of creation.
        """
        info_hash, v1, v2 = hashes
        statement = (
            insert(_DOWNLOADS)
            .values(
                **described(recording),
                info_hash=info_hash,
                infohash_v1=v1,
                infohash_v2=v2,
                found_by=found_by,
                created_at=now,
                status=status.value,
            )
            .returning(_DOWNLOADS)
        )
        async with self.db.write() as connection:
            return download_from((await connection.execute(statement)).mappings().one())

    async def update(self, download_id: int, **values: Any) -> None:
        """Set some of a record's columns, named as `Download` names them."""
        async with self.db.write() as connection:
            await connection.execute(
                update(_DOWNLOADS).where(_DOWNLOADS.c.id == download_id).values(**values)
            )


def described(recording: Recording) -> dict[str, Any]:
    """The columns that say what a record is of."""
    return {
        "mam_id": recording.torrent_id,
        "title": recording.title,
        "author": recording.author,
        "series": _series_text(recording),
        "recording": as_stored(recording),
    }


def _series_text(recording: Recording) -> str | None:
    parts = [f"{s.name} (#{s.sequence})" if s.sequence else s.name for s in recording.series]
    return "; ".join(parts) or None


def download_from(row: Any) -> Download:
    """The record in a row."""
    values = dict(row)
    values["recording"] = from_stored(values["recording"])
    values["status"] = Status(values["status"])
    return Download(**values)
