"""A daemon as a process of its own, in the world of the stand-ins."""

import asyncio
import json
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from daemon.clock import SystemClock
from sandbox.stage import Stage
from tests.fixtures.forks import Forks, Program, of_the_machine
from tests.fixtures.places import ROOT
from tests.fixtures.stores import ready_state

# These tests count the events that they cause themselves: no cycles, and no watcher.
QUIET = {f"{cycle}_CRON": "" for cycle in ("SEARCH", "ENRICHMENT", "RECONCILE", "LIBRARY_SYNC")}
QUIET["LIBRARY_WATCH"] = "off"
PROGRAM = (sys.executable, "-m", "daemon")


@dataclass
class Process:
    """The daemon as a user runs it."""

    environment: dict[str, str]
    state: Path
    log: Path
    forks: Forks
    process: Program | None = None
    http: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)

    async def start(self) -> None:
        (self.state / "hook.url").unlink(missing_ok=True)
        self.process = self.launch()
        async with asyncio.timeout(30):
            while not (self.state / "hook.url").exists():
                assert self.process.returncode is None, self.log.read_text()
                await asyncio.sleep(0.02)

    def launch(self) -> Program:
        """The process, which may be about to end again."""
        with self.log.open("ab") as output:
            return self.forks.writing(
                "-m", "daemon", "serve",
                environment=self.environment, folder=self.log.parent, output=output,
            )  # fmt: skip

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """How a command of its user ends."""
        return self.forks.run(
            "-m", "daemon", *arguments, environment=self.environment, folder=self.log.parent
        )

    async def ended(self) -> int:
        """The status of the process, once it has ended."""
        assert self.process is not None
        return await asyncio.to_thread(self.process.wait)

    async def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return await self.ended()

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.ended()

    @property
    def url(self) -> str:
        return (self.state / "hook.url").read_text().strip().removesuffix("/webhooks/qbittorrent")

    async def get(self, path: str) -> Any:
        async with self.http.get(self.url + path) as answer:
            return await answer.json()

    async def hook(self, info_hash: str) -> dict[str, Any]:
        name, _, value = (self.state / "hook.hdr").read_text().strip().partition(": ")
        async with self.http.post(
            self.url + "/webhooks/qbittorrent", headers={name: value}, data={"hash": info_hash}
        ) as answer:
            assert answer.status == 202, await answer.text()
            return await answer.json()

    async def until(self, look: Callable[[], Any], *, seconds: float = 100) -> Any:
        """What *look* gives once it gives something; a failure shows the daemon's log."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = await look()
                    if found:
                        return found
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"it did not come: {self.log.read_text()[-4000:]}") from None

    async def settled(self, count: int = 1) -> list[dict[str, Any]]:
        """All completions once *count* of them are settled and none waits; the daemon's own events are left out."""

        async def look() -> list[dict[str, Any]] | None:
            events = await self.get("/api/events?limit=1000")
            events = [event for event in events if event["kind"] == "torrent.finished"]
            done = [event for event in events if event["verdict"]]
            return events if len(done) == len(events) >= count else None

        found: list[dict[str, Any]] = await self.until(look)
        return found

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def hook_line(state: Path) -> str:
    """QBittorrent's line to run on completion."""
    return f'{shlex.join(PROGRAM)} notify --state-dir "{state}" "%K" "%I" "%J"'


@pytest.fixture
async def make_process(forks: Forks, tmp_path: Path, state: Path) -> AsyncIterator[Callable[..., Process]]:
    made: list[Process] = []

    def make(stage: Stage, **settings: str) -> Process:
        told = QUIET | stage.environment(ready_state(state)) | settings
        environment = of_the_machine() | {"PYTHONPATH": str(ROOT)} | told
        made.append(Process(environment, state, tmp_path / "daemon.log", forks))
        return made[-1]

    yield make
    for process in made:
        if process.process is not None:
            await process.stop()
        await process.http.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The world without a real qBittorrent, at the machine's own time."""
    async with Stage(tmp_path / "world", SystemClock(), real=False) as stage:
        yield stage
