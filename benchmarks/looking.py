"""New items: from their appearance in Audiobookshelf to the right fields, and what it costs to wait for many of them."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any, Final

import aiohttp
from sqlalchemy import update

from benchmarks._children import DaemonProcess, daemon_environment, daemon_process
from benchmarks._rows import at_most, percentile
from daemon.clock import SystemClock
from domain.events import TorrentFinished
from domain.facts import Status
from domain.looking import EVERY, OPENS
from domain.recording import Recording
from sandbox.audiobookshelf.disk import group, walk
from sandbox.audiobookshelf.library import ShelfEvent
from sandbox.audiobookshelf.scanning import Outcome
from sandbox.catalogue import Listing, listing
from sandbox.stage import Stage, Staged
from store import work
from store.addresses import sqlite_url
from store.database import Database
from store.downloads import Downloads
from store.queue.inbox import Inbox
from store.tables import EVENTS
from store.upkeep.upgrade import upgrade

BOOKS: Final = 40
APART: Final = 0.35
"""Seconds from one completion to the next; no multiple of the pause between two readings."""

CAME: Final = 12.4
"""Seconds from the last write to the item (facts/audiobookshelf.md 4)."""

WAITING: Final = 1000
_WATCHED: Final = timedelta(seconds=5)
_START: Final = timedelta(seconds=3)
"""A daemon takes no longer."""


def measure() -> list[dict[str, Any]]:
    """With readings, with the socket, and with very many that wait."""
    rows = [asyncio.run(_noticed(sockets=False, limit=1)), asyncio.run(_noticed(sockets=True, limit=0.3))]
    requests = asyncio.run(_asked(WAITING))
    name = f"looking: requests in {_WATCHED.seconds} s for {WAITING} waiting books"
    return [*rows, at_most(name, requests, _WATCHED / EVERY + 1, "requests")]


async def _noticed(*, sockets: bool, limit: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        async with Stage(Path(folder) / "world", SystemClock(), real=False, sockets=sockets) as stage:
            waits = await _complete(stage, Path(folder) / "state")
    way = "the socket" if sockets else "readings"
    name = f"looking: by {way}, from an item's appearance to its fields, 95th percentile of {len(waits)}"
    return at_most(name, percentile(waits, 0.95), limit, "s")


async def _complete(stage: Stage, state: Path) -> Sequence[float]:
    """The seconds from each book's appearance to its first write."""
    books = [stage.prepare(_listing(number), name=f"Book {number:02}") for number in range(BOOKS)]
    await _fill_store(state, books)
    came, written = dict[str, float](), dict[str, float]()

    def note(event: ShelfEvent) -> None:
        if event.name == "item_updated":
            written.setdefault(event.item_ids[0], time.perf_counter())

    stage.shelf.state.database.listeners.append(note)
    user = stage.shelf.admin
    token = user.token if stage.shelf.sockets is None else user.legacy_token
    environment = daemon_environment(state, **stage.environment(state) | {"ABS_TOKEN": token})
    async with _daemon(environment) as daemon, aiohttp.ClientSession() as session:
        async with asyncio.TaskGroup() as tasks:
            for staged in books:
                tasks.create_task(_appear(stage, staged, came, session, daemon))
                await _rest(APART)
        await _rest(3)
    return [written.get(one, inf) - at for one, at in came.items()]


async def _appear(
    stage: Stage,
    staged: Staged,
    came: dict[str, float],
    session: aiohttp.ClientSession,
    daemon: DaemonProcess,
) -> None:
    """Complete a book, and let its item appear when Audiobookshelf's watcher would add it."""
    await stage.finish(staged)
    async with session.post(daemon.url, data={"hash": staged.info_hash}, headers=daemon.header) as answer:
        assert answer.status == 202, await answer.text()
    await _rest(CAME)
    state, library = stage.shelf.state, stage.shelf.library
    name, outcome = staged.content.name, Outcome()
    state.scanner.add(library, name, group(walk(library.folder))[name], outcome)
    came[outcome.added[0].id] = time.perf_counter()
    state.database.tell("item_added", outcome.added)


async def _asked(waiting: int) -> int:
    """How often the newest items are listed while so many events wait for one of them."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        state = Path(folder) / "state"
        async with Stage(Path(folder) / "world", SystemClock(), real=False) as stage:
            await _fill_queue(state, waiting)
            async with _daemon(daemon_environment(state, **stage.environment(state))):
                await _rest((_START + OPENS).total_seconds())
                before = len(stage.shelf.requests)
                await _rest(_WATCHED.total_seconds())
                return len(stage.shelf.requests) - before


async def _fill_store(state: Path, books: Sequence[Staged]) -> None:
    """A store that knows every torrent's record from a lookup before."""
    async with _store(state) as db:
        for staged in books:
            one = staged.listing
            recording = Recording(
                torrent_id=one.torrent_id,
                title=one.title,
                authors=one.authors,
                narrators=one.narrators,
                duration_seconds=one.duration_seconds,
            )
            hashes = (staged.info_hash, staged.info_hash, None)
            await Downloads(db).create(
                recording,
                hashes=hashes,
                found_by="a lookup before",
                status=Status.FINISHED,
                now=SystemClock().now(),
            )


async def _fill_queue(state: Path, waiting: int) -> None:
    """A queue whose events wait for items whose files were written just now, one after the other."""
    async with _store(state) as db:
        inbox, later = Inbox(db), SystemClock().now() + timedelta(hours=1)
        async with asyncio.TaskGroup() as together:
            for number in range(waiting):
                together.create_task(inbox.add(TorrentFinished(info_hash=f"{number:040x}"), now=later))
        await db.write(work.change(update(EVENTS).values(files_written_at=SystemClock().now() + _START)))


@asynccontextmanager
async def _store(state: Path) -> AsyncIterator[Database]:
    await asyncio.to_thread(state.mkdir, mode=0o700)
    db = Database(sqlite_url(state / "shelfhook.db"))
    await upgrade(db)
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def _daemon(environment: dict[str, str]) -> AsyncIterator[DaemonProcess]:
    """A daemon that is ready; the stand-ins here answer it meanwhile."""
    process = daemon_process(environment)
    daemon = await asyncio.to_thread(process.__enter__)
    try:
        yield daemon
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


def _listing(number: int) -> Listing:
    """A book like no other."""
    like = listing(9000401)
    return replace(
        like, torrent_id=9_100_000 + number, title=_title(number), authors=(f"{_title(number)} Writer",)
    )


def _title(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) * 3 for digit in f"{number:03}").title()


async def _rest(seconds: float) -> None:
    await SystemClock().sleep(timedelta(seconds=seconds))
