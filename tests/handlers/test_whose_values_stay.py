"""What of an item stays when a torrent of its book finishes, and what is lost while services are away: nothing."""

from datetime import timedelta

import pytest

from daemon.wiring.daemon import build
from domain.policy import FieldName
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.mam import Fault

TITLE = "Project Hail Mary"
TAG = "Listed duration 16h 10m"


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
    ("edit", "field"),
    [
        ({"narrators": ["Someone Else"]}, FieldName.NARRATORS),
        ({"narrators": []}, FieldName.NARRATORS),
        ({"tags": ["mine"]}, FieldName.DURATION_TAG),
        ({"abridged": True}, FieldName.ABRIDGED),
    ],
)
async def test_a_persons_edit_stays(stage, finished, complete, edit, field):
    """What a person changed after our write is not written again, and the event says so."""
    before = await complete(finished)
    stage.shelf.edit(TITLE, **edit)

    event = await complete(finished)

    item = stage.shelf.item(TITLE)
    assert {name: getattr(item, name) for name in edit} == edit
    assert f"{field}: kept, " in event.reason
    assert "kept" not in before.reason


async def test_a_persons_value_before_our_first_write_stays(stage, clock, finished, complete):
    """Narrators that a person entered before the record came are theirs."""
    clock.advance(timedelta(minutes=1))
    stage.shelf.edit(TITLE, narrators=["R. Porter"])

    event = await complete(finished)

    assert stage.shelf.item(TITLE).narrators == ["R. Porter"]
    assert f"{FieldName.NARRATORS}: kept, " in event.reason


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
