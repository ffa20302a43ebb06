"""Looking again at what a person was asked about, and leaving it."""

from datetime import timedelta

import pytest

from domain.events import DownloadApproved, Report, TorrentFinished
from domain.facts import EventVerdict, Status
from domain.recording import Recording
from store.awaited import Awaited, AwaitedFile
from store.decisions import Decisions
from store.downloads import Downloads
from store.queue.claims import Ending, Postponed

HASH = "a" * 40
LEASE = timedelta(minutes=2)


@pytest.fixture
def decisions(db, inbox):
    return Decisions(db, inbox.arrived)


@pytest.fixture
def downloads(db):
    return Downloads(db)


@pytest.fixture
def download_of(downloads, clock):
    async def make(status: Status, *, hashes=(HASH, None, None)):
        return await downloads.create(
            Recording(title="Chains", torrent_id=1),
            hashes=hashes,
            found_by="a test",
            status=status,
            now=clock.now(),
        )

    return make


async def bury(claims, inbox, clock, event) -> int:
    """Give an event up; its number."""
    stored = await inbox.add(event, now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    await claims.settle(claim, Ending(EventVerdict.BURIED, "a fault"), now=clock.now())
    return stored.id


async def test_a_given_up_event_is_looked_at_again(decisions, claims, inbox, clock):
    """It comes due as a new event; the old one waits for no one any more."""
    number = await bury(claims, inbox, clock, TorrentFinished(info_hash=HASH))

    assert await decisions.retry_event(number, now=clock.now())

    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    assert claim.event == TorrentFinished(info_hash=HASH, report=Report.PERSON)
    assert claim.id != number
    assert (await inbox.depth()).buried == 0


async def test_a_given_up_event_is_left_alone(decisions, claims, inbox, clock):
    """It waits for no one any more, and nothing comes due."""
    number = await bury(claims, inbox, clock, TorrentFinished(info_hash=HASH))

    assert await decisions.dismiss_event(number, now=clock.now())

    assert (await inbox.by_id(number)).verdict == "dismissed"
    assert (await inbox.depth()).buried == 0
    assert await claims.claim_next(now=clock.now(), lease=LEASE) is None
    assert not await decisions.dismiss_event(number, now=clock.now())


async def test_a_waiting_event_comes_due_or_is_left(decisions, claims, inbox, clock):
    """What waits for its next look has it at once, and what is left is settled."""
    stored = await inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    later = clock.now() + timedelta(hours=6)
    await claims.put_back(claim, Postponed(due_at=later, looks=1, wait="person", reason="which?", attempts=0))

    assert await decisions.retry_event(stored.id, now=clock.now())
    assert (await claims.claim_next(now=clock.now(), lease=LEASE)).id == stored.id
    assert await decisions.dismiss_event(stored.id, now=clock.now())

    assert (await inbox.by_id(stored.id)).settled_at == clock.now()


async def test_an_event_that_is_done_cannot_be_retried(decisions, claims, inbox, clock):
    """Nor can one that there is not."""
    stored = await inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    await claims.settle(claim, Ending(EventVerdict.DONE, ""), now=clock.now())

    assert not await decisions.retry_event(stored.id, now=clock.now())
    assert not await decisions.retry_event(999, now=clock.now())


@pytest.mark.parametrize(
    ("status", "after", "event"),
    [
        (Status.NEEDS_PERSON, Status.FINISHED, TorrentFinished(info_hash=HASH, report=Report.PERSON)),
        (Status.DISMISSED, Status.FINISHED, TorrentFinished(info_hash=HASH, report=Report.PERSON)),
        (Status.APPLIED, Status.APPLIED, TorrentFinished(info_hash=HASH, report=Report.PERSON)),
        (Status.REFUSED, Status.REFUSED, DownloadApproved(download=1)),
    ],
)
async def test_a_downloads_next_step_is_taken_up(
    decisions, claims, downloads, clock, download_of, status, after, event
):
    """A finished one is matched again, an approved one is added."""
    download = await download_of(status)

    assert await decisions.retry_download(download, now=clock.now())

    assert (await claims.claim_next(now=clock.now(), lease=LEASE)).event == event
    assert (await downloads.by_id(download.id)).status is after


async def test_retrying_a_download_answers_its_given_up_event(decisions, claims, inbox, clock, download_of):
    """One decision is enough."""
    await bury(claims, inbox, clock, TorrentFinished(info_hash=HASH))
    download = await download_of(Status.NEEDS_PERSON)

    await decisions.retry_download(download, now=clock.now())

    assert (await inbox.depth()).buried == 0


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.REJECTED])
async def test_what_no_one_approved_has_no_next_step(decisions, inbox, clock, download_of, status):
    """It is approved instead."""
    download = await download_of(status)

    assert not await decisions.retry_download(download, now=clock.now())
    assert (await inbox.depth()).waiting == 0


async def test_a_download_is_left_alone(decisions, claims, inbox, clock, db, downloads, download_of):
    """Its events end, given up or open, it loses its candidates, and no new item wakes it."""
    await bury(claims, inbox, clock, DownloadApproved(download=1))
    download = await download_of(Status.NEEDS_PERSON)
    await downloads.update(download.id, candidates=[{"item_id": "x", "title": "x", "path": "/x", "why": "?"}])
    await Awaited(db).replace(download.id, [AwaitedFile("/library/Chains/1.mp3")])
    await inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())

    assert await decisions.dismiss_download(download.id, now=clock.now())

    left = await downloads.by_id(download.id)
    assert (left.status, left.reason, left.candidates) == (Status.DISMISSED, "dismissed by you", None)
    assert await claims.claim_next(now=clock.now(), lease=LEASE) is None
    assert (await inbox.depth()).buried == 0
    assert await Awaited(db).downloads(()) == []


async def test_who_held_a_dismissed_event_does_not_settle_it(decisions, claims, inbox, clock, download_of):
    """The decision stands, whatever a handler that was at work answers."""
    download = await download_of(Status.FINISHED)
    stored = await inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)

    await decisions.dismiss_download(download.id, now=clock.now())

    assert not await claims.settle(claim, Ending(EventVerdict.DONE, ""), now=clock.now())
    assert (await inbox.by_id(stored.id)).verdict == "dismissed"


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.APPLIED, Status.ADDING])
async def test_what_waits_for_no_one_is_not_dismissed(decisions, downloads, clock, download_of, status):
    """A proposal is declined, and what is done is done."""
    download = await download_of(status)

    assert not await decisions.dismiss_download(download.id, now=clock.now())
    assert (await downloads.by_id(download.id)).status is status
