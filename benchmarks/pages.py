"""The pages of a store with many downloads, against those of one with few."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web
from sqlalchemy import insert
from sqlmodel import SQLModel

from benchmarks._rows import at_most
from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.http import app
from daemon.wiring.daemon import Daemon, build
from domain.facts import DurationVerdict, ProofKind, Status
from domain.recording import Recording, Series, as_stored
from store import tables
from store.downloads import described
from store.work import change

FEW: Final = 10
MANY: Final = 10_000

_ROUNDS: Final = 30
_LIMIT: Final = 3.0
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_STATUSES: Final = (*[Status.APPLIED] * 7, Status.PROPOSED, Status.NEEDS_PERSON, Status.WAITING_FOR_ITEM)
_PAGES: Final = {
    "the overview": "/",
    "the downloads": "/downloads",
    "their last page": "/downloads?before=10",
    "those that wait": "/downloads?show=waiting",
    "those other than listed": "/downloads?show=other-than-listed",
    "one download": "/downloads/3",
    "the runs": "/runs",
    "the history": "/history",
}


@dataclass(frozen=True, slots=True)
class _Served:
    """A daemon and its address."""

    daemon: Daemon
    url: str


def measure() -> list[dict[str, Any]]:
    """Per page its time with many downloads over that with few: both daemons are asked in turns."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[dict[str, Any]]:
    async with (
        _served(folder / "few", FEW) as few,
        _served(folder / "many", MANY) as many,
        aiohttp.ClientSession() as http,
    ):
        rows = [
            at_most(
                f"pages: the overview, all counted anew, {MANY:,} downloads over {FEW}",
                await _counted_anew(http, few, many),
                _LIMIT,
                "times",
            )
        ]
        for name, path in _PAGES.items():
            ratio = await _ratio(http, (few.url + path, many.url + path))
            rows.append(at_most(f"pages: {name}, {MANY:,} downloads over {FEW}", ratio, _LIMIT, "times"))
        return rows


async def _counted_anew(http: aiohttp.ClientSession, *served: _Served) -> float:
    """The same for the first look at the overview, when nothing of it was counted before."""
    took: list[list[float]] = [[] for _ in served]
    for _ in range(_ROUNDS):
        for one, times in zip(served, took, strict=True):
            async with _listening(app.build(one.daemon.parts)) as url:
                times.append(await _seconds(http, f"{url}/"))
    few, many = (statistics.median(times) for times in took)
    return many / few


async def _ratio(http: aiohttp.ClientSession, urls: Sequence[str]) -> float:
    """The median time of the second address over that of the first."""
    took: Mapping[str, list[float]] = {url: [] for url in urls}
    for _ in range(_ROUNDS):
        for url in urls:
            took[url].append(await _seconds(http, url))
    few, many = (statistics.median(took[url]) for url in urls)
    return many / few


async def _seconds(http: aiohttp.ClientSession, url: str) -> float:
    began = time.perf_counter()
    async with http.get(url) as answer:
        await answer.read()
        assert answer.status == 200, f"{url} answered {answer.status}"
    return time.perf_counter() - began


@asynccontextmanager
async def _served(state: Path, downloads: int) -> AsyncIterator[_Served]:
    """A daemon whose store holds so many downloads, as many books, and what comes with them."""
    settings = Settings(
        _env_file=None,
        state_dir=state,
        listen="127.0.0.1:0",
        mam_id="unused",
        abs_token="unused",  # noqa: S106 - nobody is asked
    )
    async with build(settings, SystemClock()) as daemon:
        await _fill(daemon, downloads)
        async with _listening(daemon.app) as url:
            yield _Served(daemon, url)


@asynccontextmanager
async def _listening(site: web.Application) -> AsyncIterator[str]:
    """The address of an application on loopback."""
    runner = app.runner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def _fill(daemon: Daemon, downloads: int) -> None:
    kinds: tuple[tuple[type[SQLModel], Any], ...] = (
        (tables.DOWNLOADS, _download),
        (tables.EVENTS, _event),
        (tables.COMPLETIONS, _completion),
        (tables.BOOKS, _book),
        (tables.CHANGES, _change),
        (tables.RUNS, _run),
    )
    for table, make in kinds:
        for some in _slices(downloads):
            await daemon.parts.db.write(change(insert(table), [make(number) for number in some]))


def _slices(amount: int) -> Iterator[range]:
    return (range(first, min(first + 1000, amount)) for first in range(0, amount, 1000))


def _hash(number: int) -> str:
    return f"{number + 1:040x}"


def _download(number: int) -> dict[str, Any]:
    recording = Recording(
        torrent_id=number + 1,
        title=f"Book {number}",
        authors=("Ada Author",),
        narrators=("Nora Narrator",),
        series=(Series(name="A Series", sequence=str(number)),),
        duration_seconds=36_000,
        description="A book about a book. " * 40,
    )
    status = _STATUSES[number % len(_STATUSES)]
    applied = status is Status.APPLIED
    verdict = DurationVerdict.VERIFIED if number % 9 else DurationVerdict.SHORTER
    return described(recording) | {
        "info_hash": _hash(number),
        "recording": as_stored(recording),
        "found_by": "the torrent's comment",
        "created_at": _NOW + timedelta(seconds=number),
        "status": status.value,
        "reason": None if applied else "it waits",
        "item_id": f"item-{number}" if applied else None,
        "item_found_by": f"path /audiobooks/Book {number}" if applied else None,
        "proof_kind": ProofKind.PATH if applied else None,
        "duration_check": f"{verdict}: listed 10:00:00, computed 10:00:00" if applied else None,
        "duration_verdict": verdict if applied else None,
    }


def _event(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(seconds=number)
    buried = number % 100 == 0
    return {
        "kind": "torrent.finished",
        "key": f"torrent.finished:{_hash(number)}",
        "payload": f'{{"kind": "torrent.finished", "info_hash": "{_hash(number)}"}}',
        "created_at": at,
        "due_at": at,
        "settled_at": at + timedelta(seconds=12),
        "verdict": "buried" if buried else "done",
        "reason": "narrators: set",
        "signals": 1,
        "attempts": 1,
        "looks": 0,
        "deaths": 0,
    }


def _completion(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(seconds=number)
    return {"info_hash": _hash(number), "added_on": at, "seen_at": at}


def _book(number: int) -> dict[str, Any]:
    return {
        "item_id": f"item-{number}",
        "library_id": "a-library",
        "path": f"/audiobooks/Book {number}",
        "path_key": f"/audiobooks/Book {number}",
        "rel_path": f"Book {number}",
        "is_file": False,
        "title": f"Book {number}",
        "authors": ["Ada Author"],
        "narrators": ["Nora Narrator"],
        "series": [],
        "abridged": False,
        "description": "A book about a book. " * 20 if number % 2 else None,
        "seen_at": _NOW,
        "enrichments_in_vain": 0,
    }


def _change(number: int) -> dict[str, Any]:
    return {
        "at": _NOW + timedelta(seconds=number),
        "item_id": f"item-{number}",
        "field": "narrators",
        "before": {"value": [], "item_updated_at": None},
        "after": ["Nora Narrator"],
        "status": "written",
        "source": "MAM",
        "run_id": number + 1,
        "download_id": number + 1,
    }


def _run(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(minutes=5 * number)
    return {
        "kind": ("search", "enrichment", "reconcile", "library-sync")[number % 4],
        "trigger": "timer",
        "started_at": at,
        "ended_at": at + timedelta(seconds=9),
        "status": "done",
        "counts": {"torrents": number},
        "errors": [],
        "state": {},
    }
