"""A completion, from the event to what the library holds."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.wiring.daemon import build
from domain.events import LibrarySyncDue
from domain.paths import PathRule
from sandbox.audiobookshelf import Fault as ShelfFault
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.mam import Fault
from sandbox.stage import Stage
from store.books import Book
from tests.fixtures.stores import ready_state

TITLE = "Project Hail Mary"
TAG = "Listed duration 16h 10m"
FILLED = {
    "narrators",
    "publisher",
    "published year",
    "published date",
    "description",
    "asin",
    "language",
    "genres",
    "duration tag",
}
"""What the record says and the files do not."""


async def sync_library(daemon, clock):
    """Have the library read whole."""
    await daemon.parts.store.runs.start(
        "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
    )
    while await daemon.dispatcher.step():
        pass


async def test_the_library_gets_what_mam_says(stage, daemon, finished, complete):
    """Narrators and the listed duration are pushed, the computed one agrees, and one write did it."""
    event = await complete(finished)

    item = stage.shelf.item(TITLE)
    [download] = await daemon.parts.store.downloads.recent()
    assert event.verdict == "done"
    assert (item.narrators, item.abridged, item.tags) == (["Ray Porter"], False, [TAG])
    assert download.status == "applied"
    assert download.item_id == item.id
    assert download.duration_check.startswith("verified")
    assert len(stage.shelf.writes) == 1
    assert stage.mam.violations == []


async def test_an_abridged_recording_is_marked(stage, complete):
    """What the record calls abridged is abridged in the library."""
    staged = stage.prepare(listing(9000703))
    await stage.finish(staged)
    stage.shelf.scan_library()

    await complete(staged)

    [item] = stage.shelf.items()
    assert item.abridged is True


async def test_a_second_completion_changes_nothing(stage, daemon, finished, complete):
    """A fresh look at what is right already writes nothing and asks MAM nothing."""
    await complete(finished)
    asked = len(stage.mam.visits)

    again = await complete(finished)

    assert again.verdict == "done"
    assert len(stage.shelf.writes) == 1
    assert len(stage.mam.visits) == asked
    assert {change.field for change in await daemon.parts.store.changes.recent()} == FILLED
    assert len(await daemon.parts.store.changes.recent()) == len(FILLED)


async def test_every_change_is_remembered_with_before_and_after(stage, daemon, finished, complete):
    """The history says which field of which item held what, because of which event."""
    event = await complete(finished)

    changes = {change.field: change for change in await daemon.parts.store.changes.recent()}
    narrators = changes["narrators"]
    assert (narrators.before, narrators.after, narrators.status) == ([], ["Ray Porter"], "written")
    assert narrators.event_id == event.id
    assert (changes["duration tag"].before, changes["duration tag"].after) == (None, TAG)


@pytest.mark.parametrize(
    ("comment", "found_by"),
    [
        (None, "MAM id 9000401 in the torrent's comment"),
        ("https://www.myanonamouse.net/t/9000401", "MAM id 9000401 in the torrent's comment"),
        ("nothing of use", "MAM's search by info hash"),
    ],
)
async def test_how_the_record_is_found(stage, daemon, finished, complete, comment, found_by):
    """By the comment in either form, else by asking MAM for the info hash."""
    if comment is not None:
        stage.client.torrents[finished.info_hash].comment = comment

    await complete(finished)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.found_by == found_by
    assert download.recording.narrators == ("Ray Porter",)


async def test_a_torrent_from_elsewhere_is_none_of_our_business(stage, daemon, complete):
    """A torrent that MAM does not know is dropped with that reason, and nothing is written."""
    staged = stage.prepare(listing(9000401))
    stage.mam.register_torrent(9000401, b"", "0" * 40)
    await stage.finish(staged)
    stage.client.torrents[staged.info_hash].comment = "from another place"

    event = await complete(staged)

    assert (event.verdict, event.reason) == ("dropped", "not a torrent from MAM")
    assert stage.shelf.writes == []


async def test_a_torrent_of_another_tracker_is_not_asked_for(stage, finished, complete):
    """Where the tracker is known to be another, MAM is not bothered."""
    held = stage.client.torrents[finished.info_hash]
    held.comment = ""
    held.fields |= {"tracker": "https://tracker.example/announce", "trackers_count": 1}

    event = await complete(finished)

    assert event.verdict == "dropped"
    assert stage.mam.visits == []


async def test_a_torrent_that_went_is_dropped(stage, finished, complete):
    """What qBittorrent does not have any more cannot be looked at."""
    stage.client.torrents.clear()

    event = await complete(finished)

    assert event.verdict == "dropped"


async def test_a_moving_torrent_is_looked_at_in_two_seconds(stage, clock, finished, complete):
    """`moving` means too early, not unfinished."""
    stage.client.torrents[finished.info_hash].fields["state"] = "moving"

    event = await complete(finished)

    assert event.wait == "torrent_move"
    assert event.due_at - clock.now() == timedelta(seconds=2)


async def test_a_failed_move_needs_a_person(stage, daemon, finished, complete):
    """A path that is not below the save path is reported as a failed move, on the record too."""
    stage.client.torrents[finished.info_hash].fields |= {
        "content_path": "/tmp-downloads/x",
        "download_path": "",
    }

    event = await complete(finished)

    [download] = await daemon.parts.store.downloads.recent()
    assert event.wait == "person"
    assert "could not move" in event.reason
    assert (download.status, download.reason) == ("needs_person", event.reason)


async def test_an_unfinished_torrent_is_waited_for(stage, finished, complete):
    """A hook for a torrent that still checks its files is only early."""
    stage.client.torrents[finished.info_hash].fields |= {"state": "checkingUP"}

    event = await complete(finished)

    assert event.wait == "torrent_finish"
    assert event.verdict is None


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


async def test_a_duration_that_is_off_is_tagged_and_told(stage, daemon, complete):
    """A recording much shorter than listed gets the mismatch tag, and the record says how far off."""
    staged = stage.prepare(listing(9000401))
    write_audio(staged.content / "01.m4b", seconds=30000, size=300_000)
    await stage.finish(staged)
    stage.shelf.scan_library()

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert stage.client.asked("torrents/files") == 1  # whether all of it is there
    assert stage.shelf.items()[0].tags == [TAG, "duration-mismatch"]
    assert "shorter than listed" in download.duration_check


async def test_files_are_listed_only_where_the_path_does_not_tell(stage, daemon, clock, finished, complete):
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


async def test_only_our_tags_are_replaced(stage, daemon, finished, complete):
    """An older duration tag of ours gives way when the record changes; a person's tags stay where they are."""
    await complete(finished)
    stage.shelf.edit(TITLE, tags=["favourite", TAG, "to lend"])
    [download] = await daemon.parts.store.downloads.recent()
    longer = download.recording.model_copy(update={"duration_seconds": 59000})
    await daemon.parts.store.downloads.update(download.id, recording=longer.model_dump(mode="json"))

    await complete(finished)

    assert stage.shelf.item(TITLE).tags == ["favourite", "to lend", "Listed duration 16h 23m"]


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        ({"narrators": ["Someone Else"]}, {"narrators": ["Someone Else"]}),
        ({"narrators": []}, {"narrators": []}),
        ({"tags": ["mine"]}, {"tags": ["mine"]}),
        ({"abridged": True}, {"abridged": True}),
    ],
)
async def test_a_persons_edit_stays(stage, finished, complete, edit, kept):
    """What a person changed after our write is not written again."""
    await complete(finished)
    stage.shelf.edit(TITLE, **edit)

    await complete(finished)

    item = stage.shelf.item(TITLE)
    assert {name: getattr(item, name) for name in kept} == kept


