"""How long the choice of the next 50 books takes, in libraries of very different sizes."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from store.addresses import sqlite_url
from store.database import Database
from store.enrichment import Enrichment
from store.upkeep.upgrade import upgrade
from store.work import change, rows

SIZES: Final = (1_000, 100_000, 1_000_000)
LIMIT: Final = 1.5
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_ROUNDS: Final = 60

# A third was never looked up; the others over the last 60 days, so that some of each group are not yet due.
_INDEXES: Final = (
    "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'books' AND type = 'index' AND sql <> ''"
)
_FILL: Final = """
INSERT INTO books (item_id, library_id, path, path_key, rel_path, is_file, title, authors, narrators, series,
                   abridged, seen_at, description, last_metadata_updated, enrichments_in_vain)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :number)
SELECT hex(randomblob(16)), 'library', '/audiobooks/' || i, '/audiobooks/' || i, i, 0, 'Title ' || i,
       '["Author"]', '[]', '[]', 0, '2026-01-01 00:00:00.000000',
       printf('%.*c', 100, 'x'),
       CASE WHEN i % 3 OR :looked_up THEN
           strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-15 12:00:00', '-' || (i * 5184000 / :number) || ' seconds')
       END,
       CASE WHEN i % 3 OR :looked_up THEN i % 7 ELSE 0 END
FROM n
"""


def measure() -> list[dict[str, Any]]:
    """The choice's time in the largest library over that in the smallest, for two states of a library."""
    return [
        asyncio.run(_ratio(name, looked_up=looked_up))
        for name, looked_up in (("some never looked up", False), ("all looked up", True))
    ]


async def _ratio(name: str, *, looked_up: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        libraries = [await _library(Path(folder) / f"{size}.db", size, looked_up) for size in SIZES]
        medians = await _medians(libraries)
    value = round(max(medians) / medians[0], 2)
    return {
        "name": f"enrichment: 50 of 1,000,000 books over 50 of 1,000, {name}",
        "value": value,
        "limit": LIMIT,
        "unit": "times",
        "ok": value <= LIMIT,
    }


async def _medians(libraries: Sequence[Database]) -> list[float]:
    """The seconds that a choice takes in each."""
    taken: list[list[float]] = [[] for _ in libraries]
    for _ in range(_ROUNDS):
        # In turns, so that whatever else the machine does meets all sizes alike.
        for db, times in zip(libraries, taken, strict=True):
            started = time.perf_counter()
            chosen = await Enrichment(db).due(now=_NOW)
            times.append(time.perf_counter() - started)
            assert len(chosen) == 50
    for db in libraries:
        await db.close()
    return [statistics.median(times) for times in taken]


async def _library(file: Path, number: int, looked_up: bool) -> Database:  # noqa: FBT001 - one of two states
    db = Database(sqlite_url(file))
    await upgrade(db)
    # An index that is made afterwards is made in one go.
    indexes = await db.read(rows(text(_INDEXES)))
    for name, _ in indexes:
        await db.write(change(text(f"DROP INDEX {name}")))
    await db.write(change(text(_FILL), {"number": number, "looked_up": looked_up}))
    for _, statement in indexes:
        await db.write(change(text(statement)))
    return db
