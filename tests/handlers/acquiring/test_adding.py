"""From an approval to a torrent in the client, and what stands in between."""

import asyncio
from datetime import timedelta

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.events import DownloadApproved
from domain.facts import Status
from domain.recording import Recording
from sandbox.catalogue import listing
from sandbox.mam import Fault
from sandbox.stage import Stage
from sandbox.visits import smallest_spacing
from store.proposals import Proposal
from tests.fixtures.stores import ready_state

GIB = 1 << 30
KINGS = 9000102


@pytest.fixture
async def approved(acquirer):
    """A daemon with one approved record, that no one has looked at yet."""

    async def make(mam_id: int = KINGS, *, daemon=None, free: bool = False, **settings):
        daemon = daemon or await acquirer(**settings)
        found = listing(mam_id)
        recording = Recording(
            torrent_id=mam_id,
            title=found.title,
            authors=found.authors,
            size_bytes=found.size_bytes,
            freeleech=free,
        )
        proposal = Proposal(
            recording=recording, wanted={"mam_id": mam_id}, found_by="a test", chosen_because="it is here"
        )
        parts = daemon.daemon.parts
        await daemon.daemon.acquisition.proposals.create(proposal, approved=True, now=parts.clock.now())
        return daemon

    return make


async def test_an_approved_record_is_added(stage, approved, downloads_of):
    """The torrent is in the client with category, tag and place, and the record knows its hashes."""
    daemon = await approved(qbittorrent_save_path=str(stage.library))

    await daemon.settle()

    record = await daemon.record()
    [held] = stage.client.torrents.values()
    assert (record.status, record.reason) == ("queued", None)
    assert record.queued_at is not None
    assert record.info_hash == record.infohash_v1 == held.fields["hash"]
    assert (held.fields["category"], held.fields["tags"]) == ("audiobooks", "shelfhook")
    assert held.fields["save_path"] == str(stage.library)
    assert len(downloads_of()) == 1
    assert (stage.mam.wedges_spent, stage.mam.violations) == (0, [])
    assert (await daemon.event()).reason == "added to qBittorrent"


async def test_the_hook_finds_the_record_by_its_hash(stage, approved, complete_of):
    """What the later completion applies is the record that was stored before the download."""
    staged = stage.prepare(listing(KINGS))
    daemon = await approved()
    await daemon.settle()
    asked = len(stage.mam.visits)
    await stage.finish(staged)
    stage.shelf.scan_library()

    await complete_of(daemon, staged)

    record = await daemon.record()
    assert (record.info_hash, record.status, record.found_by) == (staged.info_hash, "applied", "a test")
    assert len(stage.mam.visits) == asked


async def test_an_event_that_comes_twice_adds_once(stage, approved, downloads_of):
    """A repeated approval finds the record queued and does nothing."""
    daemon = await approved()
    await daemon.settle()

    await daemon.daemon.parts.store.inbox.add(
        DownloadApproved(download=1), now=daemon.daemon.parts.clock.now()
    )
    await daemon.settle()

    assert len(stage.client.adds) == 1
    assert len(downloads_of()) == 1
    assert (await daemon.event()).reason == "the download is no longer waiting to be added"


async def test_a_crash_after_the_add_is_settled_by_asking(stage, approved, downloads_of):
    """The record says that it was being added, and the client has it: nothing is fetched again."""
    daemon = await approved()
    await daemon.settle()
    parts = daemon.daemon.parts
    await parts.store.downloads.update(1, status=Status.ADDING.value, queued_at=None)

    await parts.store.inbox.add(DownloadApproved(download=1), now=parts.clock.now())
    await daemon.settle()

    assert (await daemon.record()).status == "queued"
    assert len(stage.client.adds) == 1
    assert len(downloads_of()) == 1


async def test_a_lost_answer_is_no_second_add(stage, approved):
    """The client took it and no one was told; the list says so."""
    stage.client.loses_add_answers = True
    daemon = await approved()

    await daemon.settle()

    assert (await daemon.record()).status == "queued"
    assert len(stage.client.torrents) == 1


async def test_an_add_that_never_arrived_is_tried_again(stage, approved, clock):
    """The outage is waited out, and then the torrent is added."""
    stage.client.drops_adds = True
    daemon = await approved()
    await daemon.settle()
    record, event = await daemon.record(), await daemon.event()
    stage.client.drops_adds = False

    clock.advance(event.due_at - clock.now())
    await daemon.settle()

    assert (record.status, event.wait) == ("adding", "outage")
    assert "torrents/add" in record.reason
    assert ((await daemon.record()).status, (await daemon.record()).reason) == ("queued", None)


