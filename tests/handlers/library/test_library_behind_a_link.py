"""`LIBRARY_DIRS` names a symbolic link, or Audiobookshelf's library does: all ways into the library find the item."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged, TorrentFinished
from domain.facts import ProofKind
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage

BOOK = 9000401
READ_BY = ["Ray Porter"]


@pytest.fixture(params=["ours", "theirs", "ours, by its parent", "both"])
async def linked(request, tmp_path: Path, clock: FakeClock) -> AsyncIterator[tuple[Stage, Path]]:
    """The stand-ins, and the library's folder as LIBRARY_DIRS names it."""
    world = tmp_path / "world"
    (tmp_path / "link").symlink_to(world / "library")
    (tmp_path / "other link").symlink_to(world / "library")
    (tmp_path / "parent").symlink_to(world)
    view = {"theirs": tmp_path / "link", "both": tmp_path / "other link"}.get(request.param)
    ours = {"theirs": world / "library", "ours, by its parent": tmp_path / "parent" / "library"}
    async with Stage(world, clock, view=view and str(view), real=False) as stage:
        yield stage, ours.get(request.param, tmp_path / "link")


@pytest.fixture
def stage(linked: tuple[Stage, Path]) -> Stage:
    return linked[0]


@pytest.fixture
async def daemon(linked: tuple[Stage, Path], make_settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(make_settings(library_dirs=[linked[1]]), clock) as daemon:
        yield daemon


@pytest.fixture
def settle(daemon: Daemon, clock: FakeClock) -> Callable:
    """Append an event, and handle what is due; what became of it."""

    async def handle(event):
        stored = await daemon.parts.store.inbox.add(event, now=clock.now())
        while await daemon.dispatcher.step():
            pass
        return await daemon.parts.store.inbox.by_id(stored.id)

    return handle


async def sync(daemon: Daemon) -> None:
    assert await daemon.timer.cycles.start("library-sync", trigger="timer")
    while await daemon.dispatcher.step():
        pass


async def test_a_change_in_the_folder_finds_its_item(linked, daemon, settle):
    """It is adopted through its torrent, which the client names by the folder's own path."""
    stage, ours = linked
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    stage.shelf.scan_library()
    await sync(daemon)

    row = await settle(LibraryChanged(path=str(ours / staged.content.name)))

    assert (row.verdict, row.reason) == ("done", "its torrent is handled now")
    assert stage.shelf.items()[0].narrators == READ_BY


@pytest.mark.parametrize("by", ["the folder's own path", "our name"])
async def test_a_completion_is_found_by_path(linked, daemon, settle, by):
    """Whichever of the names the torrent client saves under."""
    stage, ours = linked
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    if by == "our name":
        fields = {"save_path": str(ours), "content_path": str(ours / staged.content.name)}
        stage.client.torrents[staged.info_hash].fields |= fields
    stage.shelf.scan_library()

    row = await settle(TorrentFinished(info_hash=staged.info_hash))

    [download] = await daemon.parts.store.downloads.recent()
    assert row.verdict == "done"
    assert download.proof_kind in {ProofKind.PATH, ProofKind.INODE}
    assert stage.shelf.items()[0].narrators == READ_BY


async def test_the_disk_is_compared_with_the_mirror(linked, daemon):
    """A book that came or went while no one watched is reported by our name of it; nothing else is."""
    stage, ours = linked
    for name in ("Kept", "Gone"):
        write_audio(stage.library / name / "1.mp3", seconds=60)
    stage.shelf.scan_library()
    await sync(daemon)
    (stage.library / "Gone" / "1.mp3").unlink()
    (stage.library / "Gone").rmdir()
    write_audio(stage.library / "New" / "1.mp3", seconds=60)
    [root] = daemon.watcher.roots

    assert await root.compare(ours) == [str(ours / "New"), str(ours / "Gone")]
