"""An imported book is right when Audiobookshelf shows it first; our write then only proves it and adds tags."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import LibrarySyncDue, TorrentFinished
from domain.facts import Status
from sandbox.audiobookshelf.book import Book
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stages import MakeSettings

BOOK = 9000401


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The torrents lie beside the library."""
    stage.direct = False
    stage.downloads.mkdir()
    return stage


@pytest.fixture
def settings(make_settings: MakeSettings, stage: Stage) -> Settings:
    return make_settings(**{"import": "hardlink", "import_dir": str(stage.library)})


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(settings, clock) as daemon:
        await daemon.parts.store.runs.start(
            "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
        )
        await settle(daemon)
        yield daemon


async def settle(daemon: Daemon) -> None:
    while await daemon.dispatcher.step():
        pass


async def shown(stage: Stage, daemon: Daemon, clock: FakeClock) -> Book:
    """Import a torrent, up to the moment at which Audiobookshelf shows its item."""
    staged = stage.prepare(listing(BOOK), files=2)
    await stage.finish(staged)
    event = TorrentFinished(info_hash=staged.info_hash)
    await daemon.parts.store.inbox.add(event, now=clock.now())
    await settle(daemon)
    while not stage.shelf.items():
        clock.advance(timedelta(seconds=1))
        stage.shelf.look_at_disk()
    return stage.shelf.items()[0]


async def test_where_the_server_rewrites_the_file_its_values_are_ours_all_the_same(stage, daemon, clock):
    """With its metadata kept beside the books the file is the server's at the first scan, and stays."""
    stage.shelf.state.database.stores_metadata_with_item = True
    item = await shown(stage, daemon, clock)

    clock.advance(timedelta(seconds=5))
    await settle(daemon)

    changes = (await daemon.parts.store.changes.newest([item.id]))[item.id]
    assert changes["narrators"].after == ["Ray Porter"]
    assert len(list(stage.library.rglob("metadata.json"))) == 1
    assert await daemon.parts.store.sidecars.present() == []


async def test_the_first_write_to_an_imported_book_holds_tags_alone(stage, daemon, clock):
    """The item has every field of the record from the start, keeps it, and the file is gone a moment later."""
    item = await shown(stage, daemon, clock)
    first = item.metadata_json()
    assert (first["narrators"], first["authors"], first["title"]) == (
        ["Ray Porter"],
        ["Andy Weir"],
        "Project Hail Mary",
    )

    clock.advance(timedelta(seconds=5))
    await settle(daemon)

    bodies = [write.body for write in stage.shelf.writes]
    assert [list(body) for body in bodies] == [["tags"]]
    assert list(stage.library.rglob("metadata.json")) == []
    [download] = await daemon.parts.store.downloads.recent()
    assert download.status is Status.APPLIED
    changes = await daemon.parts.store.changes.of_download(download.id)
    assert {"narrators", "duration tag"} <= {change.field for change in changes}
    for _ in range(15):
        clock.advance(timedelta(seconds=1))
        stage.shelf.look_at_disk()
    assert item.metadata_json() | {"tags": []} == first
