"""The library: finding items in it, reading it for the first time, keeping up with it, and many books at once."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks._library_sync import syncs
from benchmarks._rows import at_most
from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged
from domain.paths import Place
from domain.recording import Recording
from handlers.matching.by_inode import ByInode
from handlers.matching.by_path import ByPath
from handlers.matching.torrent_files import TorrentAudio, TorrentContent
from sandbox.audiobookshelf import write_audio
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from store.addresses import sqlite_url
from store.books import Book, BookFile, Books
from store.database import Database
from store.upkeep.upgrade import upgrade

SIZES: Final = (1_000, 100_000)
FIRST_SYNC: Final = 20_000
AT_ONCE: Final = 300

_ROUNDS: Final = 200
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)

Finding = Callable[[Recording, TorrentContent], Awaitable[object]]


def measure() -> list[dict[str, Any]]:
    """Every figure about the library."""
    rows = asyncio.run(_finding())
    small, large = syncs(SIZES[0]), syncs(FIRST_SYNC)
    rows += [
        at_most("library: first sync of 20,000 items, growth over idle", large["grown"], 40, "MB"),
        at_most(
            "library: first sync of 20,000 items, own time over that of waiting for it",
            large["ratio"],
            1.3,
            "times",
        ),
        *(
            at_most(f"library: requests of a sync without news, {size} items", told["steady"], 1, "requests")
            for size, told in (("1,000", small), ("20,000", large))
        ),
        at_most(
            f"library: requests until {AT_ONCE} new books are settled",
            asyncio.run(_settling()),
            20,
            "requests",
        ),
    ]
    return rows


async def _finding() -> list[dict[str, Any]]:
    """The time to find an item in a large library over that in a small one."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        stores = [await _library(Path(folder) / f"{size}.db", size) for size in SIZES]
        rows = []
        for name, find in (("path", ByPath), ("inode", ByInode)):
            medians = await _medians([find(books=Books(db)) for db in stores])
            value = round(medians[1] / medians[0], 2)
            rows.append(
                at_most(f"library: an item by {name} in 100,000 books over 1,000", value, 1.5, "times")
            )
        for db in stores:
            await db.close()
    return rows


async def _library(file: Path, size: int) -> Database:
    db = Database(sqlite_url(file))
    await upgrade(db)
    for start in range(0, size, 1000):
        await Books(db).save([_book(number) for number in range(start, start + 1000)], now=_NOW)
    return db


def _book(number: int) -> Book:
    rel = f"Author {number // 3}/Title Number {number}"
    return Book(
        item_id=f"{number:032x}",
        library_id="library",
        path=f"/audiobooks/{rel}",
        rel_path=rel,
        is_file=False,
        title=f"Title Number {number}",
        authors=(f"First Last{number // 3}",),
        duration_seconds=3600.0,
        files=tuple(BookFile(f"/audiobooks/{rel}/{n}.mp3", 3 * number + n, 5_000_000 + n) for n in range(3)),
    )


async def _files(book: Book) -> tuple[TorrentAudio, ...]:
    return tuple(TorrentAudio(*2 * (Place(f.path, f.path),), f.size) for f in book.files)


async def _medians(findings: Sequence[Finding]) -> list[float]:
    """The seconds that finding takes in each library, in turns: whatever else happens meets all alike."""
    taken: list[list[float]] = [[] for _ in findings]
    for turn in range(_ROUNDS):
        for find, size, times in zip(findings, SIZES, taken, strict=True):
            book = _book(turn * 7919 % size)
            content = TorrentContent(
                Place(book.path, book.path),
                partial(_files, book),
                seen=[(f.inode, f.size) for f in book.files],
            )
            started = time.perf_counter()
            found = await find(Recording(title=book.title), content)
            times.append(time.perf_counter() - started)
            assert found is not None
    return [statistics.median(times) for times in taken]


async def _settling() -> int:
    """Requests to Audiobookshelf from the moment when many new books are quiet until all are handled."""
    clock = FakeClock(auto=True)
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        async with Stage(Path(folder) / "world", clock, real=False) as stage:
            given = {name.lower(): value for name, value in stage.environment(Path(folder) / "state").items()}
            async with build(Settings(**given), clock) as daemon:
                return await _settle(stage, daemon, clock)


async def _settle(stage: Stage, daemon: Daemon, clock: FakeClock) -> int:
    for number in range(AT_ONCE):
        write_audio(stage.library / f"Book {number}" / "1.mp3", seconds=60 + number)
    for second in range(60):
        if second == 5:
            for number in range(AT_ONCE):
                changed = LibraryChanged(path=str(stage.library / f"Book {number}"))
                await daemon.parts.store.inbox.add(changed, now=clock.now())
        while await daemon.dispatcher.step():
            pass
        stage.shelf.look_at_disk()
        clock.advance(timedelta(seconds=1))
    settled = await daemon.parts.store.inbox.depth()
    assert (settled.waiting, await daemon.parts.store.books.count()) == (0, AT_ONCE)
    return len(stage.shelf.requests)
