"""What the program itself adds to ten searches with their records, beside pauses and stand-ins."""

import asyncio
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from daemon import log
from daemon.clock import SystemClock
from daemon.commands.workflow.following import Follow
from daemon.config.settings import Settings
from daemon.doctor.services import Checks
from daemon.http.answers import as_json
from daemon.http.api import workflow
from daemon.http.api.context import Api
from daemon.process.alone import OF_MAM, Driver
from daemon.wiring.daemon import Daemon, build
from sandbox.mam import SandboxMam
from sandbox.server import LoopbackServer
from sandbox.stage import Stage

RATIO: Final = 1.2
OWN_MS: Final = 50
"""For each search with its record: a fortieth of the pause that the site wants before the next."""
BARE_RATIO: Final = 12
"""Over stand-ins that answer at once, from memory: it says how quick they are, and is for watching them."""

NEAR: Final = timedelta(milliseconds=200)
FULL: Final = timedelta(milliseconds=500)
"""How long the site takes at least, over the Internet, for a few rows and for a full page; no one measured it."""

_ROWS: Final = 100
_BLURB: Final = (
    "<br /><br />In a far land, where the rivers run backwards for one night of each year, a young woman who was "
    "sent away with nothing but her father's map comes home; and what she finds there is neither the house nor "
    "the war that she left. A tale of friends, of debts that nobody can pay, and of the long road between two "
    "towers, told by a voice that knows how to wait. <i>“You will not stop listening.”</i>"
)
"""Six of them make a description of some 2,500 characters, which is longer than most."""
_ROUNDS: Final = 3
_OF_ONE_HOP: Final = frozenset({"host", "content-length", "cookie"})


class _FarMam(SandboxMam):
    """The stand-in, at a distance, and with pages that may be full."""

    distance = timedelta(0)
    full = False

    @web.middleware
    async def _attend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        await SystemClock().sleep(self.distance)
        answer = await super()._attend(request, handler)
        if self.full and isinstance(answer, web.Response) and request.path.endswith("SearchJSONbasic.php"):
            answer.body = _filled(bytes(answer.body))  # type: ignore[arg-type]  # it is bytes, made by json_response
        return answer


@cache
def _filled(body: bytes) -> bytes:
    """A search's answer with so many more editions of what was found that the page is full."""
    answer = json.loads(body)
    found = answer.get("data") or []
    for number in range(_ROWS - len(found) if found else 0):
        row = found[number % len(found)]
        answer["data"].append(row | {"id": 7_000_000 + number, "seeders": 1})
    for row in answer.get("data") or []:
        row["description"] += _BLURB * 6
    return json.dumps(answer | {"total": _ROWS, "found": _ROWS}).encode()


@dataclass(slots=True)
class _Hurried(SystemClock):
    """Counts the pauses of the ten searches and does not make them."""

    paused: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return SystemClock.now(self) + self.paused

    def monotonic(self) -> float:
        return SystemClock.monotonic(self) + self.paused.total_seconds()

    async def sleep(self, duration: timedelta) -> None:
        self.paused += max(duration, timedelta(0))
        await SystemClock.sleep(self, timedelta(0))


@dataclass(frozen=True, slots=True)
class _Times:
    """Seconds: all of it, the same requests alone, and the pauses that were counted."""

    whole: float
    bare: float
    pauses: float


def measure() -> list[dict[str, Any]]:
    """Own time for each search; and the whole over pauses and stand-ins, without pauses and with them."""
    log.configure(level="error", form="json", secrets=[])
    at_once = _best()
    near, full = _best(NEAR), _best(FULL, full=True)
    paced = asyncio.run(_ten_searches(2, timedelta(0), full=False))
    own = round(100 * _own(at_once), 1)
    name = f"workflow: a search with its record, own time (stand-ins alone {100 * at_once.bare:.1f} ms)"
    return [
        {"name": name, "value": own, "limit": OWN_MS, "unit": "ms", "ok": own <= OWN_MS},
        _ratio("workflow: ten searches over stand-ins that answer at once", at_once, BARE_RATIO),
        _ratio(f"workflow: ten searches over a site at {NEAR.microseconds // 1000} ms, no pauses", near),
        _ratio(f"workflow: the same, {_ROWS} rows a page at {FULL.microseconds // 1000} ms", full),
        _ratio(f"workflow: ten searches over stand-ins and pauses ({paced.pauses:.0f} s)", paced),
    ]


