"""What a step adds to its run."""

from collections import Counter
from typing import Any, Final

from sqlalchemy import Connection, select, update

from domain.outcomes import Progress
from store.tables import RUNS

ERRORS_KEPT: Final = 200
"""A run keeps its first errors; its counts say how many there were."""


def add_progress(connection: Connection, progress: Progress) -> None:
    """Add to a run within a transaction."""
    mine = RUNS.c.id == progress.run
    columns = select(RUNS.c.counts, RUNS.c.errors, RUNS.c.state).where(mine)
    row = connection.execute(columns.with_for_update()).one()
    counts = Counter(row.counts)
    counts.update(progress.counts)
    values: dict[str, Any] = {}
    if progress.error is not None:
        counts["errors"] += 1
        values["errors"] = [*row.errors, progress.error][:ERRORS_KEPT]
    if progress.state:
        values["state"] = {**row.state, **progress.state}
    connection.execute(update(RUNS).where(mine).values(counts=dict(counts), **values))
