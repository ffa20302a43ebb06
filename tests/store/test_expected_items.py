"""What waiting events expect, on both databases."""

from datetime import timedelta

import pytest

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from domain.looking import Expected
from domain.retry import Wait
from sandbox.clock import START
from store.queue.claims import Claim, Claims, Ending, Postponed
from store.queue.expected import ExpectedItems
from store.queue.inbox import Inbox

LEASE = timedelta(minutes=1)
LATER = START + timedelta(hours=1)
EVENTS = [TorrentFinished(info_hash=f"{number:040x}") for number in range(3)]


@pytest.fixture
def expected(inbox: Inbox) -> ExpectedItems:
    return ExpectedItems(inbox.db, inbox.arrived)


async def wait(claims: Claims, claim: Claim, item: Expected | None) -> None:
    await claims.put_back(
        claim, Postponed(due_at=LATER, looks=1, wait=Wait.LIBRARY_ITEM, reason="", attempts=0, expected=item)
    )


@pytest.fixture
async def held(inbox: Inbox, claims: Claims) -> list[Claim]:
    for event in EVENTS:
        await inbox.add(event, now=START)
    taken, _ = await claims.claim(now=START, lease=LEASE, most=3)
    return sorted(taken, key=lambda claim: claim.id)


async def test_what_waiting_events_expect_is_known_to_every_daemon(claims, expected, held):
    """Alike ones once, those of long ago not at all, and nothing of an event that waits for something else."""
    item = Expected(START, "library")
    for claim, one in zip(held, (item, item, Expected(START - timedelta(hours=1))), strict=True):
        await wait(claims, claim, one)

    assert await expected.written_since(START - timedelta(minutes=10)) == [item]


async def test_an_event_that_waits_for_something_else_expects_nothing(claims, expected, held):
    """Each waiting replaces the one before."""
    await wait(claims, held[0], Expected(START))
    again = await claims.claim_next(now=LATER, lease=LEASE)
    assert again is not None
    await wait(claims, again, None)

    assert await expected.written_since(START - LEASE) == []


async def test_a_settled_event_expects_nothing(claims, expected, held):
    """It is over."""
    await wait(claims, held[0], Expected(START))
    again = await claims.claim_next(now=LATER, lease=LEASE)
    assert again is not None
    await claims.settle(again, Ending(EventVerdict.DONE, ""), now=LATER)

    assert await expected.written_since(START - LEASE) == []


async def test_only_open_events_become_due(inbox, claims, expected, held):
    """One that is in progress is handled once more afterwards; one that is settled stays so."""
    waiting, busy, over = held
    await wait(claims, waiting, Expected(START))
    await claims.settle(over, Ending(EventVerdict.DONE, ""), now=START)
    now = START + timedelta(seconds=1)

    assert await expected.came([event.key for event in EVENTS], now=now) == 2

    again = await claims.claim_next(now=now, lease=LEASE)
    assert again is not None
    assert again.id == waiting.id
    await claims.settle(busy, Ending(EventVerdict.DONE, ""), now=now)
    assert [await inbox.by_id(one.id) for one in (busy, over) if (await inbox.by_id(one.id)).settled_at] == [
        await inbox.by_id(over.id)
    ]


async def test_nothing_becomes_due_for_nothing(expected):
    """No items, no statement."""
    assert await expected.came([], now=START) == 0
