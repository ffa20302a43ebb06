"""A book of many files on its way into the library: planned, linked, given its metadata file and renamed."""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path, PurePosixPath
from typing import Any, Final

from benchmarks._rows import at_most
from clients.qbittorrent import TorrentFile
from daemon.clock import SystemClock
from domain.described import Describe
from domain.facts import ImportMode
from domain.importing.choosing import TorrentFile as Candidate
from domain.importing.layout import DEFAULT_LAYOUT
from domain.importing.planning import Home, plan
from domain.policy import DEFAULT_POLICY
from domain.recording import Recording
from handlers.importing.place import PlaceBooks
from handlers.importing.sidecar_of import SidecarOf
from handlers.library import files_on_disk
from store.addresses import sqlite_url
from store.database import Database
from store.imports import Imports
from store.upkeep.upgrade import upgrade

FILES: Final = 300
PLACED: Final = 7.0
WHOLE: Final = 10.0
_RUNS: Final = 9
_RECORDING: Final = Recording(
    title="Chains", authors=("Ann Lee",), narrators=("Bo Day",), description="x" * 2000
)


def measure() -> list[dict[str, Any]]:
    """The medians of the plan and of what is done on the disk and in the store, over that of the bare links."""
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        planned, placed, bare = asyncio.run(_times(Path(folder)))
    whole = planned + placed
    return [
        at_most(
            f"placing a book of {FILES} files that is planned, over its bare links",
            placed / bare,
            PLACED,
            "times",
        ),
        at_most(
            f"importing a book of {FILES} files, {whole * 1000:.0f} ms, over its bare links",
            whole / bare,
            WHOLE,
            "times",
        ),
    ]


async def _times(folder: Path) -> tuple[float, ...]:
    """The medians in seconds, measured in turns."""
    db = Database(sqlite_url(folder / "shelfhook.db"))
    await upgrade(db)
    for name in ("library", "bare", "seeds/Chains"):
        (folder / name).mkdir(parents=True)
    for number in range(1, FILES + 1):
        (folder / "seeds/Chains" / f"{number:03} - A chapter.mp3").write_bytes(b"x" * number)
    took = [
        (*await _import(folder, db, run), _bare(folder, folder / "bare" / str(run))) for run in range(_RUNS)
    ]
    await db.close()
    return tuple(map(statistics.median, zip(*took, strict=True)))


def _bare(folder: Path, to: Path) -> float:
    to.mkdir()
    names = sorted(file.name for file in (folder / "seeds/Chains").iterdir())
    pairs = [(f"{folder}/seeds/Chains/{name}", f"{to}/{name}") for name in names]
    began = time.perf_counter()
    for source, target in pairs:
        os.link(source, target)
    return time.perf_counter() - began


async def _import(folder: Path, db: Database, run: int) -> tuple[float, float]:
    """How long the plan and the rest take."""
    imports, clock = Imports(db, asyncio.Event()), SystemClock()
    place = PlaceBooks(
        imports=imports,
        modes=[ImportMode.HARDLINK],
        roots=[f"{folder}/library"],
        sidecar_of=SidecarOf(Describe(), DEFAULT_POLICY),
        clock=clock,
    )
    listed = [
        TorrentFile(path=f"Chains/{file.name}", size=file.stat().st_size, wanted=True)
        for file in sorted((folder / "seeds/Chains").iterdir())
    ]
    one = await imports.begin(f"{run:040}", 1, now=clock.now())
    began = time.perf_counter()
    found = files_on_disk.located([f"{folder}/seeds/{file.path}" for file in listed], ignore_case=False)
    files = [
        Candidate(
            path=file.path, size=file.size, wanted=file.wanted, inode=None if seen is None else seen.inode
        )
        for file, seen in zip(listed, found, strict=True)
    ]
    home = Home(
        library=PurePosixPath(folder / "library" / str(run)), folder=DEFAULT_LAYOUT.book(_RECORDING).path
    )
    planned = plan(files, _RECORDING, home=lambda _: home)
    began_to_place = time.perf_counter()
    await place(one, planned, dict(zip((file.path for file in listed), found, strict=True)))
    return began_to_place - began, time.perf_counter() - began_to_place