def _best(distance: timedelta = timedelta(0), *, full: bool = False) -> "_Times":
    return min((asyncio.run(_ten_searches(0, distance, full=full)) for _ in range(_ROUNDS)), key=_own)


def _own(times: _Times) -> float:
    return times.whole - times.bare


def _ratio(name: str, times: _Times, limit: float = RATIO) -> dict[str, Any]:
    value = round((times.whole + times.pauses) / (times.bare + times.pauses), 2)
    return {"name": name, "value": value, "limit": limit, "unit": "times", "ok": value <= limit}


async def _ten_searches(interval: float, distance: timedelta, *, full: bool) -> _Times:
    clock = _Hurried()
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        async with Stage(Path(folder) / "world", clock, real=False) as stage, _FarMam(clock=clock) as mam:
            given = stage.environment(Path(folder) / "state") | {"MAM_URL": mam.url, "MAM_ID": mam.mam_id}
            settings = Settings(**{name.lower(): value for name, value in given.items()})
            hurried = settings.model_copy(update={"mam_request_interval_seconds": interval})
            servers: list[LoopbackServer] = [mam, stage.shelf, stage.client]  # type: ignore[list-item]
            async with build(hurried, clock) as daemon:
                for service in ("mam", "qbittorrent", "audiobookshelf"):
                    assert (await Checks(daemon.patient)(service))["ok"]
                mam.distance, mam.full = distance, full
                before, paused = [len(server.requests) for server in servers], clock.paused
                whole = await _search(daemon, clock)
                news = [(one, one.requests[begin:]) for one, begin in zip(servers, before, strict=True)]
                mam.rotate_every = 0  # so that its requests can be repeated with the cookie of the day
                cookies = {mam.url: f"mam_id={mam.site.api.value}"}
                return _Times(whole, await _again(news, cookies), (clock.paused - paused).total_seconds())


@dataclass(frozen=True, slots=True)
class _Within:
    """What `Follow` asks, without HTTP between."""

    api: Api

    async def begin(self, kind: str) -> int:
        assert kind == "search"
        return (await workflow.begin_search(self.api)).body.run

    async def progress(self, run: int) -> dict[str, Any]:
        return json.loads(as_json(await workflow.progress(self.api, run), workflow.Progress))


async def _search(daemon: Daemon, clock: SystemClock) -> float:
    driver = Driver.of(daemon, OF_MAM)
    started = time.perf_counter()
    within = _Within(daemon.api)
    follow = Follow(asked=within, mover=driver, clock=clock)
    run = await follow(await within.begin("search"), lambda _: None)
    taken = time.perf_counter() - started
    assert run["counts"]["created"] == 10
    return taken


async def _again(news: Sequence[tuple[LoopbackServer, Sequence[Any]]], cookies: Mapping[str, str]) -> float:
    """The time of the same requests by a client that does nothing else, one after the other."""
    started = time.perf_counter()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        for server, requests in news:
            for one in list(requests):
                headers = {k: v for k, v in one.headers.items() if k.lower() not in _OF_ONE_HOP}
                headers["Cookie"] = cookies.get(server.url, one.headers.get("Cookie", ""))
                url = f"{server.url}{one.path}?{one.query}"
                async with session.request(one.method, url, headers=headers, data=one.body) as answer:
                    await answer.read()
                    assert answer.status == 200
    return time.perf_counter() - started
