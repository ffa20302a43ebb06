"""The runs of the cycles: what each did; a cycle has one open run at most."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import Connection, func, select, text, update

from domain.events import Event
from domain.facts import RunStatus
from domain.outcomes import Progress
from store import due_times, work
from store.columns import insert_into
from store.database import Database
from store.progress import add_progress
from store.queue.inbox import append
from store.tables import RUNS

_RUNNING: Final = text("ended_at IS NULL")
_REFUSED_BY: Final = "refused_by"
_DISMISSED: Final = "dismissed"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a cycle.

    `trigger` says what started it; `counts` what it did; `state` is what its steps store for later steps.
    """

    id: int
    kind: str
    trigger: str
    started_at: datetime
    ended_at: datetime | None
    status: RunStatus
    reason: str | None
    counts: Mapping[str, int]
    errors: tuple[str, ...]
    state: Annotated[Mapping[str, Any], Field(exclude=True)]

    @property
    def refused_by(self) -> str | None:
        """The service that refused our credentials and so ended the run."""
        service: str | None = self.state.get(_REFUSED_BY)
        return service

    @property
    def is_dismissed(self) -> bool:
        """Whether a person has seen that it failed, and wants to read no more of it."""
        return bool(self.state.get(_DISMISSED))


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one store.

    Args:
        db: The store.
        arrived: The queue's: set when a run's first event is appended.
    """

    db: Database
    arrived: asyncio.Event

    async def start(
        self,
        kind: str,
        *,
        trigger: str,
        first: Callable[[int], Event],
        now: datetime,
        due: datetime | None = None,
    ) -> Run | None:
        """Start a run: its row and its first event in one transaction.

        Args:
            kind: The cycle.
            trigger: What starts it.
            first: Creates the first event of the run with this number.
            now: When it starts.
            due: When the timer's cycle was due, stored in the same transaction; None for a person's run.

        Returns:
            The run; None while one of this kind is open, or when this due time was used before.
        """

        def begin(connection: Connection) -> Run | None:
            if due is not None and not due_times.take(connection, kind, due):
                return None
            run = _insert(connection, kind, trigger, now)
            if run is not None:
                append(connection, [(first(run.id), now)])
            return run

        run = await self.db.write(begin)
        if run is not None:
            self.arrived.set()
        return run

    async def newest_id(self) -> int | None:
        """The highest number; None without a run."""
        number: int | None = await self.db.read(work.scalar(select(func.max(RUNS.c.id))))
        return number

    async def by_id(self, run_id: int) -> Run | None:
        """One run."""
        found = await self._where(RUNS.c.id == run_id, limit=1)
        return found[0] if found else None

    async def is_open(self, run_id: int) -> bool:
        """Whether this run exists and has not ended."""
        query = select(RUNS.c.id).where(RUNS.c.id == run_id, RUNS.c.ended_at.is_(None))
        return await self.db.read(work.scalar(query)) is not None

    async def open_run(self, kind: str) -> Run | None:
        """The open run of a cycle; None without one."""
        found = await self._where(RUNS.c.kind == kind, RUNS.c.ended_at.is_(None), limit=1)
        return found[0] if found else None

    async def recent(self, limit: int = 50, kind: str | None = None) -> list[Run]:
        """The newest runs, of one cycle or of all."""
        return await self._where(*([] if kind is None else [RUNS.c.kind == kind]), limit=limit)

    async def last_done(self) -> dict[str, datetime]:
        """When the newest successful run of each cycle ended; a cycle without one has no entry."""
        query = (
            select(RUNS.c.kind, func.max(RUNS.c.ended_at).label("ended_at"))
            .where(RUNS.c.status == RunStatus.DONE.value)
            .group_by(RUNS.c.kind)
        )
        return {row.kind: row.ended_at for row in await self.db.read(work.rows(query))}

    async def _where(self, *conditions: Any, limit: int) -> list[Run]:
        query = select(RUNS).where(*conditions).order_by(RUNS.c.id.desc()).limit(limit)
        return [run_from(row) for row in await self.db.read(work.mappings(query))]

    async def count(self, run_id: int, error: str | None = None, **counts: int) -> None:
        """Add to a run's counts, and store an error of a part that did not stop it.

        A step that is repeated after a crash counts twice: the counts are for people, and decide nothing.
        """
        progress = Progress(run=run_id, counts=counts, error=error)
        await self.db.write(lambda connection: add_progress(connection, progress))

    async def remember(self, run_id: int, **state: Any) -> None:
        """Store values for the run's later steps; a name that exists is replaced."""
        progress = Progress(run=run_id, state=state)
        await self.db.write(lambda connection: add_progress(connection, progress))

    async def dismiss(self, run_id: int) -> None:
        """Note that a person has seen that a run failed."""
        await self.remember(run_id, **{_DISMISSED: True})

    async def end(
        self,
        run_id: int,
        *,
        status: RunStatus,
        reason: str | None,
        now: datetime,
        refused_by: str | None = None,
    ) -> None:
        """End a run; a run that has ended already does not change.

        Args:
            run_id: Its number.
            status: Not running.
            reason: What a person should know; None for nothing.
            now: When it ended.
            refused_by: The service that refused our credentials and so ended it; None otherwise.
        """
        still_open = update(RUNS).where(RUNS.c.id == run_id, RUNS.c.ended_at.is_(None))
        ended = still_open.values(status=status.value, reason=reason, ended_at=now)

        def end(connection: Connection) -> None:
            if connection.execute(ended).rowcount and refused_by is not None:
                add_progress(connection, Progress(run=run_id, state={_REFUSED_BY: refused_by}))

        await self.db.write(end)


def _insert(connection: Connection, kind: str, trigger: str, now: datetime) -> Run | None:
    """A new run; None while one of its kind is open."""
    values = {
        "kind": kind,
        "trigger": trigger,
        "started_at": now,
        "status": RunStatus.RUNNING.value,
        "counts": {},
        "errors": [],
        "state": {},
    }
    statement = insert_into(RUNS, connection.dialect.name).values(values)
    statement = statement.on_conflict_do_nothing(index_elements=["kind"], index_where=_RUNNING)
    row = connection.execute(statement.returning(RUNS)).mappings().first()
    return None if row is None else run_from(row)


def run_from(row: Any) -> Run:
    """The run in a row."""
    return Run(**{**row, "status": RunStatus(row["status"]), "errors": tuple(row["errors"])})