async def test_a_torrent_that_is_there_already_is_taken_for_granted(stage, approved):
    """A person added it by hand: the record is queued and nothing is sent."""
    daemon = await approved()
    staged = stage.prepare(listing(KINGS))
    stage.client.hold(hash=staged.info_hash)

    await daemon.settle()

    assert (await daemon.record()).status == "queued"
    assert stage.client.adds == []


async def test_adds_are_five_seconds_apart(stage, approved):
    """However many were approved at once, and although MAM would allow it sooner."""
    daemon = await approved()
    for mam_id in (9000104, 9000105, 9000106):
        await approved(mam_id, daemon=daemon)

    await daemon.settle()

    assert [record.status for record in await daemon.records()] == ["queued"] * 4
    assert smallest_spacing(stage.client.adds) >= timedelta(seconds=5)
    assert stage.mam.smallest_spacing() >= timedelta(seconds=2)


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ({"unsat_count": 140}, "Only 10 of 150 slots"),
        ({"unsat_count": 140, "nested": False}, "Only 10 of 150 slots"),
        ({"uploaded_bytes": 100, "downloaded_bytes": 50}, "The ratio would fall to 0.00"),
        ({"uploaded_bytes": 0, "downloaded_bytes": 0}, "The ratio would fall to 0.00"),
    ],
)
async def test_the_guardian_refuses_with_a_sentence(stage, approved, clock, downloads_of, account, told):
    """Nothing is fetched from MAM; the sentence is on the record, and it is looked at again."""
    for name, value in account.items():
        setattr(stage.mam.account, name, value)
    daemon = await approved()

    await daemon.settle()

    record, event = await daemon.record(), await daemon.event()
    assert (record.status, record.reason) == ("refused", event.reason)
    assert told in record.reason
    assert (event.wait, event.due_at - clock.now()) == ("guardian", timedelta(minutes=15))
    assert downloads_of() == []
    assert stage.client.adds == []


async def test_a_refused_record_is_added_once_the_account_allows(stage, approved, clock):
    """The next look finds slots again."""
    stage.mam.account.unsat_count = 149
    daemon = await approved()
    await daemon.settle()
    stage.mam.account.unsat_count = 5

    clock.advance(timedelta(minutes=15))
    await daemon.settle()

    assert ((await daemon.record()).status, (await daemon.record()).reason) == ("queued", None)


async def test_a_full_disk_refuses(stage, approved):
    """The space must do for this download and for what is still to come."""
    stage.client.free_space = 2 * GIB
    stage.client.hold(hash="ab" * 20, amount_left=2 * GIB, state="downloading")
    daemon = await approved()

    await daemon.settle()

    assert "2.0 GiB are free at the save path" in (await daemon.record()).reason


@pytest.mark.parametrize(("place", "status"), [("here", "queued"), ("elsewhere", "refused")])
async def test_another_save_path_must_be_seen(stage, approved, tmp_path, place, status):
    """QBittorrent tells only of its default path: another one is measured here, or no one can tell."""
    (tmp_path / "here").mkdir()
    stage.client.free_space = 0
    daemon = await approved(qbittorrent_save_path=str(tmp_path / place))

    await daemon.settle()

    assert (await daemon.record()).status == status


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
    assert (record.status, record.reason) == ("gone", "MAM no longer has this torrent")
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
    """It is told on the record, and acquisition as such is not paused."""
    stage.mam.end_sessions()
    daemon = await approved()

    await daemon.settle()

    assert (await daemon.event()).wait in {"person", "failure"}
    assert "MAM" in (await daemon.record()).reason
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
    acquisition = daemon.daemon.acquisition

    async with asyncio.TaskGroup() as tasks, acquisition.add_torrent.qbittorrent.turn_to_add():
        tasks.create_task(daemon.settle())
        while not downloads_of():
            await clock.sleep(timedelta(0))
        await acquisition.gate.pause("stop")

    assert stage.client.adds == []
    assert (await daemon.record()).reason == "acquisition is paused: stop"


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
    assert await daemon.daemon.acquisition.proposals.reject(1, reason="no")

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
            await daemon.daemon.acquisition.propose.by_mam_id(KINGS, found_by="a test")

            await daemon.settle()

            record = await daemon.record()
            listed = await stage.client.torrent(record.info_hash)

    assert (record.status, record.reason) == ("queued", None)
    assert (listed["category"], listed["tags"]) == ("audiobooks", "shelfhook")
    assert listed["save_path"] == str(stage.downloads)
