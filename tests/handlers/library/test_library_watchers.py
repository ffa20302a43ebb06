"""Audiobookshelf's own watcher away, off or busy, folders that no one asked for, and changes reported twice."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.handlers.library.library_world import World

BOOK = 9000401


@pytest.fixture
async def world(stage: Stage, daemon: Daemon, clock: FakeClock) -> AsyncIterator[World]:
    async with World(stage, daemon, clock) as world:
        yield world


async def test_a_library_that_is_unmounted_and_comes_back(world, stage, daemon):
    """Nothing is reported of the books that cannot be seen; what changed meanwhile is reported once they can."""
    for name in ("One", "Two"):
        write_audio(stage.library / name / "1.mp3", seconds=60, tags={"album": name})
    await world.news()
    await world.until(lambda: len(stage.shelf.items()) == 2)
    await world.seconds(30)
    assert await daemon.parts.store.books.count() == 2
    told = len(await world.changes_reported())
    [root] = world.watcher.roots

    watched = root.gathering
    away = stage.library.rename(stage.folder / "away")
    stage.library.mkdir()
    write_audio(away / "Three" / "1.mp3", seconds=60, tags={"album": "Three"})
    await world.watched_again(watched)
    await world.seconds(30)
    assert len(await world.changes_reported()) == told

    watched = root.gathering
    stage.library.rmdir()
    away.rename(stage.library)
    stage.shelf.scan_library()
    await world.watched_again(watched)
    await world.seconds(40)

    assert (await world.changes_reported())[-3:].count(str(stage.library / "Three")) == 1
    mirrored = await daemon.parts.store.books.at(
        [str(stage.library / name) for name in ("One", "Two", "Three")]
    )
    assert sorted((book.rel_path, book.is_missing) for book in mirrored) == [
        ("One", False),
        ("Three", False),
        ("Two", False),
    ]


async def test_a_library_whose_watcher_is_off_is_hinted_and_then_scanned(world, stage):
    """30 s after the files are quiet the file is reported, 60 s later the library is scanned, once."""
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
    """No one reported the torrent; its folder in the library is enough, also in a sub-category of ours."""
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
