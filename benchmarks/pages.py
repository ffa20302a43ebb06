"""The pages of a store with many downloads, against those of one with few, and of one with nothing.

The few are as many as fill one page of each list. Both pages draw the same rows then, and what is compared is what the store does
for them: beside a page of one or two rows it would be what 23 more take to draw. Times are the processor's: daemon and
browser are one process, whose pages wait for nothing but it.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web

from benchmarks._page_rows import FEW, fill
from benchmarks._rows import at_most
from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.http import app
from daemon.http.api.context import Api
from daemon.http.api.situation import Watch
from daemon.http.pages.flashes import Notices
from daemon.wiring.daemon import Daemon, build

MANY: Final = (10_000, 100_000)

_ROUNDS: Final = 30
_LIMIT: Final = 3.0
_HASH: Final = "b6589fc6ab0d"
"""The beginning of the first one's info hash."""

_ONE: Final = "/downloads/3"
_PAGES: Final = {
    "the overview": "/",
    "the downloads": "/downloads",
    "their last page": "/downloads?page={last}",
    "those by title, the last page": "/downloads?sort=title&page={last}",
    "those with a word": "/downloads?q=book",
    "those with three words": "/downloads?q=book+1+nora",
    "those with a rare word": "/downloads?q=prologue",
    "those without the word": "/downloads?q=nobody",
    "a word, a status and an order": "/downloads?q=ada&show=waiting&sort=author",
    "those that wait": "/downloads?show=waiting",
    "those other than listed": "/downloads?show=other-than-listed",
    "the proposals": "/proposals",
    "one download": _ONE,
    "what is left alone, without the word": "/downloads?show=left-alone&q=nobody",
    "the imports": "/imports",
    "the oldest imports, the last page": "/imports?sort=oldest&page={last}",
    "imports of a book": "/imports?q=prologue",
    "imports of no book": "/imports?q=nobody",
    "imports that need you": "/imports?show=needs_person",
    "the events": "/events",
    "events, their last page": "/events?page={last}",
    "events, those with a frequent word": "/events?q=narrators",
    "events, those with a rare word": "/events?q={hash}",
    "events, those without the word": "/events?q=nobody",
    "events, those with a word of one letter": "/events?q=b",
    "events, those of many books": "/events?q=book",
    "events, those of one book": "/events?q=prologue",
    "events, those of one kind": "/events?kind=cover.due",
    "events, a word and a state": "/events?q=narrators&state=buried&sort=oldest&page=2",
    "the log, with a word of many books": "/events/log?q=book",
    "the runs": "/runs",
    "the history": "/history",
    "the history of a book": "/history?q=book+1",
    "the history of no book": "/history?q=nobody",
    "the library": "/books",
    "no book of the library": "/books?q=nobody",
    "what lacks a narrator": "/books?lacks=narrators",
    "what is not from MyAnonamouse": "/books?show=not-from-mam",
    "books of the wrong length": "/books?show=wrong-length",
}


@dataclass(frozen=True, slots=True)
class _Served:
    """A daemon and its address."""

    daemon: Daemon
    url: str
    downloads: int


def measure() -> list[dict[str, Any]]:
    """Per page its time with many downloads over that with few, and that with few over one with none.

    The daemons are asked in turns.
    """
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[dict[str, Any]]:
    async with (
        _served(folder / "empty", 0) as empty,
        _served(folder / "few", FEW) as few,
        aiohttp.ClientSession() as http,
    ):
        rows = await _compared(http, (empty, few), [path for path in _PAGES.values() if path != _ONE])
        for many in MANY:
            async with _served(folder / str(many), many) as other:
                for path in _PAGES.values():
                    await _must_be_as_full(http, (few, other), path)
                rows += await _compared(http, (few, other), list(_PAGES.values()))
    return rows


async def _compared(
    http: aiohttp.ClientSession, both: tuple[_Served, _Served], paths: Sequence[str]
) -> list[dict[str, Any]]:
    """Per page of two stores, the time of the second over that of the first."""
    said = f"{both[1].downloads:,} rows over {both[0].downloads or 'none'}"
    less, more = await _first_looks(http, *both)
    rows = [at_most(f"pages: the first overview, all counted anew, {said}", more / less, _LIMIT, "times")]
    for name, path in _PAGES.items():
        if path in paths:
            less, more = await _medians(http, both, path)
            rows.append(at_most(f"pages: {name}, {said}", more / less, _LIMIT, "times"))
    return rows


async def _first_looks(http: aiohttp.ClientSession, *served: _Served) -> Sequence[float]:
    """The median time of the first look at each overview, when nothing of it was counted before."""
    took: list[list[float]] = [[] for _ in served]
    for _ in range(_ROUNDS):
        for one, times in zip(served, took, strict=True):
            await _write(one)
            async with _listening(app.build(_without_counts(one.daemon), Notices())) as url:
                times.append(await _seconds(http, f"{url}/"))
    return [statistics.median(times) for times in took]


async def _write(one: _Served) -> None:
    """After a write, what the store kept is read again; in a daemon that works there is always one between two looks."""
    await one.daemon.parts.store.db.write(lambda _connection: None)


def _without_counts(daemon: Daemon) -> Api:
    api = daemon.api
    return replace(api, watch=Watch(api.parts, daemon.patient.connections.mam, api.imported.whereabouts))


async def _medians(http: aiohttp.ClientSession, served: Sequence[_Served], path: str) -> Sequence[float]:
    """The median time of a first look at the same page of each; they are asked in turns."""
    took: Sequence[list[float]] = [[] for _ in served]
    for _ in range(_ROUNDS):
        for one, times in zip(served, took, strict=True):
            await _write(one)
            times.append(await _seconds(http, _address(one, path)))
    return [statistics.median(times) for times in took]


async def _must_be_as_full(http: aiohttp.ClientSession, both: Sequence[_Served], path: str) -> None:
    """Both pages have the same weight, up to a tenth: else the comparison would be that of their rows."""
    few, most = [await _weight(http, _address(one, path)) for one in both]
    assert few >= 0.9 * most, f"{path} has {few} bytes with few rows, {most} with many"


async def _weight(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url) as answer:
        return len(await answer.read())


def _address(one: _Served, path: str) -> str:
    return one.url + path.format(last=max(1, one.downloads // 25), hash=_HASH)


async def _seconds(http: aiohttp.ClientSession, url: str) -> float:
    began = time.process_time()
    async with http.get(url) as answer:
        await answer.read()
        assert answer.status == 200, f"{url} answered {answer.status}"
    return time.process_time() - began


@asynccontextmanager
async def _served(state: Path, downloads: int) -> AsyncIterator[_Served]:
    """A daemon whose store holds so many downloads, as many books, and what comes with them."""
    settings = Settings(
        state_dir=state,
        listen="127.0.0.1:0",
        mam_id="unused",
        abs_token="unused",  # noqa: S106 - never sent
    )
    async with build(settings, SystemClock()) as daemon:
        await fill(daemon.parts.store.db, downloads)
        async with _listening(daemon.app) as url:
            yield _Served(daemon, url, downloads)


@asynccontextmanager
async def _listening(site: web.Application) -> AsyncIterator[str]:
    """The address of an application on loopback."""
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
