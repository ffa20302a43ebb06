"""What stands between an approval and a torrent: MAM's account, prices, pauses and decisions."""

import asyncio
from datetime import timedelta

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.facts import Status
from domain.recording import Recording
from sandbox.catalogue import listing
from sandbox.mam import Fault
from sandbox.stage import Stage
from tests.fixtures.stores import ready_state

GIB = 1 << 30
KINGS = 9000102


async def test_what_was_just_added_counts_before_mam_counts_it(stage, approved):
    """Eleven slots left and a buffer of ten are enough for one download, not for two."""
    stage.mam.account.unsat_count = 139
    daemon = await approved()
    await approved(9000104, daemon=daemon)

    await daemon.settle()

    assert [record.status for record in await daemon.records()] == ["queued", "refused"]
    assert "1 more are in progress" in (await daemon.records())[1].reason


@pytest.mark.parametrize(("left", "status"), [(GIB, "refused"), (0, "queued"), (None, "queued")])
async def test_an_old_download_counts_while_it_is_not_complete(stage, approved, clock, left, status):
    """Afterwards MAM counts it; and one that the client has lost does not hold its slot for ever."""
    stage.mam.account.unsat_count = 139
    daemon = await approved()
    await daemon.settle()
    info_hash = (await daemon.record()).info_hash
    if left is None:
        del stage.client.torrents[info_hash]
    else:
        stage.client.torrents[info_hash].fields["amount_left"] = left
    clock.advance(timedelta(hours=2))
    await approved(9000104, daemon=daemon)

    await daemon.settle()

    assert (await daemon.records())[1].status == status


async def test_free_downloads_do_not_count_for_the_ratio(stage, approved):
    """A freeleech torrent is added to an account with a poor ratio."""
    stage.mam.account.uploaded_bytes = 1
    daemon = await approved(free=True)

    await daemon.settle()

    assert (await daemon.record()).status == "queued"


async def test_what_was_free_is_looked_at_again_after_an_hour(stage, approved, clock):
    """A proposal may lie for weeks: freeleech that has ended does not count any more."""
    stage.mam.account.uploaded_bytes = 1
    stage.mam.account.classname, stage.mam.account.vip_until = "User", None
    daemon = await approved(free=True)
    clock.advance(timedelta(hours=2))

    await daemon.settle()

    assert "ratio would fall" in (await daemon.record()).reason


async def test_a_torrent_that_mam_took_back_is_reported(stage, approved, clock):
    """Its record says so, and nothing more is tried."""
    stage.mam.always(Fault.NOT_FOUND, path="/tor/download.php")
    daemon = await approved()

    await daemon.settle()

    record = await daemon.record()
    assert (record.status, record.reason) == ("gone", "MyAnonamouse no longer has this torrent")
    assert (await daemon.event()).verdict == "dropped"


async def test_blocked_downloads_pause_until_a_person_resumes(stage, approved, downloads_of):
    """After a 406 no torrent file is asked for, also by other records and after a restart."""
    stage.mam.fail_next(Fault.BLOCKED, path="/tor/download.php")
    daemon = await approved()
    await daemon.settle()
    again = await approved(9000104, qbittorrent_category="audiobooks")

    await again.settle()

    assert "406" in (await again.records())[0].reason
    assert "paused" in (await again.records())[1].reason
    assert (await again.event()).wait == "pause"
    assert len(downloads_of()) == 1


async def test_a_refused_session_waits_for_a_person(stage, approved):
    """It is in the record, and acquisition as such is not paused."""
    stage.mam.end_sessions()
    daemon = await approved()

    await daemon.settle()

    assert (await daemon.event()).wait in {"person", "failure"}
    assert "MyAnonamouse" in (await daemon.record()).reason
    assert await daemon.daemon.parts.store.switches.why_off("acquisition") is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"acquisition": "off"}, "ACQUISITION is off"),
        ({"dry_run": True}, "DRY_RUN is on"),
    ],
)
async def test_what_is_turned_off_adds_nothing(stage, approved, given, told):
    """An approval from before waits, and says for what."""
    daemon = await approved(**given)

    await daemon.settle()

    record = await daemon.record()
    assert (record.status, (await daemon.event()).wait) == ("approved", "pause")
    assert told in record.reason
    assert stage.mam.visits == []
    assert stage.client.adds == []


async def test_a_pause_counts_right_before_the_add(stage, approved, clock, downloads_of):
    """Paused while the torrent waited for its turn: it was fetched, and is not added."""
    daemon = await approved()
    acquisition = daemon.daemon.api.acquisition

    async with asyncio.TaskGroup() as tasks, acquisition.add_torrent.qbittorrent.turn_to_add():
        tasks.create_task(daemon.settle())
        while not downloads_of():
            await clock.sleep(timedelta(0))
        await acquisition.gate.pause("stop")

    assert stage.client.adds == []
    assert (await daemon.record()).reason == "search and download are paused: stop"


async def test_the_same_torrent_is_not_added_for_two_records(stage, approved, clock):
    """A second record of one info hash is declined, and says of which it is the twin."""
    daemon = await approved()
    staged = stage.prepare(listing(KINGS))
    await daemon.daemon.parts.store.downloads.create(
        Recording(torrent_id=1, title="By hand"),
        hashes=(staged.info_hash, staged.info_hash, None),
        found_by="a test",
        status=Status.APPLIED,
        now=clock.now(),
    )

    await daemon.settle()

    record = (await daemon.records())[0]
    assert (record.status, record.reason) == ("rejected", "the same torrent as download 2")
    assert stage.client.adds == []


async def test_a_declined_record_is_not_added(stage, approved):
    """A person was quicker than the event."""
    daemon = await approved()
    assert await daemon.daemon.api.acquisition.proposals.reject(
        1, reason="no", now=daemon.daemon.parts.clock.now()
    )

    await daemon.settle()

    assert (await daemon.event()).reason == "the download is no longer waiting to be added"
    assert stage.client.adds == []


@pytest.mark.qbittorrent
async def test_a_real_qbittorrent_gets_the_torrent(tmp_path, clock, acquirer_of):
    """From the proposal to a real client's list: category, tag and hash as the record has them."""
    async with Stage(tmp_path / "world", clock, real=True) as stage:
        given = {
            name.lower(): value for name, value in stage.environment(ready_state(tmp_path / "state")).items()
        }
        async with build(Settings(**given, acquisition="auto"), clock) as built:
            daemon = acquirer_of(built)
            await daemon.daemon.api.acquisition.propose.by_mam_id(KINGS, found_by="a test")

            await daemon.settle()

            record = await daemon.record()
            listed = await stage.client.torrent(record.info_hash)

    assert (record.status, record.reason) == ("queued", None)
    assert (listed["category"], listed["tags"]) == ("audiobooks", "shelfhook")
    assert listed["save_path"] == str(stage.downloads)
