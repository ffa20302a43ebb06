"""The conditions in the store that people are notified of."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from domain.facts import ReasonKind, RunStatus, Status
from domain.notices import Notice, NoticeKind
from domain.retry import Wait
from store import work
from store.database import Database
from store.tables import DOWNLOADS, EVENTS, OTHER_THAN_LISTED, RUNS
from store.views.waiting import asks, given_up

NEWS: Final = timedelta(days=2)
"""Older updates and failed runs are not news when notifications are turned on."""

PATIENCE: Final = timedelta(hours=1)
"""A finished download that takes longer than this is stuck."""

_MOST: Final = 5000
_COMPLETION: Final = "torrent.finished"
_UNSAID: Final = {Status.NEEDS_PERSON: "it does not resume by itself", Status.PROPOSED: "proposed"}
_FOR_PEOPLE: Final = (Wait.PERSON.value, Wait.PAUSE.value)


@dataclass(frozen=True, slots=True)
class Noticeable:
    """The present conditions of one store. Each method reads little more than it finds."""

    db: Database

    async def applied(self, now: datetime) -> list[Notice]:
        """The books that were updated lately."""
        lately = DOWNLOADS.c.applied_at >= now - NEWS
        found = await self._downloads(lately, DOWNLOADS.c.status == Status.APPLIED.value)
        return [_of_download(NoticeKind.APPLIED, row, None) for row in found]

    async def mismatch(self) -> list[Notice]:
        """The recordings that differ from their listings."""
        found = await self._downloads(OTHER_THAN_LISTED, DOWNLOADS.c.status != Status.DISMISSED.value)
        return [_of_download(NoticeKind.MISMATCH, row, row.duration_check) for row in found]

    async def needs_person(self) -> list[Notice]:
        """The downloads that need a decision, and other things that need a person, by reason."""
        named = (Status.NEEDS_PERSON.value, Status.PROPOSED.value)
        found = await self._downloads(DOWNLOADS.c.status.in_(named))
        # Two conditions with the same words are one notice.
        query = select(EVENTS.c.reason, func.count().label("number")).where(asks()).group_by(EVENTS.c.reason)
        return [
            *(_of_download(NoticeKind.NEEDS_PERSON, row, row.reason or _UNSAID[row.status]) for row in found),
            *(
                Notice(
                    kind=NoticeKind.NEEDS_PERSON,
                    subject=f"reason {hashlib.sha256(str(row.reason).encode()).hexdigest()}",
                    text=f"{row.reason} ({row.number} waiting)",
                )
                for row in await self._rows(query)
            ),
        ]

    async def stuck(self, now: datetime) -> list[Notice]:
        """The events that failed for good or take too long, and the runs that failed lately."""
        buried = await self._rows(_events().where(given_up()).limit(_MOST))
        late = await self._rows(
            _events()
            .where(
                EVENTS.c.settled_at.is_(None),
                EVENTS.c.kind == _COMPLETION,
                EVENTS.c.created_at < now - PATIENCE,
                func.coalesce(EVENTS.c.wait, "").not_in(_FOR_PEOPLE),
            )
            .limit(_MOST)
        )
        records = await self._records([*buried, *late])
        gone = await self._downloads(
            DOWNLOADS.c.status == Status.QUEUED.value,
            DOWNLOADS.c.reason_kind == ReasonKind.GONE_FROM_CLIENT,
        )
        return [
            *(_of_event(row, "failed for good", records) for row in buried),
            *(_of_event(row, "still waits", records) for row in late),
            *(_of_download(NoticeKind.STUCK, row, row.reason) for row in gone),
            *await self._failed_runs(now),
        ]

    async def _failed_runs(self, now: datetime) -> list[Notice]:
        query = select(RUNS.c.id, RUNS.c.kind, RUNS.c.reason).where(
            RUNS.c.status == RunStatus.FAILED.value, RUNS.c.ended_at >= now - NEWS
        )
        return [
            Notice(
                kind=NoticeKind.STUCK,
                subject=f"run {row.id}",
                text=f"the {row.kind} cycle failed: {row.reason or 'no reason given'}",
            )
            for row in await self._rows(query)
        ]

    async def _downloads(self, *conditions: Any) -> Sequence[Any]:
        columns = [DOWNLOADS.c[name] for name in ("id", "title", "author", "status", "reason")]
        query = select(*columns, DOWNLOADS.c.duration_check).where(*conditions)
        return await self._rows(query.order_by(DOWNLOADS.c.id).limit(_MOST))

    async def _records(self, rows: Sequence[Any]) -> dict[str, Any]:
        """The downloads of these events, by the info hash in their keys."""
        hashes = [_about(row) for row in rows if row.kind == _COMPLETION]
        if not hashes:
            return {}
        columns = (DOWNLOADS.c.info_hash, DOWNLOADS.c.id, DOWNLOADS.c.title, DOWNLOADS.c.author)
        query = select(*columns).where(DOWNLOADS.c.info_hash.in_(hashes))
        return {row.info_hash: row for row in await self._rows(query)}

    async def _rows(self, query: Any) -> Sequence[Any]:
        return await self.db.read(work.rows(query))


def _events() -> Any:
    return select(EVENTS.c.id, EVENTS.c.kind, EVENTS.c.key, EVENTS.c.reason).order_by(EVENTS.c.id)


def _about(row: Any) -> str:
    return str(row.key).partition(":")[2]


def _of_event(row: Any, what: str, records: dict[str, Any]) -> Notice:
    record = records.get(_about(row))
    named = f"{row.kind} {_about(row)}" if record is None else _title(record)
    return Notice(
        kind=NoticeKind.STUCK,
        subject=f"event {row.id} {what}",
        text=f"{named} {what}: {row.reason or 'no reason is known yet'}",
        page=None if record is None else f"/downloads/{record.id}",
    )


def _of_download(kind: NoticeKind, row: Any, says: str | None) -> Notice:
    text = _title(row) if says is None else f"{_title(row)}: {says}"
    return Notice(kind=kind, subject=f"download {row.id}", text=text, page=f"/downloads/{row.id}")


def _title(row: Any) -> str:
    title = row.title or "a book without a title"
    return f"{title} by {row.author}" if row.author else title
