"""Completions: from the hook to Audiobookshelf, alone and by the thousand."""

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiohttp
from qbittorrentapi import Client

from benchmarks._children import Child, DaemonProcess, child, daemon_environment, daemon_process
from benchmarks._rows import at_most, percentile
from benchmarks._world import NARRATORS, fill_store, info_hash
from benchmarks.hooks import committing
from daemon.clock import SystemClock
from daemon.dispatch.dispatcher import SLOTS
from domain.events import TorrentFinished
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import append

ALONE: Final = 150
WAITING: Final = 10_000
_COLD: Final = 10
"""So many at first count for nothing: connections and caches are there from the second one on."""

_BARE: Final = 500
"""Books whose calls are made without the daemon; the time of more is taken to be in proportion."""

_LOOK: Final = 0.02
_PATIENCE: Final = 180.0


@dataclass(frozen=True, slots=True)
class _Scene:
    """The world's process, its books, and the state directory of a daemon that knows them."""

    world: Child
    books: Sequence[dict[str, Any]]
    state: Path
    environment: dict[str, str]
    header: dict[str, str]

    def address(self, book: dict[str, Any]) -> str:
        """Where Audiobookshelf has it."""
        return f"{self.environment['ABS_URL']}/api/items/{book['id']}"


def measure() -> list[dict[str, Any]]:
    """One completion over its bare parts, and very many over their bare calls."""
    with _scene(ALONE + WAITING + _BARE) as scene:
        rows = _alone(scene)
        rows += _drained(scene)
        wrong = scene.world.ask("wrong")
        rows.append(at_most("completions: books without what MAM says", len(wrong), 0, "books"))
    return rows


@contextmanager
def _scene(size: int) -> Iterator[_Scene]:
    with (
        tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder,
        child("_world", size, folder) as world,
    ):
        settings = world.told()
        shelf = json.loads((Path(folder) / "shelf.json").read_text())
        state = Path(folder) / "state"
        state.mkdir()
        asyncio.run(fill_store(sqlite_url(state / "shelfhook.db"), shelf))
        environment = daemon_environment(state, **settings)
        header = {"Authorization": f"Bearer {settings['ABS_TOKEN']}"}
        yield _Scene(world, shelf["books"], state, environment, header)


def _alone(scene: _Scene) -> list[dict[str, Any]]:
    with daemon_process(scene.environment) as daemon:
        sent, bare = asyncio.run(_in_turn(scene, daemon))
    arrived = dict(scene.world.ask("patches"))
    waits = [arrived[f"/api/items/{scene.books[number]['id']}/media"] - at for number, at in sent.items()]
    median = statistics.median(waits)
    return [
        at_most(
            f"completions: {1000 * median:.1f} ms from the hook to the PATCH, over commit, GET, PATCH, commit",
            median / statistics.median(bare),
            3,
            "times",
        ),
        at_most(
            "completions: from the hook to the PATCH, 99th percentile",
            1000 * percentile(waits, 0.99),
            100,
            "ms",
        ),
    ]


async def _in_turn(scene: _Scene, daemon: DaemonProcess) -> tuple[dict[int, float], list[float]]:
    """Completions, and between them their bare parts, so that both meet the machine in the same state.

    Returns:
        By number when each completion's hook began, and the seconds of the bare parts.
    """
    sent: dict[int, float] = {}
    bare: list[float] = []
    with committing(scene.state.parent / "bare.db") as commit:
        async with aiohttp.ClientSession() as session:
            for number in range(ALONE):
                sent[number] = await _complete(session, daemon, number)
                bare.append(await _bare_parts(session, commit, scene, scene.books[-1 - number]))
    for number in range(_COLD):
        del sent[number]
    return sent, bare[_COLD:]


async def _complete(session: aiohttp.ClientSession, daemon: DaemonProcess, number: int) -> float:
    """Report a completion and wait until it is settled; when the report began."""
    await _rest()
    started = time.perf_counter()
    async with session.post(daemon.url, data={"hash": info_hash(number)}, headers=daemon.header) as answer:
        assert answer.status == 202, await answer.text()
    # Whoever looks at once takes a processor's time from what is measured.
    await _rest()
    await asyncio.to_thread(_until_settled, daemon.state / "shelfhook.db")
    return started


