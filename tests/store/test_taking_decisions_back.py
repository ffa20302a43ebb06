"""Decisions on proposals that are taken back, and the rules that came with them, on both databases."""

import pytest

from domain.facts import ReasonKind, Status
from domain.recording import Recording, Series
from domain.rules import RuleKind
from sandbox.clock import START
from store.downloads import Downloads
from store.proposal_decisions import GRACE
from store.proposals import Proposal, Proposals
from store.rules import Rules

KINGS = Proposal(
    recording=Recording(
        torrent_id=7,
        title="The Way of Kings",
        authors=("Brandon Sanderson", "Somebody Else"),
        series=(Series(name="The Stormlight Archive", sequence="1"),),
        description="Long.",
    ),
    wanted={"author": ["Brandon Sanderson"]},
    found_by="a test",
    chosen_because="It is the only edition found.",
    reason="the best edition found is abridged",
    reason_kind=ReasonKind.ABRIDGED,
    editions=[Recording(torrent_id=8, title="The Way of Kings", description="Long.", size_bytes=5)],
)


@pytest.fixture
def proposals(db, inbox) -> Proposals:
    return Proposals(db, inbox.arrived)


@pytest.fixture
def downloads(db) -> Downloads:
    return Downloads(db)


async def test_an_approval_takes_effect_after_a_while(proposals, inbox, downloads):
    """Its event waits, so that it can be taken back; a second approval no longer waits."""
    made = await proposals.create(KINGS, approved=False, now=START)

    await proposals.approve(made.id, now=START)
    [first] = await inbox.recent()
    await proposals.approve(made.id, now=START)
    [second] = await inbox.recent()

    assert (first.due_at, second.due_at) == (START + GRACE, START)
    assert (await downloads.by_id(made.id)).decided_at == START


@pytest.mark.parametrize("decision", ["approve", "reject"])
async def test_a_decision_that_is_taken_back_leaves_no_trace(proposals, downloads, decision):
    """The record is proposed again, with the doubt that it had."""
    made = await proposals.create(KINGS, approved=False, now=START)
    if decision == "approve":
        await proposals.approve(made.id, now=START)
    else:
        await proposals.reject(made.id, reason="no", now=START)

    assert await proposals.reconsider(made.id)

    assert await downloads.by_id(made.id) == made
    assert not await proposals.reconsider(made.id)


async def test_the_last_decision_goes_back_to_the_one_before(proposals, downloads):
    """A declined book that was approved after all is declined again."""
    made = await proposals.create(KINGS, approved=False, now=START)
    await proposals.reject(made.id, reason="no", now=START)
    await proposals.approve(made.id, now=START)

    await proposals.reconsider(made.id)

    found = await downloads.by_id(made.id)
    assert (found.status, found.reason, found.reason_kind) == ("rejected", "no", "declined")


@pytest.mark.parametrize("status", [Status.ADDING, Status.QUEUED, Status.FINISHED, Status.APPLIED])
async def test_what_the_torrent_client_has_is_not_taken_back(proposals, downloads, status):
    """The record stays as far as it is."""
    made = await proposals.create(KINGS, approved=False, now=START)
    await proposals.approve(made.id, now=START)
    await downloads.update(made.id, status=status.value)

    assert not await proposals.reconsider(made.id)

    assert (await downloads.by_id(made.id)).status == status


async def test_what_no_person_decided_is_not_taken_back(proposals):
    """Neither a proposal nor what the settings approved has a decision."""
    proposed = await proposals.create(KINGS, approved=False, now=START)
    approved = await proposals.create(KINGS, approved=True, now=START)

    assert not await proposals.reconsider(proposed.id)
    assert not await proposals.reconsider(approved.id)
    assert not await proposals.reconsider(99)


async def test_a_rule_comes_and_goes_with_its_decision(db, proposals):
    """What a person said of a proposal is kept with it, until one of the two is taken back."""
    rules = Rules(db)
    made = await proposals.create(KINGS, approved=False, now=START)
    await proposals.reject(made.id, reason="no", now=START, never=RuleKind.SERIES)

    [kept] = await rules.all()
    await proposals.reconsider(made.id)

    assert (kept.kind, kept.series, kept.authors[0]) == (
        "series",
        "The Stormlight Archive",
        "Brandon Sanderson",
    )
    assert (kept.download_id, kept.mam_id, kept.created_at) == (made.id, 7, START)
    assert await rules.all() == []


async def test_a_rule_can_be_taken_back_alone(db, proposals, downloads):
    """The book stays declined."""
    rules = Rules(db)
    made = await proposals.create(KINGS, approved=False, now=START)
    await proposals.reject(made.id, reason="no", now=START, never=RuleKind.AUTHOR)
    [kept] = await rules.all()

    await rules.remove(kept.id)

    assert await rules.by_id(kept.id) is None
    assert (await downloads.by_id(made.id)).status == "rejected"


async def test_other_editions_are_kept_without_their_long_texts(proposals, downloads):
    """They are there to be chosen, not to be read."""
    made = await proposals.create(KINGS, approved=False, now=START)

    found = await downloads.by_id(made.id)

    assert found.editions == [{"torrent_id": 8, "title": "The Way of Kings", "size_bytes": 5}]
