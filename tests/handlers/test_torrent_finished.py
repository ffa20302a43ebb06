"""A completion, from the event to what the library holds."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.facts import EventVerdict
from sandbox.audiobookshelf import Fault as ShelfFault
from sandbox.catalogue import listing
from store.queue.claims import Ending

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
        (None, "MyAnonamouse id 9000401 in the torrent's comment"),
        ("https://www.myanonamouse.net/t/9000401", "MyAnonamouse id 9000401 in the torrent's comment"),
        ("nothing of use", "MyAnonamouse's search by info hash"),
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

    assert (event.verdict, event.reason) == ("dropped", "not a torrent from MyAnonamouse")
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


@pytest.mark.parametrize("fields", [{}, {"content_path": "/tmp-downloads/x", "download_path": ""}])
async def test_a_handled_completion_is_not_missed(stage, daemon, clock, finished, complete, fields):
    """Whatever came of it, it is noted as handled: once its event is over, no reconciliation reports it again."""
    torrent = stage.client.torrents[finished.info_hash].fields
    torrent |= fields
    await complete(finished)

    clock.advance(timedelta(days=9))
    while claim := await daemon.claims.claim_next(now=clock.now(), lease=timedelta(minutes=1)):
        await daemon.claims.settle(claim, Ending(EventVerdict.DROPPED, ""), now=clock.now())

    added = {finished.info_hash: datetime.fromtimestamp(torrent["added_on"], UTC)}
    assert await daemon.parts.store.completions.unseen(added) == set()


async def test_an_unfinished_torrent_is_waited_for(stage, finished, complete):
    """A hook for a torrent that still checks its files is only early."""
    stage.client.torrents[finished.info_hash].fields |= {"state": "checkingUP"}

    event = await complete(finished)

    assert event.wait == "torrent_finish"
    assert event.verdict is None


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
