"""Proposals on their way to the torrent client, on both databases."""

from datetime import timedelta

import pytest

from domain.facts import ReasonKind, Status
from domain.recording import Recording
from sandbox.clock import START
from store.downloads import Downloads
from store.proposals import Proposal, Proposals
from store.queue.inbox import Inbox

KINGS = Proposal(
    recording=Recording(torrent_id=7, title="The Way of Kings", authors=("Brandon Sanderson",)),
    wanted={"author": ["Brandon Sanderson"]},
    found_by="a test",
    chosen_because="It is the only edition found.",
    run_id=3,
    reason="it may be there already",
)


@pytest.fixture
def proposals(db, inbox) -> Proposals:
    return Proposals(db, inbox.arrived)


@pytest.fixture
def downloads(db) -> Downloads:
    return Downloads(db)


async def approvals(inbox: Inbox) -> list[tuple[str, int]]:
    return [(row.key, row.signals) for row in await inbox.recent()]


async def test_a_proposal_is_a_record_with_all_that_is_known(proposals, downloads, inbox):
    """What was asked for, why it was chosen and by which run; nothing is fetched."""
    made = await proposals.create(KINGS, approved=False, now=START)

    found = await downloads.by_id(made.id)
    assert (found.status, found.mam_id, found.title) == ("proposed", 7, "The Way of Kings")
    assert (found.wanted, found.chosen_because) == (KINGS.wanted, KINGS.chosen_because)
    assert (found.run_id, found.reason, found.info_hash) == (3, KINGS.reason, None)
    assert await approvals(inbox) == []


async def test_an_approved_proposal_comes_with_its_event(proposals, inbox):
    """Record and event are one transaction, so that neither can be lost without the other."""
    made = await proposals.create(KINGS, approved=True, now=START)

    assert made.status == "approved"
    assert await approvals(inbox) == [(f"download.approved:{made.id}", 1)]
    assert inbox.arrived.is_set()


async def test_approving_twice_is_one_event_that_is_due_at_once(proposals, inbox, downloads):
    """The second approval makes a waiting event due, and adds none."""
    made = await proposals.create(KINGS, approved=False, now=START)

    assert await proposals.approve(made.id, now=START)
    assert await proposals.approve(made.id, now=START + timedelta(hours=1))

    assert await approvals(inbox) == [(f"download.approved:{made.id}", 2)]
    assert ((await downloads.by_id(made.id)).status, (await downloads.by_id(made.id)).reason) == (
        "approved",
        None,
    )


@pytest.mark.parametrize(
    ("status", "may_approve", "may_reject"),
    [
        (Status.PROPOSED, True, True),
        (Status.APPROVED, True, True),
        (Status.REFUSED, True, True),
        (Status.REJECTED, True, True),
        (Status.GONE, True, False),
        (Status.ADDING, True, False),
        (Status.QUEUED, True, False),
        (Status.FINISHED, False, False),
        (Status.APPLIED, False, False),
    ],
)
async def test_what_a_person_may_still_decide(proposals, downloads, status, may_approve, may_reject):
    """What the torrent client has cannot be declined any more, nor approved again."""
    made = await proposals.create(KINGS, approved=False, now=START)

    await downloads.update(made.id, status=status.value)
    assert await proposals.reject(made.id, reason="no", now=START) is may_reject
    await downloads.update(made.id, status=status.value)
    assert await proposals.approve(made.id, now=START) is may_approve


async def test_declining_wins_only_before_the_add(proposals, downloads):
    """The first has it: begun, it cannot be declined; declined, it cannot be begun."""
    first = await proposals.create(KINGS, approved=True, now=START)
    second = await proposals.create(KINGS, approved=True, now=START)

    assert await proposals.begin_adding(first.id)
    assert not await proposals.reject(first.id, reason="no", now=START)
    assert await proposals.reject(second.id, reason="no", now=START)
    assert not await proposals.begin_adding(second.id)

    assert (await downloads.by_id(second.id)).reason == "no"


async def test_a_record_that_is_further_is_not_set_back(proposals, downloads):
    """The completion may be handled before the add is noted."""
    made = await proposals.create(KINGS, approved=True, now=START)
    await downloads.update(made.id, status=Status.APPLIED.value)

    await proposals.queued(made.id, now=START)
    await proposals.wait(made.id, ReasonKind.ERROR, "too late", status=Status.REFUSED)

    assert ((await downloads.by_id(made.id)).status, (await downloads.by_id(made.id)).reason) == (
        "applied",
        KINGS.reason,
    )


async def test_what_is_under_way(proposals, downloads):
    """What is being added or downloaded, and what was queued lately however far it is."""
    made = [await proposals.create(KINGS, approved=True, now=START) for _ in range(5)]
    adding, queued, applied, long_ago, _waiting = [one.id for one in made]
    await proposals.begin_adding(adding)
    for number in (queued, applied, long_ago):
        await proposals.queued(number, now=START)
    await downloads.update(applied, status=Status.APPLIED.value)
    await downloads.update(long_ago, status=Status.APPLIED.value, queued_at=START - timedelta(hours=2))

    found = await proposals.under_way(since=START - timedelta(hours=1))

    assert sorted(one.id for one in found) == [adding, queued, applied]


async def test_records_are_found_by_their_authors(proposals, downloads):
    """Any word of the author's name will do, and signs in it mean nothing to the database."""
    await proposals.create(KINGS, approved=False, now=START)

    assert len(await downloads.like(mam_ids=[], author_words=["sanderson", "Nobody"])) == 1
    assert await downloads.like(mam_ids=[], author_words=["%"]) == []
    assert await downloads.like(mam_ids=[], author_words=[]) == []


async def test_records_are_found_by_their_torrent(proposals, downloads):
    """The newest record of a torrent comes first, no matter who wrote the book."""
    first = await proposals.create(KINGS, approved=False, now=START)
    second = await proposals.create(KINGS, approved=False, now=START)

    found = await downloads.like(mam_ids=[first.mam_id, 1], author_words=[])

    assert [record.id for record in found] == [second.id, first.id]
