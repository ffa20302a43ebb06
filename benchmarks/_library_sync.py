"""A first sync and one without news, daemon and stand-in each in a process of its own."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks._children import ROOT, resident
from clients._http import Answer, Http
from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.process.memory import keep_for_good
from daemon.wiring.daemon import Daemon, build
from domain.events import LibrarySyncDue
from sandbox.audiobookshelf import SandboxAudiobookshelf

_MEGABYTE: Final = 1024 * 1024


def syncs(size: int) -> dict[str, float]:
    """What a library of so many items costs: megabytes over idle, own time over waiting, requests without news."""
    with (
        tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder,
        _child("shelf", size, folder) as shelf,
    ):
        assert shelf.stdin is not None
        assert shelf.stdout is not None
        url, token = shelf.stdout.readline().split()
        with _child("daemon", url, token, folder) as daemon:
            first, steady = _first_and_again(daemon, shelf)
        shelf.stdin.close()
    return {
        "grown": round(first["grown"] / _MEGABYTE, 1),
        "ratio": round((first["seconds"] - first["waiting"]) / first["waiting"], 2),
        "steady": steady,
    }


def _first_and_again(
    daemon: "subprocess.Popen[str]", shelf: "subprocess.Popen[str]"
) -> tuple[dict[str, float], float]:
    """What the daemon says of its first sync, and the requests of its second."""
    assert daemon.stdin is not None
    assert daemon.stdout is not None
    first = json.loads(daemon.stdout.readline())
    after_first = _figures(shelf)
    daemon.stdin.write("again\n")
    daemon.stdin.flush()
    daemon.stdout.readline()
    again = _figures(shelf)
    daemon.stdin.close()
    return first, again["requests"] - after_first["requests"]


def _child(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks._library_sync", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def _figures(shelf: "subprocess.Popen[str]") -> dict[str, float]:
    assert shelf.stdin is not None
    assert shelf.stdout is not None
    shelf.stdin.write("how much\n")
    shelf.stdin.flush()
    told: dict[str, float] = json.loads(shelf.stdout.readline())
    return told


async def _serve(size: int, folder: Path) -> None:
    """Be the stand-in: say where, and for each line the requests so far."""
    async with SandboxAudiobookshelf(clock=SystemClock(), folder=folder) as shelf:
        shelf.add_synthetic(size)
        print(shelf.url, shelf.token, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps({"requests": len(shelf.requests)}), flush=True)


async def _sync(url: str, token: str, folder: Path) -> None:
    """Be the daemon: sync, say what it took, and sync again for each line."""
    settings = Settings(mam_id="unused", abs_url=url, abs_token=token, state_dir=folder / "state")
    async with build(settings, SystemClock()) as daemon:
        await daemon.dispatcher.step()
        keep_for_good()
        waiting = _Waiting()
        idle, started = resident("self"), time.perf_counter()
        largest = await _run_sync(daemon)
        seconds = time.perf_counter() - started
        grown = largest - idle
        print(json.dumps({"grown": grown, "seconds": seconds, "waiting": waiting.seconds}), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await _run_sync(daemon)
            print("done", flush=True)


class _Waiting:
    """Measures how long at least one request is under way: the rest is the daemon's own time."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._under_way = 0
        self._since = 0.0
        self._request = Http.request
        Http.request = self._measured()  # type: ignore[method-assign]

    def _measured(self) -> Callable[..., Any]:
        async def request(http: Http, *args: Any, **options: Any) -> Answer:
            if not self._under_way:
                self._since = time.perf_counter()
            self._under_way += 1
            try:
                return await self._request(http, *args, **options)
            finally:
                self._under_way -= 1
                if not self._under_way:
                    self.seconds += time.perf_counter() - self._since

        return request


async def _run_sync(daemon: Daemon) -> int:
    """One sync to its end; the most memory seen between two of its steps."""
    run = await daemon.parts.store.runs.start(
        "library-sync",
        trigger="bench",
        first=lambda number: LibrarySyncDue(run=number),
        now=SystemClock().now(),
    )
    assert run is not None
    largest = 0
    while await daemon.dispatcher.step():
        largest = max(largest, resident("self"))
    return largest


if __name__ == "__main__":
    part, *rest = sys.argv[1:]
    if part == "shelf":
        asyncio.run(_serve(int(rest[0]), Path(rest[1])))
    else:
        from daemon import log

        log.configure(level="error", form="json", secrets=[])
        asyncio.run(_sync(rest[0], rest[1], Path(rest[2])))