async def test_a_persons_value_before_our_first_write_stays(stage, clock, finished, complete):
    """Narrators that a person entered before the record came are theirs."""
    clock.advance(timedelta(minutes=1))
    stage.shelf.edit(TITLE, narrators=["R. Porter"])

    await complete(finished)

    assert stage.shelf.item(TITLE).narrators == ["R. Porter"]


async def test_the_files_own_narrators_give_way(stage, complete):
    """What a scan read from the files is no one's edit."""
    staged = stage.prepare(listing(9000401))
    write_audio(staged.content / "01.m4b", seconds=58222, size=300_000, tags={"composer": "Audible"})
    await stage.finish(staged)
    stage.shelf.scan_library()

    await complete(staged)

    [item] = stage.shelf.items()
    assert item.narrators == ["Ray Porter"]


async def test_with_everything_down_nothing_is_lost(stage, daemon, clock, finished, complete):
    """Each service may be away; the event waits, loses no attempt, and is finished when they return."""
    for server in (stage.client, stage.mam, stage.shelf):
        server.down = True
    event = await complete(finished)
    for server in (stage.client, stage.mam, stage.shelf):
        for _ in range(5):
            clock.advance(timedelta(minutes=2))
            await daemon.dispatcher.step()
        assert (await daemon.parts.store.inbox.by_id(event.id)).wait == "outage"
        server.down = False

    clock.advance(timedelta(minutes=2))
    await daemon.dispatcher.step()

    settled = await daemon.parts.store.inbox.by_id(event.id)
    assert settled.verdict == "done"
    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_write_whose_answer_is_lost(stage, daemon, clock, finished, complete, drop):
    """Whether the dropped write arrived or not, the fields end right and the history holds one change each."""
    stage.shelf.fail_next(ShelfFault(drop=drop), on="PATCH")
    event = await complete(finished)
    assert event.wait == "outage"

    clock.advance(timedelta(minutes=2))
    await daemon.dispatcher.step()

    written = [change for change in await daemon.parts.store.changes.recent() if change.status == "written"]
    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]
    assert sorted(change.field for change in written) == sorted(FILLED)
    assert (await daemon.parts.store.inbox.by_id(event.id)).verdict == "done"


async def test_a_pause_that_mam_asks_for_is_kept(stage, daemon, clock, finished, complete):
    """After a 429 the event waits at least as long as the site said."""
    stage.mam.fail_next(Fault.TOO_MANY_SECONDS)

    event = await complete(finished)

    assert event.due_at - clock.now() >= stage.mam.retry_after - timedelta(seconds=1)


async def test_a_dry_run_writes_nothing_and_shows_what_it_would(stage, settings, clock, finished):
    """Every change is noted as dry run, and the library is as it was."""
    from domain.events import TorrentFinished

    async with build(settings.model_copy(update={"dry_run": True}), clock) as daemon:
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=finished.info_hash), now=clock.now())
        await daemon.dispatcher.step()

        changes = await daemon.parts.store.changes.recent()

    assert stage.shelf.writes == []
    assert stage.shelf.item(TITLE).narrators == []
    assert {change.status for change in changes} == {"dry_run"}
