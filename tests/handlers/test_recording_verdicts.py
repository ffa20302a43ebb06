"""What the library has is compared with what the record lists, and the verdict shown; undone wishes hold."""

from datetime import timedelta

import pytest

from daemon.connections import connect
from daemon.wiring.daemon import build
from daemon.wiring.desks import item_desk
from domain.events import TorrentFinished
from domain.policy import policy_from
from handlers.writing.undo import UndoChanges
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing

BOOK = listing(9000401)
TAG = "Listed duration 16h 10m"


@pytest.mark.parametrize(
    ("seconds", "verdict", "tags"),
    [
        (BOOK.duration_seconds, "verified", [TAG]),
        (BOOK.duration_seconds * 0.9, "shorter", [TAG, "duration-mismatch"]),
        (BOOK.duration_seconds * 0.5, "looks_abridged", [TAG, "duration-mismatch"]),
        (BOOK.duration_seconds * 1.5, "longer", [TAG, "duration-mismatch"]),
        (0, "unknown", [TAG]),
    ],
)
async def test_the_verdict_is_on_the_record_and_a_difference_is_tagged(
    stage, daemon, complete, seconds, verdict, tags
):
    """Only what is known to differ gets the tag."""
    staged = stage.prepare(BOOK)
    write_audio(staged.content / "01.m4b", seconds=seconds, size=300_000)
    await stage.finish(staged)
    stage.shelf.scan_library()

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.duration_verdict == verdict
    assert stage.shelf.items()[0].tags == tags


async def test_the_tag_of_a_difference_can_be_turned_off(stage, settings, clock):
    """METADATA_POLICY decides over each field."""
    policy = policy_from({"mismatch tag": "never", "narrators": "never"})
    staged = stage.prepare(BOOK)
    write_audio(staged.content / "01.m4b", seconds=600, size=300_000)
    await stage.finish(staged)
    stage.shelf.scan_library()

    async with build(settings.model_copy(update={"metadata_policy": policy}), clock) as daemon:
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=clock.now())
        await daemon.dispatcher.step()

    [item] = stage.shelf.items()
    assert (item.tags, item.narrators) == ([TAG], [])


async def test_the_same_completion_does_not_write_what_was_undone(stage, daemon, clock, finished, complete):
    """A person's wish outlives every repetition of the event."""
    await complete(finished)
    async with connect(daemon.parts) as connections:
        undo = UndoChanges(changes=daemon.parts.store.changes, desk=item_desk(daemon.parts, connections))
        undone = [(await undo.change(one.id)).done for one in await daemon.parts.store.changes.recent()]
    clock.advance(timedelta(minutes=1))

    again = await complete(finished)

    [item] = stage.shelf.items()
    assert again.verdict == "done"
    assert (item.narrators, item.tags, item.genres, item.publisher) == ([], [], [], None)
    assert all(undone)
    assert len(stage.shelf.writes) == 1 + len(undone)


async def test_a_dry_run_adds_no_second_identical_row(stage, settings, clock, finished):
    """The event repeated notes nothing new."""
    async with build(settings.model_copy(update={"dry_run": True}), clock) as daemon:
        for _ in range(2):
            await daemon.parts.store.inbox.add(TorrentFinished(info_hash=finished.info_hash), now=clock.now())
            await daemon.dispatcher.step()

        changes = await daemon.parts.store.changes.recent()
        [download] = await daemon.parts.store.downloads.recent()

    assert download.reason == "a dry run: nothing was written"
    assert {change.status for change in changes} == {"dry_run"}
    assert {"narrators", "duration tag", "genres"} < {change.field for change in changes}
    assert len({change.field for change in changes}) == len(changes)
