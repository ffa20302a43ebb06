"""The hook: how many are taken in a second, how long one waits, and that none is lost."""

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks._children import Child, child, daemon_environment, daemon_process
from benchmarks._rows import at_least, at_most

MANY: Final = 64
RATE: Final = 0.6
RATE_OF_BARE: Final = 0.3
LATENCY: Final = 1.5
_ROUNDS: Final = 3
_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was measured: per server the rounds over many connections and over one."""

    many: dict[str, list[dict[str, float]]]
    one: dict[str, list[dict[str, float]]]
    commit_seconds: float
    kept: int


def measure() -> list[dict[str, Any]]:
    """The daemon's hook over the same server that stores nothing, and over aiohttp that does nothing else."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        return _rows(_take(Path(folder)))


def _take(folder: Path) -> _Taken:
    state, storeless = folder / "state", ("benchmarks._storeless_daemon",)
    with (
        child("_bare_server") as bare,
        child("_hook_load") as client,
        daemon_process(_environment(folder / "storeless"), storeless) as same,
        daemon_process(_environment(state)) as daemon,
    ):
        servers = {
            "bare": (bare.read_line()["url"], "X-Nothing: nothing"),
            "same": (same.url, ": ".join(next(iter(same.header.items())))),
            "ours": (daemon.url, ": ".join(next(iter(daemon.header.items())))),
        }
        many = _measure(client, servers, connections=MANY)
        one = _measure(client, servers, connections=1)
        commit = asyncio.run(_commit_seconds(folder / "bare.db"))
    return _Taken(many, one, commit, _kept(state))


def _rows(taken: _Taken) -> list[dict[str, Any]]:
    many, one = taken.many, taken.one
    rates = {name: statistics.median(r["accepted"] / r["seconds"] for r in many[name]) for name in many}
    waits = {name: min(r["median"] for r in one[name]) for name in one}
    acknowledged = sum(r["accepted"] for r in (*many["ours"], *one["ours"]))
    return [
        at_least(
            f"hooks: {rates['ours']:.0f} a second over {MANY} connections, over the same server without storing",
            rates["ours"] / rates["same"],
            RATE,
            "times",
        ),
        at_least(
            f"hooks: those over {rates['bare']:.0f}, of aiohttp that checks and keeps nothing; a limit of our own",
            rates["ours"] / rates["bare"],
            RATE_OF_BARE,
            "times",
        ),
        at_most(
            f"hooks: {1000 * waits['ours']:.2f} ms for a single client, over that server and a durable commit",
            waits["ours"] / (waits["same"] + taken.commit_seconds),
            LATENCY,
            "times",
        ),
        at_most(f"hooks: lost of {acknowledged} acknowledged", acknowledged - taken.kept, 0, "hooks"),
    ]


def _environment(state: Path) -> dict[str, str]:
    nowhere = {f"{service}_URL": "http://127.0.0.1:9" for service in ("QBITTORRENT", "ABS")}
    return daemon_environment(state, **nowhere, LOG_LEVEL="info")


def _measure(
    client: Child, servers: dict[str, tuple[str, str]], *, connections: int
) -> dict[str, list[dict[str, float]]]:
    """Rounds in turns, so that whatever else the machine does meets both alike."""
    told: dict[str, list[dict[str, float]]] = {name: [] for name in servers}
    for turn in range(_ROUNDS):
        for name, (url, header) in servers.items():
            order = {
                "url": url,
                "header": header,
                "connections": connections,
                "seconds": _SECONDS,
                "prefix": f"{turn:02x}{connections:02x}",
            }
            answer = client.ask(json.dumps(order))
            assert answer["accepted"] == answer["asked"], f"{name} refused some: {answer}"
            told[name].append(answer)
    return told


async def _commit_seconds(file: Path, *, rounds: int = 300) -> float:
    """What one durable commit takes, as the median."""
    taken = []
    with committing(file) as commit:
        for _ in range(rounds):
            started = time.perf_counter()
            await commit()
            taken.append(time.perf_counter() - started)
    return statistics.median(taken)


@contextmanager
def committing(file: Path) -> Iterator[Callable[[], Awaitable[None]]]:
    """Makes durable commits to a SQLite file.

    In a thread, as a server has to: a loop that waited for the disk itself would answer no one meanwhile.
    """
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (what TEXT)")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO kept VALUES (?)", ("x" * 200,))
        connection.execute("COMMIT")

    try:
        yield lambda: asyncio.to_thread(commit)
    finally:
        connection.close()


def _kept(state: Path) -> int:
    connection = sqlite3.connect(state / "shelfhook.db")
    try:
        [[number]] = connection.execute("SELECT count(*) FROM events WHERE kind = 'torrent.finished'")
        return int(number)
    finally:
        connection.close()
