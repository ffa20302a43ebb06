"""The daemon that has nothing to do: its memory, its processor time, and how soon it is ready."""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks._children import ROOT, DaemonProcess, child, daemon_environment, daemon_process, resident
from benchmarks._rows import at_most
from benchmarks._world import fill_store
from store.addresses import sqlite_url

MEMORY: Final = 1.4
CPU_SECONDS: Final = 0.1
START: Final = 2.5
_MINUTE: Final = 60.0
_STARTS: Final = 5
_BOOKS: Final = 500
_SETTLING: Final = 3.0
_PATIENCE: Final = 60.0
_AT_REST: Final = """
    SELECT (SELECT count(*) FROM runs WHERE kind = 'reconcile' AND ended_at IS NOT NULL),
           (SELECT count(*) FROM events WHERE settled_at IS NULL) = 0
"""

_IMPORTS: Final = "import sys, aiohttp, qbittorrentapi, watchfiles, sqlmodel, parsel, structlog"
_BARE: Final = f"{_IMPORTS}; print('ready', flush=True); sys.stdin.read()"


class Minute:
    """An idle daemon beside whatever else is measured: it takes next to nothing, and has to be let alone."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="shelfhook-bench-")))
        services = self._stack.enter_context(child("_world", _BOOKS, folder)).read_line()
        (folder / "state").mkdir()
        shelf = json.loads((folder / "shelf.json").read_text())
        asyncio.run(fill_store(sqlite_url(folder / "state" / "shelfhook.db"), shelf))
        environment = _environment(folder / "state", **services, LIBRARY_DIRS=str(folder))
        with daemon_process(environment) as first:
            _until_all_is_done(first)  # what a start has to do is not idling
        self._daemon: DaemonProcess = self._stack.enter_context(daemon_process(environment))
        time.sleep(_SETTLING)  # noqa: TID251 - nor is what every start does
        self._begun = time.monotonic()
        self._cpu = self._daemon.cpu_seconds()

    def rows(self) -> list[dict[str, Any]]:
        """What it was like after a minute; the rest of it is waited for."""
        left = self._begun + _MINUTE - time.monotonic()
        time.sleep(max(left, 0))  # noqa: TID251 - a minute of the machine's time is what is measured
        idled = time.monotonic() - self._begun
        cpu = (self._daemon.cpu_seconds() - self._cpu) * _MINUTE / idled
        memory = self._daemon.resident()
        self._stack.close()
        bare = _bare_memory()
        return [
            at_most(
                f"idle: {memory / 2**20:.0f} MB after a minute without a cycle, over a process with the same imports",
                memory / bare,
                MEMORY,
                "times",
            ),
            at_most("idle: processor time in a minute without a cycle", cpu, CPU_SECONDS, "s"),
        ]


def measure() -> list[dict[str, Any]]:
    """The time from the start until it is ready, over the time of the imports alone."""
    ours, bare = [], []
    for _ in range(_STARTS):
        bare.append(_bare_start())
        with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
            environment = _environment(Path(folder) / "state")
            with daemon_process(environment):
                pass  # the first start makes the store
            with daemon_process(environment) as daemon:
                ours.append(daemon.seconds)
    name = f"idle: {min(ours):.2f} s from the start until ready, over the imports alone"
    return [at_most(name, statistics.median(ours) / statistics.median(bare), START, "times")]


def _until_all_is_done(daemon: DaemonProcess) -> None:
    """Have it look at what qBittorrent has finished, and let it come to rest."""
    address = daemon.url.replace("/webhooks/qbittorrent", "/api/cycles/reconcile")
    asked = urllib.request.Request(address, method="POST", headers=daemon.header)  # noqa: S310 - our own daemon
    with urllib.request.urlopen(asked, timeout=10):  # noqa: S310
        pass
    until = time.monotonic() + _PATIENCE
    with closing(sqlite3.connect(daemon.state / "shelfhook.db")) as store:
        while not all(store.execute(_AT_REST).fetchone()):
            assert time.monotonic() < until, "the daemon does not come to rest"
            time.sleep(0.2)  # noqa: TID251 - another process is waited for


def _environment(state: Path, **settings: str) -> dict[str, str]:
    # As it is by default between two cycles: they strike in another month, or some figures would have one in them.
    far = f"0 0 1 {(time.localtime().tm_mon + 5) % 12 + 1} *"
    cycles = {f"{cycle}_CRON": far for cycle in ("SEARCH", "ENRICHMENT", "RECONCILE", "LIBRARY_SYNC")}
    return daemon_environment(state, **settings) | cycles | {"LIBRARY_WATCH": "auto"}


@contextmanager
def _bare() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", _BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield process
    finally:
        process.stdin.close()
        process.wait(10)


def _bare_memory() -> int:
    with _bare() as process:
        return resident(process.pid)


def _bare_start() -> float:
    started = time.perf_counter()
    with _bare():
        return time.perf_counter() - started
