"""The events that carry the runs on: what an open run waits for, and whether it still has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.cycles import CYCLES
from domain.facts import RunStatus
from store.database import Database
from store.tables import EventRow, RunRow

_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_RUNS: Final[Table] = RunRow.__table__  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True)
class RunSteps:
    """The steps of the runs in one store."""

    db: Database

    async def waiting(self) -> dict[int, str]:
        """By its number, why the step of each open run waits; a run whose step is due has no entry."""
        runs, steps = await self.db.look(_look)
        return {
            run.id: steps[key].reason
            for run in runs
            if (key := _key(run)) in steps and steps[key].wait and steps[key].reason
        }

    async def end_abandoned(self, *, now: datetime) -> list[tuple[int, str]]:
        """End as failed each run whose step was given up, so that its cycle can start anew.

        Returns:
            Their numbers, and why.
        """
        runs, steps = await self.db.look(_look)
        return [
            (run.id, reason)
            for run in runs
            if _key(run) not in steps and (reason := await self._end(run, now)) is not None
        ]

    async def _end(self, run: Any, now: datetime) -> str | None:
        """End one run unless it has gone on since; the reason, or None."""
        async with self.db.write() as connection:
            if await _steps(connection, [_key(run)]):
                return None
            last = select(_EVENTS.c.reason).where(_EVENTS.c.key == _key(run)).order_by(_EVENTS.c.id.desc())
            found = (await connection.execute(last.limit(1))).scalar()
            reason = f"its last step was given up: {found or 'it left no reason'}"
            ended = await connection.execute(
                update(_RUNS)
                .where(_RUNS.c.id == run.id, _RUNS.c.ended_at.is_(None))
                .values(status=RunStatus.FAILED.value, reason=reason, ended_at=now)
            )
        return reason if ended.rowcount else None


async def _look(connection: AsyncConnection) -> tuple[Sequence[Any], dict[str, Any]]:
    """The open runs and, by their keys, their steps."""
    runs = await _open_runs(connection)
    return runs, await _steps(connection, [_key(run) for run in runs]) if runs else {}


async def _open_runs(connection: AsyncConnection) -> Sequence[Any]:
    query = select(_RUNS.c.id, _RUNS.c.kind).where(_RUNS.c.ended_at.is_(None)).order_by(_RUNS.c.id)
    return (await connection.execute(query)).all()


async def _steps(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, Any]:
    """The open events with these keys."""
    query = select(_EVENTS.c.key, _EVENTS.c.wait, _EVENTS.c.reason).where(
        _EVENTS.c.settled_at.is_(None), _EVENTS.c.key.in_(keys)
    )
    return {row.key: row for row in await connection.execute(query)}


def _key(run: Any) -> str:
    """The key of every step of a run; a run is of a cycle that this version knows, or of none."""
    cycle = CYCLES.get(run.kind)
    return cycle.first(run.id).key if cycle else ""
