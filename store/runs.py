"""The runs of the cycles: what each did, and that a cycle never runs beside itself."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Table, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event
from store import due_times
from store.database import Database
from store.inbox import append
from store.tables import RunRow

_RUNS: Final[Table] = RunRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time

ERRORS_KEPT: Final = 200
"""A run keeps its first errors; the count of all of them is in its counts."""


class RunStatus(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a cycle.

    `trigger` says who started it; `counts` what it did; `state` is what its steps remember between them.
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
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one store.

    Args:
        db: The store.
        arrived: The inbox's: set when a run's first event was appended.
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
        """Begin a run: its row and its first event in one transaction.

        Args:
            kind: Of the cycle.
            trigger: Who starts it, for a person.
            first: Makes the first event of the run with this number.
            now: When it starts.
            due: When the timer's cycle was due, noted in the same transaction; None for a person's run.

        Returns:
            The run; None while one of this kind is open, or when this due time was taken before.
        """
        values = {
            "kind": kind,
            "trigger": trigger,
            "started_at": now,
            "status": RunStatus.RUNNING.value,
            "counts": {},
            "errors": [],
            "state": {},
        }
        statement = (
            (sqlite.insert if self.db.is_sqlite else postgresql.insert)(_RUNS)
            .values(values)
            .on_conflict_do_nothing(index_elements=["kind"], index_where=text("ended_at IS NULL"))
            .returning(_RUNS)
        )
        async with self.db.write() as connection:
            if due is not None and not await due_times.take(connection, kind, due):
                return None
            row = (await connection.execute(statement)).mappings().first()
            if row is None:
                return None
            run = _run(row)
            await append(connection, [(first(run.id), now)])
        self.arrived.set()
        return run

    async def by_id(self, run_id: int) -> Run | None:
        """One run."""
        found = await self._where(_RUNS.c.id == run_id, limit=1)
        return found[0] if found else None

    async def open_run(self, kind: str) -> Run | None:
        """The run of a cycle that has not ended; None when none is open."""
        found = await self._where(_RUNS.c.kind == kind, _RUNS.c.ended_at.is_(None), limit=1)
        return found[0] if found else None

    async def recent(self, limit: int = 50, kind: str | None = None) -> list[Run]:
        """The newest runs, of one cycle or of all."""
        return await self._where(*([] if kind is None else [_RUNS.c.kind == kind]), limit=limit)

    async def _where(self, *conditions: Any, limit: int) -> list[Run]:
        query = select(_RUNS).where(*conditions).order_by(_RUNS.c.id.desc()).limit(limit)
        async with self.db.read() as connection:
            return [_run(row) for row in (await connection.execute(query)).mappings()]

    async def count(self, run_id: int, error: str | None = None, **counts: int) -> None:
        """Add to a run's counts, and note an error of a part that did not stop it.

        A step that is repeated after a crash counts twice: the counts tell a person, nothing decides by them.
        """
        async with self.db.write() as connection:
            row = await _locked(connection, run_id)
            total = dict(row.counts)
            for name, amount in counts.items():
                total[name] = total.get(name, 0) + amount
            errors = list(row.errors)
            if error is not None:
                total["errors"] = total.get("errors", 0) + 1
                errors = [*errors, error][:ERRORS_KEPT]
            await _set(connection, run_id, counts=total, errors=errors)

    async def remember(self, run_id: int, **state: Any) -> None:
        """Keep values for the run's later steps; a name kept before is replaced."""
        async with self.db.write() as connection:
            row = await _locked(connection, run_id)
            await _set(connection, run_id, state={**row.state, **state})

    async def end(self, run_id: int, *, status: RunStatus, reason: str | None, now: datetime) -> None:
        """End a run; one that ended before stays as it is.

        Args:
            run_id: Its number.
            status: Not running.
            reason: What a person should know; None when there is nothing to say.
            now: When it ended.
        """
        async with self.db.write() as connection:
            await connection.execute(
                update(_RUNS)
                .where(_RUNS.c.id == run_id, _RUNS.c.ended_at.is_(None))
                .values(status=status.value, reason=reason, ended_at=now)
            )


async def _locked(connection: AsyncConnection, run_id: int) -> Any:
    """The row, which nobody else changes until the transaction ends."""
    return (await connection.execute(select(_RUNS).where(_RUNS.c.id == run_id).with_for_update())).one()


async def _set(connection: AsyncConnection, run_id: int, **values: Any) -> None:
    await connection.execute(update(_RUNS).where(_RUNS.c.id == run_id).values(**values))


def _run(row: Any) -> Run:
    return Run(**{**row, "status": RunStatus(row["status"]), "errors": tuple(row["errors"])})
