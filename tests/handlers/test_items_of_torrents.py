"""Which item a finished torrent is, and how that is proved."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta

from daemon.wiring.daemon import build
from domain.events import LibrarySyncDue
from domain.paths import PathRule
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.stage import Stage
from store.books import Book
from tests.fixtures.stores import ready_state

TITLE = "Project Hail Mary"
TAG = "Listed duration 16h 10m"


async def sync_library(daemon, clock):
    """Have the library read whole."""
    await daemon.parts.store.runs.start(
        "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
    )
    while await daemon.dispatcher.step():
        pass


async def test_an_item_that_is_not_there_yet_is_waited_for(stage, daemon, clock, complete):
    """The first look comes at once, further ones at growing intervals, until the library has it."""
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    event = await complete(staged)
    assert (event.wait, event.looks) == ("library_item", 1)

    clock.advance(timedelta(seconds=2))
    await daemon.dispatcher.step()
    stage.shelf.scan_library()
    clock.advance(timedelta(seconds=3))
    await daemon.dispatcher.step()

    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]
    assert (await daemon.parts.store.inbox.by_id(event.id)).verdict == "done"


async def test_a_path_map_joins_two_views(tmp_path, clock):
    """The client's folder and the container's are the same one under two names."""
    async with Stage(tmp_path / "world", clock, view="/audiobooks", real=False) as stage:
        from daemon.config.settings import Settings
        from domain.events import TorrentFinished

        given = {n.lower(): v for n, v in stage.environment(ready_state(tmp_path / "state")).items()}
        given["path_map"] = [PathRule(client=str(stage.library), abs="/audiobooks")]
        async with build(Settings(**given), clock) as daemon:
            staged = stage.prepare(listing(9000401))
            await stage.finish(staged)
            stage.shelf.scan_library()

            await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=clock.now())
            await daemon.dispatcher.step()

            [download] = await daemon.parts.store.downloads.recent()
            assert download.item_found_by == f"path /audiobooks/{staged.content.name}"
            assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]


async def test_hard_links_are_found_by_inode_and_size(stage, daemon, complete):
    """A book seeded in one place and linked into the library under another name is the same files."""
    staged = stage.prepare(listing(9000401), files=3)
    stage.direct = False
    stage.downloads.mkdir()
    await stage.finish(staged)
    target = stage.library / "Weir" / "Hail Mary"
    shutil.copytree(stage.downloads / staged.content.name, target, copy_function=os.link)
    stage.shelf.scan_library()

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.item_found_by == "inode and size of 3 audio files"
    assert [item.narrators for item in stage.shelf.items()] == [["Ray Porter"]]


async def test_a_copy_elsewhere_is_found_by_text_and_duration(stage, daemon, complete):
    """Without path or inode, title and author and an agreeing duration join the two."""
    staged = stage.prepare(listing(9000401))
    stage.direct = False
    stage.downloads.mkdir()
    await stage.finish(staged)
    write_audio(
        stage.library / "Andy Weir" / TITLE / "book.m4b",
        seconds=58000,
        tags={"artist": "Andy Weir", "album": TITLE},
    )
    stage.shelf.scan_library()

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.item_found_by.startswith("title, author and duration")
    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]


async def test_text_without_the_duration_is_no_proof(stage, daemon, complete):
    """The same title by the same author, half as long, waits for a person and is not touched."""
    staged = stage.prepare(listing(9000401))
    stage.direct = False
    stage.downloads.mkdir()
    await stage.finish(staged)
    write_audio(
        stage.library / "Andy Weir" / TITLE / "book.m4b",
        seconds=29000,
        tags={"artist": "Andy Weir", "album": TITLE},
    )
    stage.shelf.scan_library()

    event = await complete(staged)

    assert event.wait == "person"
    assert TITLE in event.reason
    assert stage.shelf.writes == []


async def test_a_duration_that_is_off_is_tagged_and_reported(stage, daemon, complete):
    """A recording much shorter than listed gets the mismatch tag, and the record says how far off."""
    staged = stage.prepare(listing(9000401))
    write_audio(staged.content / "01.m4b", seconds=30000, size=300_000)
    await stage.finish(staged)
    stage.shelf.scan_library()

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert stage.client.asked("torrents/files") == 1  # whether all of it is there
    assert stage.shelf.items()[0].tags == [TAG, "duration-mismatch"]
    assert "8:20:00 instead of 16:10:22 (48% less)" in download.duration_check


async def test_files_are_listed_only_where_the_path_does_not_say(stage, daemon, clock, finished, complete):
    """Not for an item at the torrent's own place whose duration agrees; but where another one lies below it."""
    await sync_library(daemon, clock)
    await complete(finished)
    unasked = stage.client.asked("torrents/files")

    [item] = stage.shelf.items()
    below = Book(item_id="b", library_id=item.library_id, path=f"{item.path}/2", rel_path="2", is_file=False)
    await daemon.parts.store.books.save([below], now=clock.now())
    [download] = await daemon.parts.store.downloads.recent()
    await daemon.parts.store.downloads.update(download.id, item_id=None, item_found_by=None)
    await complete(finished)

    [download] = await daemon.parts.store.downloads.recent()
    assert (unasked, stage.client.asked("torrents/files")) == (0, 1)
    assert (download.item_id, download.item_found_by) == (item.id, f"path {item.path}")


async def test_a_torrent_without_a_place_of_its_own_yet_is_found_by_its_files(
    stage, daemon, clock, finished, complete
):
    """What is not absolute, as right after it was added, names no place: an item at the root is not it."""
    await sync_library(daemon, clock)
    [item] = stage.shelf.items()
    name = finished.content.name
    at_root = Book(item_id="r", library_id=item.library_id, path=f"/{name}", rel_path=name, is_file=False)
    await daemon.parts.store.books.save([at_root], now=clock.now())
    stage.client.torrents[finished.info_hash].fields["content_path"] = name

    await complete(finished)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.item_id == item.id
    assert download.item_found_by == f"path {item.path}, the folder that holds the torrent"


async def test_a_missing_item_at_the_torrents_place_is_not_it(stage, daemon, clock, finished, complete):
    """It is not taken by its path alone, and the item that has the files now is found."""
    await sync_library(daemon, clock)
    [item] = stage.shelf.items()
    book = await daemon.parts.store.books.by_id(item.id)
    await daemon.parts.store.books.save([replace(book, is_missing=True)], now=clock.now())

    await complete(finished)

    [download] = await daemon.parts.store.downloads.recent()
    assert stage.client.asked("torrents/files") == 1
    assert (download.status, download.item_id) == ("applied", item.id)
