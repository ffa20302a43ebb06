"""A crash at any point leaves a book whole or absent, and the next try finishes it or takes it back."""

import asyncio
import itertools
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from domain.facts import ImportMode, ImportStatus
from domain.importing.plan import Plan
from store.addresses import sqlite_url
from store.database import Database
from tests.fixtures.examples import only_thorough
from tests.fixtures.stores import ready_file
from tests.handlers.importing.disk_world import (
    World,
    a_plan,
    fingerprint,
    folders,
    on_disk,
    seed,
    tree,
    world,
)

FILES = {"Lies/01.mp3": b"one" * 200, "Lies/02.mp3": b"two" * 200, "Lies/cover.jpg": b"picture"}
BOOKS = {"Ann Lee/Lies": ["Lies/01.mp3", "Lies/cover.jpg"], "Ann Lee/More": ["Lies/02.mp3"]}
LEAST_STEPS = 30
PLACED = sorted(
    ["Ann Lee", "Ann Lee/Lies", "Ann Lee/More"]
    + [f"Ann Lee/{file}" for file in ("Lies/01.mp3", "Lies/cover.jpg", "Lies/metadata.json")]
    + [f"Ann Lee/{file}" for file in ("More/02.mp3", "More/metadata.json")]
)


CHANGES = frozenset({"mkdir", "link", "open", "write", "ftruncate", "fsync", "unlink", "rmdir", "ioctl"})
"""The calls of the system between which a process may end; renaming is a function of ours."""

AROUND = frozenset({"rename_new", "_keep"})


class KilledError(BaseException):
    """The process is no more: nothing catches it."""


@contextmanager
def stopped_at(step: int) -> Iterator[None]:
    """Stop before the step with this number, or after one that has no other behind it."""
    left = step

    def count(frame: FrameType, event: str, called: Any) -> None:
        nonlocal left
        if "/handlers/importing/" not in frame.f_code.co_filename:
            return
        ours = event in {"call", "return"} and frame.f_code.co_name in AROUND
        if ours or (event == "c_call" and called.__name__ in CHANGES):
            left -= 1
            if left == 0:
                raise KilledError

    # A thread takes the function on when it begins.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))


async def place(disk: World, plan: Plan) -> None:
    """What the event does, also after a crash."""
    one = await disk.imports.of_torrent(disk.torrent) or await disk.begin(plan)
    if one.status is not ImportStatus.PLACED:
        assert await disk.place(one, plan, on_disk(disk.seeds)) is None


async def undo(disk: World, plan: Plan) -> None:
    """Take it back, wherever it is."""
    await disk.undo(await disk.imports.of_torrent(disk.torrent) or await disk.begin(plan))


def is_whole_or_absent(library: Path) -> bool:
    """Each book."""
    there = set(tree(library)) & set(PLACED)
    return all(
        not there & files or files <= there
        for files in ({path for path in PLACED if path.startswith(f"{book}/")} for book in BOOKS)
    )


@pytest.fixture
async def quick_db(tmp_path: Path) -> AsyncIterator[Database]:
    """A store whose commits wait for no disk, where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        database = Database(sqlite_url(ready_file(Path(folder) / "shelfhook.db")))
        yield database
        await database.close()


@pytest.mark.parametrize(
    ("mode", "first", "every"),
    [
        (ImportMode.HARDLINK, 1, 4),
        *(
            pytest.param(mode, first, 1, marks=only_thorough)
            for mode in (ImportMode.HARDLINK, ImportMode.COPY)
            for first in (1, 2)
        ),
    ],
)
async def test_a_crash_at_any_step_leaves_each_book_whole_or_absent(tmp_path, quick_db, mode, first, every):
    """What the next life makes of it is the same as without a crash; the seeds are never touched."""
    for step, after in zip(itertools.count(first, every), itertools.cycle([place, undo]), strict=False):
        folder = folders(tmp_path / str(step))
        seed(folder / "seeds", FILES)
        before = fingerprint(folder / "seeds")
        disk = world(folder, mode, db=quick_db, torrent=f"{step:040x}", at_once=300)
        plan, survived = a_plan(disk, BOOKS, copied=["Lies/cover.jpg"]), True

        try:
            with stopped_at(step):
                await place(disk, plan)
        except KilledError:
            survived = False

        assert is_whole_or_absent(disk.library), step
        await after(disk, plan)
        assert tree(disk.library) == (PLACED if after is place else []), step
        assert fingerprint(disk.seeds) == before, step
        if survived:
            assert step > LEAST_STEPS
            return


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=only_thorough)])
async def test_an_undo_that_is_stopped_at_any_step_is_finished_by_the_next(tmp_path, quick_db, every):
    """And never takes what is not the import's."""
    for step in itertools.count(1, every):
        folder = folders(tmp_path / str(step))
        seed(folder / "seeds", FILES)
        before = fingerprint(folder / "seeds")
        disk = world(folder, ImportMode.HARDLINK, db=quick_db, torrent=f"{step:040x}")
        plan, survived = a_plan(disk, BOOKS, copied=["Lies/cover.jpg"]), True
        await place(disk, plan)

        try:
            with stopped_at(step):
                await undo(disk, plan)
        except KilledError:
            survived = False

        await undo(disk, plan)
        assert tree(disk.library) == [], step
        assert fingerprint(disk.seeds) == before, step
        if survived:
            return
