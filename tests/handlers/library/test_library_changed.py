"""Files come, go and move in the library; the daemon's watcher, Audiobookshelf's and the client see what they see.

Real files and the real kernel; the stand-in's watcher and the daemon's look when the test lets time go by.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest

from daemon.edges.watching import watcher as watching
from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged, TorrentFinished
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged

BOOK = 9000401
TITLE = "Project Hail Mary"
SECOND = timedelta(seconds=1)


class World:
    """Everything at once, second by second."""

    def __init__(self, stage: Stage, daemon: Daemon, clock: FakeClock) -> None:
        self.stage, self.daemon, self.clock = stage, daemon, clock
        # The daemon's clock moves by itself where MAM's pace is waited for; this one stands still.
        self.still = FakeClock()
        [root] = daemon.watcher.roots
        self.watcher = watching.build(
            daemon.parts.settings, inbox=daemon.parts.store.inbox, compare=root.compare, clock=self.still
        )
        stage.shelf.state.watcher.restart()

    async def __aenter__(self) -> Self:
        self.loops = asyncio.TaskGroup()
        await self.loops.__aenter__()
        self.running = [self.loops.create_task(root.run()) for root in self.watcher.roots]
        async with asyncio.timeout(10):
            while not all(root._established for root in self.watcher.roots):
                await self.watcher._noticed.wait()
                self.watcher._noticed.clear()
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self.running:
            task.cancel()
        await self.loops.__aexit__(None, None, None)

    async def news(self) -> None:
        """Let what the kernel has to tell arrive; it is gathered for a fifth of a second."""
        waiting = True
        while waiting:
            self.watcher._noticed.clear()
            try:
                async with asyncio.timeout(0.5):
                    await self.watcher._noticed.wait()
            except TimeoutError:
                waiting = False

    async def watched_anew(self, before: object) -> None:
        """Let seconds go by until another watch than that of *before* is established."""
        [root] = self.watcher.roots
        async with asyncio.timeout(20):
            while root.gathering is before or not root._established:
                await self.second()
                await self.news()

    async def second(self) -> None:
        """One second: everybody looks, and what is due is handled."""
        await self.watcher.step()
        while await self.daemon.dispatcher.step():
            pass
        self.stage.shelf.look_at_disk()
        self.clock.advance(SECOND)
        self.still.advance(SECOND)

    async def until(self, condition: Callable[[], object], *, within: int = 60) -> int:
        """Let seconds go by until *condition* holds; how many."""
        for passed in range(within):
            if condition():
                return passed
            await self.second()
        raise AssertionError(f"not within {within} s")

    async def seconds(self, number: int) -> None:
        for _ in range(number):
            await self.second()

    async def finished(self, staged: Staged) -> None:
        """The client says that a torrent finished."""
        event = TorrentFinished(info_hash=staged.info_hash)
        await self.daemon.parts.store.inbox.add(event, now=self.clock.now())

    def narrators(self, title: str = TITLE) -> list[str] | None:
        found = [item for item in self.stage.shelf.items() if item.title == title]
        return found[0].narrators if found else None

    async def changes_told(self) -> list[str]:
        rows = await self.daemon.parts.store.inbox.recent(limit=1000)
        return sorted(row.key.partition(":")[2] for row in rows if row.kind == "library.changed")

    async def verdicts(self) -> set[str]:
        return {row.verdict for row in await self.daemon.parts.store.inbox.recent(limit=1000)}


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
    assert await world.changes_told() == [str(stage.library / "Weir" / "Hail Mary")]
    assert (there <= 20, took <= 10) == (True, True)
    assert len(stage.shelf.writes) == 1


async def test_a_book_that_is_downloaded_into_the_library(world, stage, daemon):
    """The hook and the folder tell of it at the same time, and it is written once."""
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


async def test_three_hundred_books_at_once(world, stage, daemon):
    """Each is one event; Audiobookshelf is asked at most twenty times until all of them are mirrored."""
    stage.shelf.state.omit_total = True
    assert await daemon.timer.cycles.start("library-sync", trigger="start")  # it is known, and empty
    while await daemon.dispatcher.step():
        pass
    many = stage.folder / "many"
    for number in range(300):
        write_audio(many / f"Book {number}" / "1.mp3", seconds=60 + number, tags={"album": f"Book {number}"})
    before = len(stage.shelf.requests)

    for folder in many.iterdir():
        folder.rename(stage.library / folder.name)
    await world.news()
    for _ in range(60):
        await world.second()
        if await daemon.parts.store.books.count() == 300 and await world.verdicts() == {"done"}:
            break

    assert len(await world.changes_told()) == 300
    assert await daemon.parts.store.books.count() == 300
    assert await world.verdicts() == {"done"}
    assert len(stage.shelf.requests) - before <= 20


async def test_a_library_that_is_unmounted_and_comes_back(world, stage, daemon):
    """Nothing is told of the books that cannot be seen; what changed meanwhile is reported once they can."""
    for name in ("One", "Two"):
        write_audio(stage.library / name / "1.mp3", seconds=60, tags={"album": name})
    await world.news()
    await world.until(lambda: len(stage.shelf.items()) == 2)
    await world.seconds(30)
    assert await daemon.parts.store.books.count() == 2
    told = len(await world.changes_told())
    [root] = world.watcher.roots

    watched = root.gathering
    away = stage.library.rename(stage.folder / "away")
    stage.library.mkdir()
    write_audio(away / "Three" / "1.mp3", seconds=60, tags={"album": "Three"})
    await world.watched_anew(watched)
    await world.seconds(30)
    assert len(await world.changes_told()) == told

    watched = root.gathering
    stage.library.rmdir()
    away.rename(stage.library)
    stage.shelf.scan_library()
    await world.watched_anew(watched)
    await world.seconds(40)

    assert (await world.changes_told())[-3:].count(str(stage.library / "Three")) == 1
    mirrored = await daemon.parts.store.books.at(
        [str(stage.library / name) for name in ("One", "Two", "Three")]
    )
    assert sorted((book.rel_path, book.is_missing) for book in mirrored) == [
        ("One", False),
        ("Three", False),
        ("Two", False),
    ]


async def test_a_library_whose_watcher_is_off_is_hinted_and_then_scanned(world, stage):
    """30 s after the files are quiet the file is told, 60 s later the library is scanned, once."""
    stage.shelf.library.settings["disableWatcher"] = True
    write_audio(stage.library / "Book" / "1.mp3", seconds=60)
    write_audio(stage.library / "Other" / "1.mp3", seconds=60)
    await world.news()

    def asked(path: str) -> int:
        return sum(seen.path.endswith(path) for seen in stage.shelf.requests)

    hinted = await world.until(lambda: asked("/watcher/update"))
    scanned = await world.until(lambda: asked("/scan"), within=120)
    await world.until(lambda: len(stage.shelf.items()) == 2)
    await world.seconds(60)

    assert 30 <= hinted <= 60
    assert 45 <= scanned <= 90
    assert (asked("/watcher/update"), asked("/scan")) == (2, 1)
    assert await world.verdicts() == {"done"}


async def test_a_scan_that_runs_is_not_asked_for_again(world, stage):
    """Audiobookshelf says itself that it scans."""
    stage.shelf.library.settings["disableWatcher"] = True
    stage.shelf.state.scan_takes = timedelta(seconds=200)
    stage.shelf.state.start_scan(stage.shelf.library)
    write_audio(stage.library / "Book" / "1.mp3", seconds=60)
    await world.news()

    await world.seconds(150)

    assert not any(seen.path.endswith("/scan") for seen in stage.shelf.requests)
    assert any(seen.path == "/api/tasks" for seen in stage.shelf.requests)


async def test_it_is_never_asked_where_that_is_forbidden(stage, settings, clock):
    """With `ABS_SCAN=never` the event says so, and waits."""
    stage.shelf.library.settings["disableWatcher"] = True
    never = settings.model_copy(update={"abs_scan": "never"})
    async with build(never, clock) as daemon, World(stage, daemon, clock) as world:
        write_audio(stage.library / "Book" / "1.mp3", seconds=60)
        await world.news()
        await world.seconds(150)

        [event] = await daemon.parts.store.inbox.recent()

    assert "ABS_SCAN=never" in event.reason
    asked = {seen.path.rpartition("/")[2] for seen in stage.shelf.requests}
    assert asked <= {"libraries", "items", "get"}


async def test_without_an_administrator_it_is_said_once(stage, settings, clock):
    """Audiobookshelf refuses once, is not asked again, and the event says what to do."""
    from pydantic import SecretStr

    stage.shelf.library.settings["disableWatcher"] = True
    as_editor = settings.model_copy(update={"abs_token": SecretStr(stage.shelf.editor.token)})
    async with build(as_editor, clock) as daemon, World(stage, daemon, clock) as world:
        for name in ("One", "Two"):
            write_audio(stage.library / name / "1.mp3", seconds=60)
        await world.news()
        await world.seconds(120)

        waiting = [row.reason for row in await daemon.parts.store.inbox.recent() if row.verdict is None]

    refused = [seen for seen in stage.shelf.requests if seen.path.endswith(("/watcher/update", "/scan"))]
    assert len(refused) == 1
    assert len(waiting) == 2
    assert all("ABS_SCAN=never" in reason for reason in waiting)


@pytest.mark.parametrize("category", ["audiobooks", "audiobooks/Fantasy"])
async def test_a_new_folder_in_a_torrent_is_adopted(world, stage, daemon, category):
    """No one told of the torrent; its folder in the library is enough, also in a sub-category of ours."""
    staged = stage.prepare(listing(BOOK))

    await stage.finish(staged)
    stage.client.torrents[staged.info_hash].fields["category"] = category
    await world.news()
    await world.until(lambda: world.narrators() == ["Ray Porter"])

    [download] = await daemon.parts.store.downloads.recent()
    assert download.info_hash == staged.info_hash


async def test_a_torrent_of_another_category_is_not_adopted(world, stage, daemon):
    """Its folder is mirrored, and nothing else."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    stage.client.torrents[staged.info_hash].fields["category"] = "other"
    await world.news()

    await world.until(stage.shelf.items)
    await world.seconds(20)

    assert await daemon.parts.store.books.count() == 1
    assert await daemon.parts.store.downloads.recent() == []
    assert stage.mam.visits == []


async def test_a_folder_that_audiobookshelf_never_takes_is_given_up(world, stage, daemon):
    """What holds no playable audio is no longer waited for after a quarter of an hour."""
    (stage.library / "Garbage").mkdir()
    (stage.library / "Garbage" / "1.mp3").write_bytes(b"nothing that plays")
    await world.news()

    await world.seconds(20)
    for _ in range(20):
        world.clock.advance(timedelta(minutes=1))
        await world.second()

    [event] = await daemon.parts.store.inbox.recent()
    assert event.verdict == "done"
    assert "no longer waiting for it" in event.reason


async def test_the_same_change_twice_changes_nothing(world, stage, daemon):
    """Repeating an event asks for nothing that was not there."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    await world.news()
    await world.finished(staged)
    await world.until(lambda: world.narrators() == ["Ray Porter"])
    await world.seconds(30)

    for _ in range(2):
        event = LibraryChanged(path=str(stage.library / staged.content.name))
        await daemon.parts.store.inbox.add(event, now=world.clock.now())
        await world.seconds(3)

    assert len(stage.shelf.writes) == 1
    assert await world.verdicts() == {"done"}
