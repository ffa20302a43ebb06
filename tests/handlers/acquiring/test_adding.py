"""From an approval to a torrent in the client, and what stands in between."""

from datetime import timedelta

import pytest

from domain.events import DownloadApproved
from domain.facts import Status
from sandbox.catalogue import listing
from sandbox.visits import smallest_spacing

GIB = 1 << 30
KINGS = 9000102


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
    """The client took it and no answer came; the list says so."""
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
    """Only the default path is reported by qBittorrent: another one is measured here, or it is unknown."""
    (tmp_path / "here").mkdir()
    stage.client.free_space = 0
    daemon = await approved(qbittorrent_save_path=str(tmp_path / place))

    await daemon.settle()

    assert (await daemon.record()).status == status
