"""A daemon as a user runs it: a process of its own."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.fixtures.forks import Forks, Program


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
