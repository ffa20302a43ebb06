"""The events that continue the runs: what an open run waits for, and whether it still has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select, update

from domain.cycles import CYCLES
from domain.facts import RunStatus
from store.database import Database
from store.tables import EVENTS, RUNS


@dataclass(frozen=True, slots=True)
class RunSteps:
    """The steps of the runs in one store."""

    db: Database

    async def waiting(self) -> dict[int, str]:
        """Why the step of each open run waits, by the run's number; a run with a due step has no entry."""
        runs, steps = await self.db.read(_open)
        return {
            run.id: steps[key].reason
            for run in runs
            if (key := _key(run)) in steps and steps[key].wait and steps[key].reason
        }

    async def end_abandoned(self, *, now: datetime) -> list[tuple[int, str]]:
        """End as failed each run whose step failed for good, so that its cycle can start again.

        Returns:
            Their numbers, and why.
        """
        runs, steps = await self.db.read(_open)
        return [
            (run.id, reason)
            for run in runs
            if _key(run) not in steps
            and (reason := await self.db.write(partial(_end, run=run, now=now))) is not None
        ]


def _end(connection: Connection, *, run: Any, now: datetime) -> str | None:
    """End one run unless it has continued since; the reason, or None."""
    if _steps(connection, [_key(run)]):
        return None
    last = select(EVENTS.c.reason).where(EVENTS.c.key == _key(run)).order_by(EVENTS.c.id.desc())
    found = connection.execute(last.limit(1)).scalar()
    reason = f"its last step failed for good: {found or 'no reason given'}"
    ended = connection.execute(
        update(RUNS)
        .where(RUNS.c.id == run.id, RUNS.c.ended_at.is_(None))
        .values(status=RunStatus.FAILED.value, reason=reason, ended_at=now)
    )
    return reason if ended.rowcount else None


def _open(connection: Connection) -> tuple[Sequence[Any], dict[str, Any]]:
    """The open runs and, by their keys, their steps."""
    runs = _open_runs(connection)
    return runs, _steps(connection, [_key(run) for run in runs]) if runs else {}


def _open_runs(connection: Connection) -> Sequence[Any]:
    # Sorted here: for an order SQLite would read all runs, and not the index of the few open ones.
    query = select(RUNS.c.id, RUNS.c.kind).where(RUNS.c.ended_at.is_(None))
    return sorted(connection.execute(query).all())


def _steps(connection: Connection, keys: Sequence[str]) -> dict[str, Any]:
    """The open events with these keys."""
    query = select(EVENTS.c.key, EVENTS.c.wait, EVENTS.c.reason).where(
        EVENTS.c.settled_at.is_(None), EVENTS.c.key.in_(keys)
    )
    return {row.key: row for row in connection.execute(query)}


def _key(run: Any) -> str:
    """The keys of all steps of a run; None for a cycle that this version does not know."""
    cycle = CYCLES.get(run.kind)
    return cycle.first(run.id).key if cycle else ""
