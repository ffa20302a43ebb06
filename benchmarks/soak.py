"""An hour in the life of a daemon, in accelerated time: what it leaves behind."""

import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import aiohttp
from aiohttp import web

from benchmarks._children import ROOT, resident
from benchmarks._rows import at_most
from daemon import log
from daemon.config.settings import Settings
from daemon.process import memory
from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged
from sandbox.audiobookshelf import Fault, write_audio
from sandbox.catalogue import CATALOGUE
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged

MINUTES: Final = 60
WARM: Final = 6
"""After so many minutes whatever is made once has been made."""
BOOKS: Final = 12
GROWTH: Final = 1.05
_PAGES: Final = ("/", "/health", "/metrics", "/api/events", "/api/downloads", "/api/changes", "/api/runs")
_FAULTS: Final = (Fault(status=500), Fault(drop="before"), Fault(drop="after"), Fault(status=503))


@dataclass(slots=True)
class _Life:
    """A daemon among its stand-ins, and what befalls it in a minute."""

    stage: Stage
    daemon: Daemon
    clock: FakeClock
    url: str
    http: aiohttp.ClientSession
    staged: list[Staged]
    dice: Random = field(default_factory=lambda: Random(60))

    async def minute(self, number: int) -> None:
        """Hooks, changed files, failures, pages, whatever is due, and a minute that passes."""
        for one in self.dice.sample(self.staged, 3):
            await self._hook(one.info_hash)
        if self.dice.random() < 0.3:
            self.stage.shelf.fail_next(self.dice.choice(_FAULTS), times=2)
        await self._change_files(number)
        for path in _PAGES:
            async with self.http.get(self.url + path) as answer:
                await answer.read()
                assert answer.status == 200, (path, answer.status)
        await self.daemon.timer.step()
        while await self.daemon.dispatcher.step():
            pass
        self.clock.advance(timedelta(minutes=1))
        self._forget()

    async def _hook(self, info_hash: str) -> None:
        token = self.daemon.parts.access.token.get_secret_value()
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.post(
            f"{self.url}/webhooks/qbittorrent", headers=headers, data={"hash": info_hash}
        ) as answer:
            assert answer.status == 202, answer.status

    async def _change_files(self, number: int) -> None:
        folder = self.stage.library / f"Author {number % 5}" / f"Story {number % 5}"
        write_audio(folder / "1.mp3", seconds=60 + number, size=5000 + number)
        self.stage.shelf.scan_library()
        await self.daemon.parts.store.inbox.add(LibraryChanged(path=str(folder)), now=self.clock.now())

    def _forget(self) -> None:
        """The stand-ins live in the same process: what they remember is not the daemon's memory."""
        self.clock.slept.clear()
        for server in (self.stage.shelf, self.stage.mam, self.stage.google_books, self.stage.client):
            server.requests.clear()  # type: ignore[union-attr]  # no real qBittorrent here
        self.stage.shelf.writes.clear()
        self.stage.shelf.events.clear()
        self.stage.mam.visits.clear()
        self.stage.google_books.visits.clear()


def measure() -> list[dict[str, Any]]:
    """What an hour leaves behind, over its first minutes."""
    return rows(in_a_process(MINUTES))


def in_a_process(minutes: int) -> dict[str, int]:
    """Live through so many minutes where nothing else has left anything in memory."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", str(minutes)], check=True, capture_output=True, cwd=ROOT
    )
    figures: dict[str, int] = json.loads(told.stdout)
    return figures


def rows(figures: dict[str, int]) -> list[dict[str, Any]]:
    """The figures and their limits."""
    grown = figures["memory_end"] / figures["memory_warm"]
    return [
        at_most(
            f"soak: {figures['memory_end'] / 2**20:.0f} MB after {figures['minutes']} minutes, over {WARM}",
            grown,
            GROWTH,
            "times",
        ),
        at_most("soak: file descriptors left behind", figures["files"], 0, "files"),
        at_most("soak: tasks left behind", figures["tasks"], 0, "tasks"),
        at_most("soak: events that were given up", figures["buried"], 0, "events"),
    ]


async def live(minutes: int) -> dict[str, int]:
    """Live through so many minutes."""
    clock = FakeClock(auto=True)
    with tempfile.TemporaryDirectory(prefix="shelfhook-soak-") as folder:
        async with Stage(Path(folder) / "world", clock, real=False) as stage:
            given = {name.lower(): value for name, value in stage.environment(Path(folder) / "state").items()}
            settings = Settings(**given, search_cron="")
            async with build(settings, clock) as daemon, aiohttp.ClientSession() as http:
                runner = web.AppRunner(daemon.app, access_log=None)
                await runner.setup()
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                url = f"http://127.0.0.1:{runner.addresses[0][1]}"
                try:
                    return await _live(_Life(stage, daemon, clock, url, http, await _staged(stage)), minutes)
                finally:
                    await runner.cleanup()


async def _staged(stage: Stage) -> list[Staged]:
    told = [one for one in CATALOGUE if one.main_cat == 13 and one.narrators][:BOOKS]
    staged = [stage.prepare(one, name=f"book {one.torrent_id}") for one in told]
    for one in staged:
        await stage.finish(one)
    stage.shelf.scan_library()
    return staged


async def _live(life: _Life, minutes: int) -> dict[str, int]:
    warm = await _state_after(life, range(WARM))
    end = await _state_after(life, range(WARM, minutes))
    depth = await life.daemon.parts.store.inbox.depth()
    return {
        "minutes": minutes,
        "memory_warm": warm[0],
        "memory_end": end[0],
        "files": max(end[1] - warm[1], 0),
        "tasks": max(end[2] - warm[2], 0),
        "buried": depth.buried,
    }


async def _state_after(life: _Life, minutes: range) -> tuple[int, int, int]:
    """Memory, open files and tasks after these minutes."""
    for number in minutes:
        await life.minute(number)
    gc.collect()
    memory.give_back()
    return resident("self"), len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks())  # noqa: PTH208 - names are counted


if __name__ == "__main__":
    memory.share_arenas()
    log.configure(level="error", form="json", secrets=[])
    sys.stdout.write(json.dumps(asyncio.run(live(int(sys.argv[1])))))