_BODY: Final = {"metadata": {"narrators": NARRATORS, "abridged": True}, "tags": ["Listed duration 2h 00m"]}


async def _bare_parts(
    session: aiohttp.ClientSession,
    commit: Callable[[], Awaitable[None]],
    scene: _Scene,
    book: dict[str, Any],
) -> float:
    """The seconds of a commit, a GET, a PATCH and a commit, where nothing else is done.

    After a rest, as a completion: what a processor did long ago it does more slowly.
    """
    await _rest()
    started = time.perf_counter()
    await commit()
    await _get(session, scene.address(book), scene.header)
    await _patch(session, scene.address(book), scene.header)
    await commit()
    return time.perf_counter() - started


async def _rest() -> None:
    await asyncio.sleep(_LOOK)  # noqa: TID251 - a rest of the machine's own time


async def _get(session: aiohttp.ClientSession, address: str, header: dict[str, str]) -> None:
    async with session.get(address, params={"expanded": "1"}, headers=header) as answer:
        assert answer.status == 200
        json.loads(await answer.read())


async def _patch(session: aiohttp.ClientSession, address: str, header: dict[str, str]) -> None:
    async with session.patch(f"{address}/media", json=_BODY, headers=header) as answer:
        assert answer.status == 200
        await answer.read()


def _drained(scene: _Scene) -> list[dict[str, Any]]:
    asyncio.run(_append(scene.state / "shelfhook.db", range(ALONE, ALONE + WAITING)))
    with daemon_process(scene.environment) as daemon:
        started = time.perf_counter()
        _until_settled(daemon.state / "shelfhook.db")
        taken = time.perf_counter() - started
        cpu = daemon.cpu_seconds()
    bare = asyncio.run(_bare_calls(scene)) * WAITING / _BARE
    name = f"completions: {WAITING} waiting ones, {taken:.0f} s ({cpu:.0f} s own), over their calls alone"
    return [at_most(name, taken / bare, 2, "times")]


async def _append(file: Path, numbers: Sequence[int]) -> None:
    """Let completions wait in the inbox of a daemon that is not there."""
    db = Database(sqlite_url(file))
    now = SystemClock().now()
    news = [(TorrentFinished(info_hash=info_hash(number)), now) for number in numbers]
    for start in range(0, len(news), 500):
        await db.write(partial(append, batch=news[start : start + 500]))
    await db.close()


def _until_settled(file: Path) -> None:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end:
        [[waiting]] = connection.execute("SELECT count(*) FROM events WHERE settled_at IS NULL")
        if not waiting:
            break
        time.sleep(_LOOK)  # noqa: TID251 - another process is waited for
    connection.close()
    assert not waiting, f"{waiting} still wait after {_PATIENCE} s"


async def _bare_calls(scene: _Scene) -> float:
    """The seconds of what the last books need asked, by the same libraries and as many at once as the daemon does.

    That is qBittorrent's word on the torrent, and reading, writing and reading back the item.
    """
    left = iter(range(len(scene.books) - _BARE, len(scene.books)))
    client = _qbittorrent(scene.environment)
    loop = asyncio.get_running_loop()

    async def work(session: aiohttp.ClientSession, thread: ThreadPoolExecutor) -> None:
        for number in left:
            address, torrent = scene.address(scene.books[number]), info_hash(number)
            await loop.run_in_executor(thread, partial(client.torrents_info, torrent_hashes=torrent))
            await _get(session, address, scene.header)
            await _patch(session, address, scene.header)
            await _get(session, address, scene.header)

    started = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        with ThreadPoolExecutor(max_workers=1) as thread:
            async with asyncio.TaskGroup() as workers:
                for _ in range(SLOTS):
                    workers.create_task(work(session, thread))
    return time.perf_counter() - started


def _qbittorrent(environment: dict[str, str]) -> Client:
    client = Client(
        host=environment["QBITTORRENT_URL"],
        username=environment["QBITTORRENT_USERNAME"],
        password=environment["QBITTORRENT_PASSWORD"],
    )
    client.auth_log_in()
    return client
