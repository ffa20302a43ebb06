"""Files come, go and move in the library; the daemon's watcher, Audiobookshelf's and the client see what they see.

Real files and the real kernel; the stand-in's watcher and the daemon's look when the test lets time go by.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from daemon.wiring.daemon import Daemon
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from tests.fixtures.examples import THOROUGH
from tests.handlers.library.library_world import World

BOOK = 9000401
MANY = 300 if THOROUGH else 100


@pytest.fixture
async def world(stage: Stage, daemon: Daemon, clock: FakeClock) -> AsyncIterator[World]:
    async with World(stage, daemon, clock) as world:
        yield world


@pytest.fixture
async def seeded(stage: Stage) -> Staged:
    """A book that was downloaded to a folder outside the library."""
    staged = stage.prepare(listing(BOOK), files=3)
    stage.direct = False
    stage.downloads.mkdir()
    await stage.finish(staged)
    return staged


def copy(staged: Staged, stage: Stage, to: Path) -> None:
    shutil.copytree(stage.downloads / staged.content.name, to)


def move(staged: Staged, stage: Stage, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    (stage.downloads / staged.content.name).rename(to)


def link(staged: Staged, stage: Stage, to: Path) -> None:
    shutil.copytree(stage.downloads / staged.content.name, to, copy_function=os.link)


@pytest.mark.parametrize(
    ("bring", "found_by"),
    [
        (copy, "title, author and duration"),
        (move, "title, author and duration"),
        (link, "inode and size of 3"),
    ],
)
async def test_a_book_that_is_brought_into_the_library(world, stage, daemon, seeded, bring, found_by):
    """Copied, moved or linked, it is one change, and has its metadata as soon as Audiobookshelf has it."""
    await world.finished(seeded)
    await world.seconds(3)

    bring(seeded, stage, stage.library / "Weir" / "Hail Mary")
    await world.news()
    there = await world.until(stage.shelf.items)
    took = await world.until(lambda: world.narrators() == ["Ray Porter"], within=20)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.item_found_by.startswith(found_by)
    assert await world.changes_reported() == [str(stage.library / "Weir" / "Hail Mary")]
    assert (there <= 20, took <= 10) == (True, True)
    assert len(stage.shelf.writes) == 1


async def test_a_book_that_is_downloaded_into_the_library(world, stage, daemon):
    """The hook and the folder report it at the same time, and it is written once."""
    staged = stage.prepare(listing(BOOK), files=3)
    await stage.finish(staged)
    await world.news()
    await world.finished(staged)

    await world.until(lambda: world.narrators() == ["Ray Porter"])
    await world.seconds(20)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.item_found_by == f"path {stage.library / staged.content.name}"
    assert len(stage.shelf.writes) == 1
    assert await world.verdicts() == {"done"}


async def test_a_slow_copy_with_pauses(world, stage, daemon, seeded):
    """Short pauses are waited out; a long one is added half-copied and is scanned again once it is whole."""
    target = stage.library / "Weir" / "Hail Mary"
    target.mkdir(parents=True)
    await world.finished(seeded)
    for source in sorted((stage.downloads / seeded.content.name).iterdir()):
        data = source.read_bytes()
        for start in range(0, len(data), 50_000):
            with (target / source.name).open("ab") as file:
                file.write(data[start : start + 50_000])
            await world.news()
            await world.seconds(3)
        if source.name.startswith("02"):
            with (target / "03.m4b").open("ab") as file:
                file.write((stage.downloads / seeded.content.name / "03.m4b").read_bytes()[:1000])
            await world.news()
            await world.seconds(30)
            (target / "03.m4b").write_bytes(b"")
    half = stage.shelf.items()[0].size
    whole = sum(path.stat().st_size for path in target.iterdir())
    assert half < whole

    await world.until(lambda: stage.shelf.items()[0].size == whole, within=90)
    await world.until(lambda: world.narrators() == ["Ray Porter"], within=60)

    assert any(seen.path.endswith("/scan") and "/items/" in seen.path for seen in stage.shelf.requests)
    [download] = await daemon.parts.store.downloads.recent()
    assert download.duration_check.startswith("verified")


async def test_a_renamed_folder_is_the_same_book(world, stage, daemon):
    """The item keeps its id and what was written; the mirror has the new path, and nothing is written again."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    await world.news()
    await world.finished(staged)
    await world.until(lambda: world.narrators() == ["Ray Porter"])
    [before] = stage.shelf.items()

    (stage.library / staged.content.name).rename(stage.library / "New Name")
    await world.news()
    await world.until(lambda: stage.shelf.items()[0].rel_path == "New Name")
    await world.seconds(40)

    [now] = stage.shelf.items()
    assert (now.id, now.narrators) == (before.id, ["Ray Porter"])
    assert (await daemon.parts.store.books.by_id(now.id)).rel_path == "New Name"
    assert len(stage.shelf.writes) == 1


async def test_a_book_that_is_deleted_and_returns(world, stage, daemon):
    """It is marked as missing and kept; back at its place it is the same item with what was written."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    await world.news()
    await world.finished(staged)
    await world.until(lambda: world.narrators() == ["Ray Porter"])
    [item] = stage.shelf.items()
    folder, away = stage.library / staged.content.name, stage.folder / "away"

    folder.rename(away)
    await world.news()
    await world.until(lambda: item.is_missing)
    await world.seconds(40)
    assert (await daemon.parts.store.books.by_id(item.id)).is_missing

    away.rename(folder)
    await world.news()
    await world.until(lambda: not item.is_missing)
    await world.seconds(40)
    mirrored = await daemon.parts.store.books.by_id(item.id)
    assert (mirrored.is_missing, len(mirrored.files), item.narrators) == (False, 1, ["Ray Porter"])
    assert len(stage.shelf.writes) == 1


async def test_hundreds_of_books_at_once(world, stage, daemon):
    """Each is one event; Audiobookshelf is asked at most twenty times until all of them are mirrored."""
    stage.shelf.state.omit_total = True
    assert await daemon.timer.cycles.start("library-sync", trigger="start")  # it is known, and empty
    while await daemon.dispatcher.step():
        pass
    many = stage.folder / "many"
    for number in range(MANY):
        write_audio(many / f"Book {number}" / "1.mp3", seconds=60 + number, tags={"album": f"Book {number}"})
    before = len(stage.shelf.requests)

    for folder in many.iterdir():
        folder.rename(stage.library / folder.name)
    await world.news()
    for _ in range(60):
        await world.second()
        if await daemon.parts.store.books.count() == MANY and await world.verdicts() == {"done"}:
            break

    assert len(await world.changes_reported()) == MANY
    assert await daemon.parts.store.books.count() == MANY
    assert await world.verdicts() == {"done"}
    assert len(stage.shelf.requests) - before <= 20
