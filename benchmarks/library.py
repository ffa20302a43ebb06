"""The library: finding items in it, reading it for the first time, keeping up with it, and many books at once."""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from clients._http import Answer, Http
from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.process.memory import keep_for_good
from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged, LibrarySyncDue
from domain.paths import Place
from domain.recording import Recording
from handlers.matching.by_inode import ByInode
from handlers.matching.by_path import ByPath
from handlers.matching.torrent_files import TorrentAudio, TorrentContent
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from store.books import Book, BookFile, Books
from store.database import Database, sqlite_url
from store.upkeep.upgrade import upgrade

SIZES: Final = (1_000, 100_000)
FIRST_SYNC: Final = 20_000
AT_ONCE: Final = 300

_ROUNDS: Final = 200
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_MEGABYTE: Final = 1024 * 1024

Finding = Callable[[Recording, TorrentContent], Awaitable[object]]


def measure() -> list[dict[str, Any]]:
    """Every figure about the library."""
    rows = asyncio.run(_finding())
    small, large = _syncs(SIZES[0]), _syncs(FIRST_SYNC)
    rows += [
        _row("library: first sync of 20,000 items, growth over idle", large["grown"], 40, "MB"),
        _row(
            "library: first sync of 20,000 items, own time over that of waiting for it",
            large["ratio"],
            1.3,
            "times",
        ),
        _row("library: requests of a sync without news, 1,000 items", small["steady"], 1, "requests"),
        _row("library: requests of a sync without news, 20,000 items", large["steady"], 1, "requests"),
        _row(
            f"library: requests until {AT_ONCE} new books are settled",
            asyncio.run(_settling()),
            20,
            "requests",
        ),
    ]
    return rows


def _row(name: str, value: float, limit: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "limit": limit, "unit": unit, "ok": value <= limit}


async def _finding() -> list[dict[str, Any]]:
    """The time to find an item in a large library over that in a small one."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        stores = [await _library(Path(folder) / f"{size}.db", size) for size in SIZES]
        rows = []
        for name, find in (("path", ByPath), ("inode", ByInode)):
            medians = await _medians([find(books=Books(db)) for db in stores])
            value = round(medians[1] / medians[0], 2)
            rows.append(_row(f"library: an item by {name} in 100,000 books over 1,000", value, 1.5, "times"))
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


def _syncs(size: int) -> dict[str, float]:
    """A first sync and one without news, daemon and stand-in each in a process of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder,
        _child("shelf", size, folder) as shelf,
    ):
        assert shelf.stdin is not None
        assert shelf.stdout is not None
        url, token = shelf.stdout.readline().split()
        with _child("daemon", url, token, folder) as daemon:
            assert daemon.stdin is not None
            assert daemon.stdout is not None
            first = json.loads(daemon.stdout.readline())
            after_first = _told(shelf)
            daemon.stdin.write("again\n")
            daemon.stdin.flush()
            daemon.stdout.readline()
            again = _told(shelf)
            daemon.stdin.close()
        shelf.stdin.close()
    return {
        "grown": round(first["grown"] / _MEGABYTE, 1),
        "ratio": round((first["seconds"] - first["waiting"]) / first["waiting"], 2),
        "steady": again["requests"] - after_first["requests"],
    }


def _child(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.library", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )


def _told(shelf: "subprocess.Popen[str]") -> dict[str, float]:
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
    settings = Settings(
        _env_file=None, mam_id="unused", abs_url=url, abs_token=token, state_dir=folder / "state"
    )
    async with build(settings, SystemClock()) as daemon:
        await daemon.dispatcher.step()
        keep_for_good()
        waiting = _Waiting()
        idle, started = _resident(), time.perf_counter()
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
    run = await daemon.parts.runs.start(
        "library-sync",
        trigger="bench",
        first=lambda number: LibrarySyncDue(run=number),
        now=SystemClock().now(),
    )
    assert run is not None
    largest = 0
    while await daemon.dispatcher.step():
        largest = max(largest, _resident())
    return largest


def _resident() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


async def _settling() -> int:
    """Requests to Audiobookshelf from the moment when many new books are quiet until all are handled."""
    clock = FakeClock(auto=True)
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        async with Stage(Path(folder) / "world", clock, real=False) as stage:
            given = {name.lower(): value for name, value in stage.environment(Path(folder) / "state").items()}
            async with build(Settings(_env_file=None, **given), clock) as daemon:
                return await _settle(stage, daemon, clock)


async def _settle(stage: Stage, daemon: Daemon, clock: FakeClock) -> int:
    for number in range(AT_ONCE):
        write_audio(stage.library / f"Book {number}" / "1.mp3", seconds=60 + number)
    for second in range(60):
        if second == 5:
            for number in range(AT_ONCE):
                changed = LibraryChanged(path=str(stage.library / f"Book {number}"))
                await daemon.parts.inbox.add(changed, now=clock.now())
        while await daemon.dispatcher.step():
            pass
        stage.shelf.look_at_disk()
        clock.advance(timedelta(seconds=1))
    settled = await daemon.parts.inbox.depth()
    assert (settled.waiting, await daemon.parts.books.count()) == (0, AT_ONCE)
    return len(stage.shelf.requests)


if __name__ == "__main__":
    part, *rest = sys.argv[1:]
    if part == "shelf":
        asyncio.run(_serve(int(rest[0]), Path(rest[1])))
    else:
        from daemon import log

        log.configure(level="error", form="json", secrets=[])
        asyncio.run(_sync(rest[0], rest[1], Path(rest[2])))
