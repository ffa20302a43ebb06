"""Forgetting what is old, a little at a time: each batch is a transaction of its own, and others have their turn between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select

from domain.facts import ChangeStatus, EventVerdict, RunStatus
from store import work
from store.database import Database
from store.tables import BUDGETS, CHANGES, EVENTS, RUNS

BATCH: Final = 500
"""Rows in one transaction: a few milliseconds in which nobody else writes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows one batch deleted, and where the next one begins; None when there is nothing more."""

    deleted: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Pruning:
    """What may be forgotten in one store.

    Completions stay: by them the reconcile cycle knows what was looked at. So do download records, the mirror,
    and what was given up, which waits for a person.
    """

    db: Database

    async def events(self, *, before: datetime) -> Batch:
        """Forget events that were settled before then, the oldest first."""
        old = (EVENTS.c.settled_at < before, EVENTS.c.verdict != EventVerdict.BURIED)
        query = select(EVENTS.c.id).where(*old).order_by(EVENTS.c.settled_at).limit(BATCH)
        ids = await self.db.read(work.scalars(query))
        return Batch(await self._delete(EVENTS, ids), ids[-1] if len(ids) == BATCH else None)

    async def changes(self, *, before: datetime, after: int = 0) -> Batch:
        """Forget changes of before then that no decision needs any more.

        Of each field of each item the newest change that was written stays, and what came after it: by that
        our value is told from a person's. So does what an undoing took back.

        Args:
            before: The time.
            after: The last change that was looked at; 0 for none.
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

    async def runs(self, *, before: datetime, after: int = 0) -> Batch:
        """Forget runs that ended before then; the newest of each cycle, and its newest that went well, stay.

        Args:
            before: The time.
            after: The last run that was looked at; 0 for none.
        """
        newest = select(func.max(RUNS.c.id)).group_by(RUNS.c.kind)
        newest_done = newest.where(RUNS.c.status == RunStatus.DONE.value)
        needed = or_(RUNS.c.id.in_(newest), RUNS.c.id.in_(newest_done))
        return await self._walk(RUNS, RUNS.c.started_at < before, (RUNS.c.ended_at < before) & ~needed, after)

    async def budgets(self, *, before: datetime) -> Batch:
        """Forget the budgets of days before then; there are a few a day."""
        old = delete(BUDGETS).where(BUDGETS.c.day < before.date().isoformat())
        return Batch(await self.db.write(work.change(old)), None)

    async def _walk(
        self, table: Table, old: ColumnElement[bool], needless: ColumnElement[bool], after: int
    ) -> Batch:
        """Look at the next rows in the order of their numbers, which is about that of their age."""
        some = select(table.c.id).where(table.c.id > after, old).order_by(table.c.id).limit(BATCH).subquery()
        query = select(table.c.id, needless.label("needless")).where(table.c.id.in_(select(some.c.id)))
        rows = await self.db.read(work.rows(query.order_by(table.c.id)))
        deleted = await self._delete(table, [row.id for row in rows if row.needless])
        return Batch(deleted, rows[-1].id if len(rows) == BATCH else None)

    async def _delete(self, table: Table, ids: Sequence[Any]) -> int:
        if not ids:
            return 0
        return await self.db.write(work.change(delete(table).where(table.c.id.in_(ids))))
