"""Books whose torrents complete, and what the bare calls of that cost."""

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiohttp
from qbittorrentapi import Client

from benchmarks._children import Child, child, daemon_environment
from benchmarks._world import body, fill_store, info_hash
from daemon.clock import SystemClock
from daemon.dispatch.dispatcher import SLOTS
from domain.events import TorrentFinished
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import append

LOOK: Final = 0.02
"""Seconds between two looks."""

_PATIENCE: Final = 600.0


@dataclass(frozen=True, slots=True)
class Scene:
    """The world's process, its books, and the state directory of a daemon that knows them."""

    world: Child
    books: Sequence[dict[str, Any]]
    state: Path
    environment: dict[str, str]
    header: dict[str, str]

    def address(self, book: dict[str, Any]) -> str:
        """Where Audiobookshelf has it."""
        return f"{self.environment['ABS_URL']}/api/items/{book['id']}"


@contextmanager
def scene(size: int, *, whole: bool = False) -> Iterator[Scene]:
    """The world, and a store that knows its books; *whole* records have every field, and writes take their time."""
    with (
        tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder,
        child("_world", size, folder, *(["whole"] if whole else [])) as world,
    ):
        settings = world.read_line()
        shelf = json.loads((Path(folder) / "shelf.json").read_text())
        state = Path(folder) / "state"
        state.mkdir()
        asyncio.run(fill_store(sqlite_url(state / "shelfhook.db"), shelf, whole=whole))
        environment = daemon_environment(state, **settings)
        header = {"Authorization": f"Bearer {settings['ABS_TOKEN']}"}
        yield Scene(world, shelf["books"], state, environment, header)


async def append_completions(file: Path, numbers: Sequence[int]) -> None:
    """Let completions wait in the inbox of a daemon that is not there."""
    db = Database(sqlite_url(file))
    now = SystemClock().now()
    news = [(TorrentFinished(info_hash=info_hash(number)), now) for number in numbers]
    for start in range(0, len(news), 500):
        await db.write(partial(append, batch=news[start : start + 500]))
    await db.close()


def until_settled(file: Path) -> None:
    """Wait until a store has no event left."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end:
        [[waiting]] = connection.execute("SELECT count(*) FROM events WHERE settled_at IS NULL")
        if not waiting:
            break
        time.sleep(LOOK)  # noqa: TID251 - another process is waited for
    connection.close()
    assert not waiting, f"{waiting} still wait after {_PATIENCE} s"


async def bare_calls(scene: Scene, last: int, *, whole: bool = False) -> float:
    """The seconds of what the last books need asked, by the same libraries and as many at once as the daemon does.

    That is qBittorrent's word on the torrent, and reading, writing and reading back the item; one write at a time, as
    two at once can end the server (facts/audiobookshelf_2.md 0.1). *whole* records have every field.
    """
    turn = asyncio.Lock()
    left = iter(range(len(scene.books) - last, len(scene.books)))
    client = _qbittorrent(scene.environment)
    loop = asyncio.get_running_loop()

    async def work(session: aiohttp.ClientSession, thread: ThreadPoolExecutor) -> None:
        for number in left:
            address, torrent = scene.address(scene.books[number]), info_hash(number)
            await loop.run_in_executor(thread, partial(client.torrents_info, torrent_hashes=torrent))
            await get(session, address, scene.header)
            async with turn:
                await patch(session, address, scene.header, body(number, whole=whole))
            await get(session, address, scene.header)

    started = time.perf_counter()
    with ThreadPoolExecutor(max_workers=1) as thread:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as workers:
            for _ in range(SLOTS):
                workers.create_task(work(session, thread))
    return time.perf_counter() - started


async def get(session: aiohttp.ClientSession, address: str, header: dict[str, str]) -> None:
    """Read an item."""
    async with session.get(address, params={"expanded": "1"}, headers=header) as answer:
        assert answer.status == 200
        json.loads(await answer.read())


async def patch(
    session: aiohttp.ClientSession, address: str, header: dict[str, str], sent: Mapping[str, Any]
) -> None:
    """Write an item."""
    async with session.patch(f"{address}/media", json=sent, headers=header) as answer:
        assert answer.status == 200
        await answer.read()


def _qbittorrent(environment: dict[str, str]) -> Client:
    client = Client(
        host=environment["QBITTORRENT_URL"],
        username=environment["QBITTORRENT_USERNAME"],
        password=environment["QBITTORRENT_PASSWORD"],
    )
    client.auth_log_in()
    return client
