"""The pages of a store with many downloads, against those of one with few."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web

from benchmarks._page_rows import fill
from benchmarks._rows import at_most
from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.http import app
from daemon.http.pages.flashes import Notices
from daemon.wiring.daemon import Daemon, build

FEW: Final = 10
MANY: Final = (10_000, 100_000)

_ROUNDS: Final = 30
_LIMIT: Final = 3.0
_PAGES: Final = {
    "the overview": "/",
    "the downloads": "/downloads",
    "their last page": "/downloads?page={last}",
    "those by title, the last page": "/downloads?sort=title&page={last}",
    "those with a word": "/downloads?q=book",
    "those with a rare word": "/downloads?q=book+7+nora",
    "those without the word": "/downloads?q=nobody",
    "a word, a status and an order": "/downloads?q=ada&show=waiting&sort=author",
    "those that wait": "/downloads?show=waiting",
    "those other than listed": "/downloads?show=other-than-listed",
    "one download": "/downloads/3",
    "the runs": "/runs",
    "the history": "/history",
    "the history of a book": "/history?q=book+7",
    "the library": "/books",
    "what lacks a narrator": "/books?lacks=narrators",
    "what is not from MyAnonamouse": "/books?show=not-from-mam",
}


@dataclass(frozen=True, slots=True)
class _Served:
    """A daemon and its address."""

    daemon: Daemon
    url: str
    downloads: int


def measure() -> list[dict[str, Any]]:
    """Per page its time with many downloads over that with few: both daemons are asked in turns."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[dict[str, Any]]:
    rows = []
    async with _served(folder / "few", FEW) as few, aiohttp.ClientSession() as http:
        for many in MANY:
            async with _served(folder / str(many), many) as other:
                rows += await _compared(http, few, other, f"{many:,} downloads over {FEW}")
    return rows


async def _compared(
    http: aiohttp.ClientSession, few: _Served, many: _Served, which: str
) -> list[dict[str, Any]]:
    anew = await _counted_anew(http, few, many)
    rows = [at_most(f"pages: the overview, all counted anew, {which}", anew, _LIMIT, "times")]
    for name, path in _PAGES.items():
        urls = [one.url + path.format(last=max(1, one.downloads // 25)) for one in (few, many)]
        rows.append(at_most(f"pages: {name}, {which}", await _ratio(http, urls), _LIMIT, "times"))
    return rows


async def _counted_anew(http: aiohttp.ClientSession, *served: _Served) -> float:
    """The same for the first look at the overview, when nothing of it was counted before."""
    took: list[list[float]] = [[] for _ in served]
    for _ in range(_ROUNDS):
        for one, times in zip(served, took, strict=True):
            async with _listening(app.build(one.daemon.api, Notices())) as url:
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
        state_dir=state,
        listen="127.0.0.1:0",
        mam_id="unused",
        abs_token="unused",  # noqa: S106 - nobody is asked
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
