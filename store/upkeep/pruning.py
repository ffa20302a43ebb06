"""Deleting old records in batches: each is a transaction of its own, and other work runs between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select

from domain.facts import ChangeStatus, EventVerdict, RunStatus
from store import work
from store.database import Database
from store.tables import BUDGETS, CHANGES, CORRECTIONS, EVENTS, RUNS

BATCH: Final = 500
"""Rows in one transaction: a few milliseconds in which no other work writes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows one batch deleted, and where the next one begins; None at the end."""

    deleted: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Pruning:
    """Deletes old records of one store.

    Completions stay: the reconcile cycle needs them. So do download records, the mirror,
    and the events that failed for good, which need a person.
    """

    db: Database

    async def events(self, *, before: datetime) -> Batch:
        """Delete events that were settled before then, the oldest first."""
        old = (EVENTS.c.settled_at < before, EVENTS.c.verdict != EventVerdict.BURIED)
        query = select(EVENTS.c.id).where(*old).order_by(EVENTS.c.settled_at).limit(BATCH)
        ids = await self.db.read(work.scalars(query))
        return Batch(await self._delete(EVENTS, ids), ids[-1] if len(ids) == BATCH else None)

    async def changes(self, *, before: datetime, after: int = 0) -> Batch:
        """Delete changes from before then that no decision needs any more.

        For each field of each item the newest written change stays, and what came after it: these separate
        our value from a person's. So do the changes that an undo took back.

        Args:
            before: The time.
            after: The last change that was checked; 0 for none.
        """
        newer, undoing = CHANGES.alias("newer"), CHANGES.alias("undoing")
        overwritten = exists().where(
            newer.c.item_id == CHANGES.c.item_id,
            newer.c.field == CHANGES.c.field,
            newer.c.id > CHANGES.c.id,
            newer.c.status == ChangeStatus.WRITTEN.value,
        )
        never_made = CHANGES.c.status.in_([ChangeStatus.DRY_RUN.value, ChangeStatus.NOT_TAKEN.value])
        taken_back = exists().where(
            undoing.c.item_id == CHANGES.c.item_id,
            undoing.c.field == CHANGES.c.field,
            undoing.c.undoes == CHANGES.c.id,
        )
        return await self._walk(
            CHANGES,
            CHANGES.c.at < before,
            or_(overwritten, never_made) & ~taken_back,
            after,
        )

    async def corrections(self, *, before: datetime) -> Batch:
        """Delete corrections that were noticed before then, the oldest first: the records have their values."""
        query = select(CORRECTIONS.c.id).where(CORRECTIONS.c.at < before).order_by(CORRECTIONS.c.id)
        ids = await self.db.read(work.scalars(query.limit(BATCH)))
        return Batch(await self._delete(CORRECTIONS, ids), ids[-1] if len(ids) == BATCH else None)

    async def runs(self, *, before: datetime, after: int = 0) -> Batch:
        """Delete runs that ended before then; the newest of each cycle stays, and its newest successful one.

        Args:
            before: The time.
            after: The last run that was checked; 0 for none.
        """
        newest = select(func.max(RUNS.c.id)).group_by(RUNS.c.kind)
        newest_done = newest.where(RUNS.c.status == RunStatus.DONE.value)
        needed = or_(RUNS.c.id.in_(newest), RUNS.c.id.in_(newest_done))
        return await self._walk(RUNS, RUNS.c.started_at < before, (RUNS.c.ended_at < before) & ~needed, after)

    async def budgets(self, *, before: datetime) -> Batch:
        """Delete the budgets of days before then; there are a few for each day."""
        old = delete(BUDGETS).where(BUDGETS.c.day < before.date().isoformat())
        return Batch(await self.db.write(work.change(old)), None)

    async def _walk(
        self, table: Table, old: ColumnElement[bool], needless: ColumnElement[bool], after: int
    ) -> Batch:
        """Check the next rows in the order of their numbers, which is roughly that of their age."""
        some = select(table.c.id).where(table.c.id > after, old).order_by(table.c.id).limit(BATCH).subquery()
        query = select(table.c.id, needless.label("needless")).where(table.c.id.in_(select(some.c.id)))
        rows = await self.db.read(work.rows(query.order_by(table.c.id)))
        deleted = await self._delete(table, [row.id for row in rows if row.needless])
        return Batch(deleted, rows[-1].id if len(rows) == BATCH else None)

    async def _delete(self, table: Table, ids: Sequence[Any]) -> int:
        if not ids:
            return 0
        return await self.db.write(work.change(delete(table).where(table.c.id.in_(ids))))
