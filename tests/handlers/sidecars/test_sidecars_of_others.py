"""SIDECAR=auto: a book that another program links into the library has its metadata at first sight."""

import json
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged, LibrarySyncDue, TorrentFinished
from domain.importing.sidecar import SIDECAR
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from tests.fixtures.stages import MakeSettings

BOOK = 9000401


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The torrents lie beside the library."""
    stage.direct = False
    stage.downloads.mkdir()
    return stage


@pytest.fixture
def others() -> dict[str, object]:
    """Settings of one test."""
    return {}


@pytest.fixture
def settings(make_settings: MakeSettings, others: dict[str, object]) -> Settings:
    return make_settings(**{"sidecar": "auto"} | others)


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    """One whose mirror of the library is complete."""
    async with build(settings, clock) as daemon:
        await daemon.parts.store.runs.start(
            "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
        )
        await settle(daemon)
        yield daemon


async def settle(daemon: Daemon) -> None:
    while await daemon.dispatcher.step():
        pass


@pytest.fixture
async def staged(stage: Stage, daemon: Daemon) -> Staged:
    """A torrent of two files that is complete, waits for its item, and lies outside of the library."""
    staged = stage.prepare(listing(BOOK), files=2)
    await stage.finish(staged)
    await report(daemon, TorrentFinished(info_hash=staged.info_hash))
    return staged


async def report(daemon: Daemon, event: TorrentFinished | LibraryChanged) -> None:
    await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
    await settle(daemon)


def link(stage: Stage, staged: Staged, rel: str = "Andy Weir/Hail Mary") -> Path:
    """What another program does with a finished torrent."""
    folder = stage.library / rel
    folder.mkdir(parents=True)
    for file in sorted((stage.downloads / staged.content.name).iterdir()):
        (folder / file.name).hardlink_to(file)
    return folder


def sees(stage: Stage, clock: FakeClock, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(timedelta(seconds=1))
        stage.shelf.look_at_disk()


async def test_a_linked_book_is_whole_at_first_sight_and_the_file_goes(stage, daemon, clock, staged):
    """Written while Audiobookshelf waits for the folder to be quiet; the seeds stay as they are."""
    before = {file: file.stat() for file in (stage.downloads / staged.content.name).iterdir()}
    folder = link(stage, staged)
    sees(stage, clock, 6)

    await report(daemon, LibraryChanged(path=str(folder)))
    file = folder / SIDECAR
    assert json.loads(file.read_text())["narrators"] == ["Ray Porter"]
    assert (file.stat().st_nlink, len(list(folder.iterdir()))) == (1, 3)
    sees(stage, clock, 14)
    [item] = stage.shelf.items()
    assert (item.narrators, stage.shelf.writes) == (["Ray Porter"], [])
    clock.advance(timedelta(seconds=30))
    await settle(daemon)

    assert (file.exists(), await daemon.parts.store.sidecars.present()) == (False, [])
    sees(stage, clock, 15)
    assert (item.narrators, [file.name for file in folder.glob(".*")]) == (["Ray Porter"], [])
    for seed, was in before.items():
        now = seed.stat()
        assert (now.st_ino, now.st_size, now.st_mtime_ns) == (was.st_ino, was.st_size, was.st_mtime_ns)


@pytest.mark.parametrize("others", [{"sidecar": "off"}, {"dry_run": True}])
async def test_without_the_setting_or_in_a_dry_run_nothing_is_written(stage, daemon, staged):
    """The book is written to over the API later."""
    folder = link(stage, staged)

    await report(daemon, LibraryChanged(path=str(folder)))

    assert not (folder / SIDECAR).exists()


async def not_written(daemon: Daemon, folder: Path) -> bool:
    await report(daemon, LibraryChanged(path=str(folder)))
    assert await daemon.parts.store.sidecars.present() == []
    return not list(folder.glob(".*"))


async def test_a_metadata_file_that_is_there_is_left(stage, daemon, staged):
    """Be it empty, or a folder."""
    folder = link(stage, staged)
    (folder / SIDECAR).write_text("mine")

    assert await not_written(daemon, folder)
    assert (folder / SIDECAR).read_text() == "mine"


async def test_files_that_are_no_links_of_the_torrents_get_none(stage, daemon, staged):
    """A copy may be of another book, and so may a folder with one file more or less."""
    copied = stage.library / "Copied"
    shutil.copytree(stage.downloads / staged.content.name, copied)
    more, less = link(stage, staged, "More"), link(stage, staged, "Less")
    write_audio(more / "03.mp3", seconds=60)
    next(iter(less.glob("*.m*"))).unlink()

    for folder in (copied, more, less):
        assert await not_written(daemon, folder)
        assert not (folder / SIDECAR).exists()


async def test_a_folder_that_is_not_one_item_gets_none(stage, daemon, staged):
    """With another book's folder inside, or below a loose file that swallows it."""
    outer, inner = link(stage, staged, "Outer"), link(stage, staged, "Loose/Book")
    write_audio(outer / "Extras" / "1.mp3", seconds=60)
    write_audio(stage.library / "Loose" / "loose.mp3", seconds=60)

    for folder in (outer, inner):
        assert await not_written(daemon, folder)
        assert not (folder / SIDECAR).exists()


async def test_a_torrents_own_folder_gets_none(stage, daemon, clock):
    """A file there would be in the torrent's folder: another client's torrent, or this one's."""
    staged = stage.prepare(listing(BOOK), files=2)
    stage.client.save_path = str(stage.library)
    await stage.finish(staged)
    shutil.copytree(staged.content, stage.library / staged.content.name, dirs_exist_ok=True)
    await report(daemon, TorrentFinished(info_hash=staged.info_hash))

    folder = stage.library / staged.content.name
    assert await not_written(daemon, folder)
    assert not (folder / SIDECAR).exists()
