"""The inbox after years: what a claim and an insert cost beside very many settled events."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from benchmarks._rows import at_most
from domain.events import TorrentFinished
from store.addresses import sqlite_url
from store.database import Database
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from store.upkeep.upgrade import upgrade
from store.work import change

SIZES: Final = (1_000, 1_000_000)
LIMIT: Final = 1.3
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_ROUNDS: Final = 400
_WARM: Final = 20

# Like the daemon's own: most are done, one in a thousand was buried.
_FILL: Final = """
INSERT INTO events (kind, key, payload, created_at, due_at, signals, attempts, looks, deaths, settled_at, verdict, reason)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :number)
SELECT 'torrent.finished', 'torrent.finished:' || printf('%040x', i + 1000000000),
       '{"kind":"torrent.finished","info_hash":"' || printf('%040x', i + 1000000000) || '"}',
       strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-15 11:00:00', '-' || (i * 60) || ' seconds'),
       strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-15 11:00:00', '-' || (i * 60) || ' seconds'),
       1, 0, 0, 0,
       strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-15 11:00:05', '-' || (i * 60) || ' seconds'),
       CASE WHEN i % 1000 THEN 'done' ELSE 'buried' END, 'narrators: set to Nora Narrator'
FROM n
"""


def measure() -> list[dict[str, Any]]:
    """Insert and claim in the inbox of years over those in that of weeks."""
    return asyncio.run(_measured())


async def _measured() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        stores = [await _store(Path(folder) / f"{size}.db", size) for size in SIZES]
        inserts: list[list[float]] = [[] for _ in stores]
        claims: list[list[float]] = [[] for _ in stores]
        # In turns, so that whatever else the machine does meets both sizes alike.
        for turn in range(_ROUNDS):
            for place, db in enumerate(stores):
                inserts[place].append(await _insert(db, turn))
                claims[place].append(await _claim(db))
        for db in stores:
            await db.close()
    return [_growth("an insert", inserts), _growth("a claim", claims)]


def _growth(what: str, taken: Sequence[Sequence[float]]) -> dict[str, Any]:
    small, large = (statistics.median(times[_WARM:]) for times in taken)
    return at_most(
        f"growth: {what} beside 1,000,000 settled events over 1,000", large / small, LIMIT, "times"
    )


async def _store(file: Path, number: int) -> Database:
    db = Database(sqlite_url(file))
    await upgrade(db)
    await db.write(change(text(_FILL), {"number": number}))
    return db


async def _insert(db: Database, turn: int) -> float:
    event = TorrentFinished(info_hash=f"{turn:040x}")
    started = time.perf_counter()
    await Inbox(db).add(event, now=_NOW)
    return time.perf_counter() - started


async def _claim(db: Database) -> float:
    claims = Claims(db, "bench", asyncio.Event())
    started = time.perf_counter()
    claim = await claims.claim_next(now=_NOW, lease=timedelta(minutes=2))
    taken = time.perf_counter() - started
    assert claim is not None
    return taken
