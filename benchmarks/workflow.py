"""What the program itself adds to ten searches with their records, beside pauses and stand-ins."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from daemon import log
from daemon.clock import SystemClock
from daemon.settings import Settings
from daemon.wiring import Daemon, build
from daemon.workflow.driver import OF_MAM, Driver
from daemon.workflow.following import Follow
from sandbox.mam import SandboxMam
from sandbox.server import LoopbackServer
from sandbox.stage import Stage

RATIO: Final = 1.2
OWN_MS: Final = 100
"""For each search with its record: a twentieth of the pause that the site wants before the next."""

FAR: Final = timedelta(milliseconds=300)
"""A quick answer over the Internet. The stand-ins alone answer in some 4 ms, which no durable step can keep to."""

_ROUNDS: Final = 3
_OF_ONE_HOP: Final = frozenset({"host", "content-length"})


class _FarMam(SandboxMam):
    """The stand-in, at a distance."""

    distance = timedelta(0)

    @web.middleware
    async def _attend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        await SystemClock().sleep(self.distance)
        return await super()._attend(request, handler)


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
    near = min((asyncio.run(_ten_searches(0, timedelta(0))) for _ in range(_ROUNDS)), key=_own)
    far = min((asyncio.run(_ten_searches(0, FAR)) for _ in range(_ROUNDS)), key=_own)
    paced = asyncio.run(_ten_searches(2, timedelta(0)))
    own = round(100 * _own(near), 1)
    name = f"workflow: a search with its record, own time (stand-ins alone {100 * near.bare:.1f} ms)"
    return [
        {"name": name, "value": own, "limit": OWN_MS, "unit": "ms", "ok": own <= OWN_MS},
        _ratio("workflow: ten searches over stand-ins at 300 ms, no pauses", far),
        _ratio(f"workflow: ten searches over stand-ins and pauses ({paced.pauses:.0f} s)", paced),
    ]


def _own(times: _Times) -> float:
    return times.whole - times.bare


def _ratio(name: str, times: _Times) -> dict[str, Any]:
    value = round((times.whole + times.pauses) / (times.bare + times.pauses), 2)
    return {"name": name, "value": value, "limit": RATIO, "unit": "times", "ok": value <= RATIO}


async def _ten_searches(interval: float, distance: timedelta) -> _Times:
    clock = _Hurried()
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        async with Stage(Path(folder) / "world", clock, real=False) as stage, _FarMam(clock=clock) as mam:
            mam.rotate_every = 0  # so that its requests can be repeated as they were
            given = stage.environment(Path(folder) / "state") | {"MAM_URL": mam.url, "MAM_ID": mam.mam_id}
            settings = Settings(_env_file=None, **{name.lower(): value for name, value in given.items()})
            hurried = settings.model_copy(update={"mam_request_interval_seconds": interval})
            servers: list[LoopbackServer] = [mam, stage.shelf, stage.client]  # type: ignore[list-item]
            async with build(hurried, clock) as daemon:
                for service in ("mam", "qbittorrent", "audiobookshelf"):
                    assert (await daemon.workflow.check(service))["ok"]
                mam.distance = distance
                before, paused = [len(server.requests) for server in servers], clock.paused
                whole = await _search(daemon, clock)
                news = [(one, one.requests[begin:]) for one, begin in zip(servers, before, strict=True)]
                return _Times(whole, await _again(news), (clock.paused - paused).total_seconds())


async def _search(daemon: Daemon, clock: SystemClock) -> float:
    driver = Driver.of(daemon, OF_MAM)
    started = time.perf_counter()
    follow = Follow(asked=daemon.workflow, mover=driver, clock=clock)
    run = await follow(await daemon.workflow.begin("search"), lambda _: None)
    taken = time.perf_counter() - started
    assert run["counts"]["created"] == 10
    return taken


async def _again(news: Sequence[tuple[LoopbackServer, Sequence[Any]]]) -> float:
    """The time of the same requests by a client that does nothing else."""
    started = time.perf_counter()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        for server, requests in news:
            for one in list(requests):
                headers = {k: v for k, v in one.headers.items() if k.lower() not in _OF_ONE_HOP}
                url = f"{server.url}{one.path}?{one.query}"
                async with session.request(one.method, url, headers=headers, data=one.body) as answer:
                    await answer.read()
                    assert answer.status == 200
    return time.perf_counter() - started
