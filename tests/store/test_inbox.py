"""The inbox, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from sandbox.clock import START, FakeClock
from store.completions import Completions, noting
from store.queue.claims import Claims, Ending, Postponed
from store.queue.inbox import Inbox
from store.queue.waits import Waits

LEASE = timedelta(minutes=1)
HASH = "a" * 40


def finished(number: int = 0) -> TorrentFinished:
    return TorrentFinished(info_hash=f"{number:040x}")


async def test_an_event_that_waits_is_not_stored_twice(inbox: Inbox):
    """The second report of a completion that waits is distinguished, and has the first one's number."""
    first = await inbox.add(finished(), now=START)

    second = await inbox.add(finished(), now=START)

    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.id == second.id
    assert (await inbox.depth()).waiting == 1


async def test_many_at_once_share_commits_and_none_is_lost(inbox: Inbox):
    """Two hundred callers at the same time each get the number of their own stored event."""
    async with asyncio.TaskGroup() as callers:
        added = [callers.create_task(inbox.add(finished(n), now=START)) for n in range(200)]

    numbers = {task.result().id: n for n, task in enumerate(added)}
    assert len(numbers) == 200
    for number, n in numbers.items():
        assert (await inbox.by_id(number)).key == finished(n).key


async def test_equal_events_in_one_commit_are_one(inbox: Inbox):
    """Of ten equal reports at the same time exactly one is new."""
    async with asyncio.TaskGroup() as callers:
        added = [callers.create_task(inbox.add(finished(), now=START)) for _ in range(10)]

    assert sorted(task.result().duplicate for task in added) == [False] + [True] * 9
    assert (await inbox.depth()).waiting == 1


async def test_a_claim_takes_what_has_been_due_longest(inbox: Inbox, claims: Claims):
    """Events are handed out in the order in which they came due, and each only once."""
    for n in range(3):
        await inbox.add(finished(n), now=START + timedelta(seconds=n))

    taken = [await claims.claim_next(now=START + timedelta(seconds=9), lease=LEASE) for _ in range(4)]

    assert [claim and claim.event for claim in taken] == [finished(0), finished(1), finished(2), None]


async def test_claimers_at_once_never_get_the_same_event(inbox: Inbox, claims: Claims):
    """Twenty claimers of ten events get ten different ones."""
    for n in range(10):
        await inbox.add(finished(n), now=START)

    async with asyncio.TaskGroup() as claimers:
        claimed = [claimers.create_task(claims.claim_next(now=START, lease=LEASE)) for _ in range(20)]

    numbers = [claim.id for task in claimed if (claim := task.result())]
    assert len(numbers) == len(set(numbers)) == 10


async def test_an_abandoned_claim_comes_due_when_its_lease_ends(inbox: Inbox, claims: Claims):
    """An event that a daemon claimed and never settled is handed to another one, as a second attempt."""
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    await inbox.add(finished(), now=START)
    await claims.claim_next(now=START, lease=LEASE)

    early = await other.claim_next(now=START + LEASE / 2, lease=LEASE)
    late = await other.claim_next(now=START + LEASE, lease=LEASE)

    assert early is None
    assert late is not None
    assert late.attempt == 2


async def test_only_the_holder_settles(inbox: Inbox, claims: Claims):
    """A claim whose lease ran out and that another took cannot settle or put back the event."""
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    await inbox.add(finished(), now=START)
    old = await claims.claim_next(now=START, lease=LEASE)
    new = await other.claim_next(now=START + LEASE, lease=LEASE)

    settled_by_old = await claims.settle(old, Ending(EventVerdict.DONE, ""), now=START)
    put_back_by_old = await claims.put_back(
        old, Postponed(due_at=START, looks=0, wait="x", reason="", attempts=0)
    )
    settled_by_new = await claims.settle(new, Ending(EventVerdict.DONE, ""), now=START)

    assert (settled_by_old, put_back_by_old, settled_by_new) == (False, False, True)


async def test_only_the_holder_stores_what_it_keeps(inbox: Inbox, claims: Claims):
    """What a handler stores with its answer is stored where the answer counts, be the event settled or put back."""
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    await inbox.add(finished(), now=START)
    old = await claims.claim_next(now=START, lease=LEASE)
    new = await other.claim_next(now=START + LEASE, lease=LEASE)
    hashes = [f"{number:040x}" for number in range(1, 5)]
    lost, lost_too, first, last = ((noting(one, START, now=START),) for one in hashes)
    postponed = Postponed(due_at=START, looks=0, wait="x", reason="", attempts=0)

    await claims.settle(old, Ending(EventVerdict.DONE, "", keep=lost), now=START)
    await claims.put_back(old, replace(postponed, keep=lost_too))
    await other.put_back(new, replace(postponed, keep=first))
    again = await other.claim_next(now=START, lease=LEASE)
    await other.settle(again, Ending(EventVerdict.DONE, "", keep=last), now=START)

    unseen = await Completions(inbox.db).unseen(dict.fromkeys(hashes, START))
    assert unseen == set(hashes[:2])


async def test_where_as_many_are_due_as_asked_for_more_may_be(inbox: Inbox, claims: Claims):
    """The next claim is then made at once; one that finds fewer says when the next event comes due."""
    later = START + timedelta(hours=1)
    for n in range(3):
        await inbox.add(finished(n), now=START)
    await inbox.add(finished(3), now=later)

    _, after_two = await claims.claim(now=START, lease=LEASE, most=2)
    _, after_three = await claims.claim(now=START, lease=LEASE, most=2)

    assert (after_two, after_three) == (START, later)


async def test_a_report_during_handling_makes_it_due_again(inbox: Inbox, claims: Claims):
    """What is reported while it is being handled is handled once more after that."""
    await inbox.add(finished(), now=START)
    claim = await claims.claim_next(now=START, lease=LEASE)
    again = await inbox.add(finished(), now=START)

    await claims.settle(claim, Ending(EventVerdict.DONE, ""), now=START)

    assert again.duplicate
    once_more = await claims.claim_next(now=START, lease=LEASE)
    assert once_more is not None
    await claims.settle(once_more, Ending(EventVerdict.DONE, ""), now=START)
    assert (await inbox.depth()).waiting == 0


async def test_a_settled_event_may_happen_again(inbox: Inbox, claims: Claims):
    """A completion that is reported after it was settled is a new event."""
    first = await inbox.add(finished(), now=START)
    claim = await claims.claim_next(now=START, lease=LEASE)
    await claims.settle(claim, Ending(EventVerdict.DONE, "applied"), now=START)

    second = await inbox.add(finished(), now=START)

    assert not second.duplicate
    assert second.id != first.id


async def test_what_follows_is_appended_with_the_settling(inbox: Inbox, claims: Claims):
    """The events that a handler answers with wait as soon as its own event is settled."""
    await inbox.add(finished(1), now=START)
    claim = await claims.claim_next(now=START, lease=LEASE)

    await claims.settle(claim, Ending(EventVerdict.DONE, "", (finished(2),)), now=START)

    following = await claims.claim_next(now=START, lease=LEASE)
    assert following is not None
    assert following.event == finished(2)


async def test_a_fresh_report_wakes_what_waits(inbox: Inbox, claims: Claims):
    """An event put back for an hour is due at once when it is reported again."""
    await inbox.add(finished(), now=START)
    claim = await claims.claim_next(now=START, lease=LEASE)
    await claims.put_back(
        claim,
        Postponed(due_at=START + timedelta(hours=1), looks=1, wait="library_item", reason="", attempts=0),
    )

    await inbox.add(finished(), now=START + timedelta(minutes=1))

    assert await claims.claim_next(now=START + timedelta(minutes=1), lease=LEASE) is not None


async def test_a_restart_takes_back_its_own_claims(inbox: Inbox, claims: Claims):
    """What this daemon had in hand when it died is due at once; another daemon's claim is left alone."""
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    await inbox.add(finished(1), now=START)
    await inbox.add(finished(2), now=START)
    await claims.claim_next(now=START, lease=LEASE)
    await other.claim_next(now=START, lease=LEASE)

    returned = await claims.take_back(now=START)

    assert returned == 1
    assert (await claims.claim_next(now=START, lease=LEASE)).event == finished(1)
    assert await claims.claim_next(now=START, lease=LEASE) is None


async def test_waking_a_kind_of_wait(inbox: Inbox, claims: Claims, clock: FakeClock):
    """Waking makes due what waits for that, and nothing else."""
    for n, wait in enumerate(("library_item", "person")):
        await inbox.add(finished(n), now=START)
        claim = await claims.claim_next(now=START, lease=LEASE)
        await claims.put_back(
            claim, Postponed(due_at=START + timedelta(hours=1), looks=1, wait=wait, reason="", attempts=0)
        )

    woken = await Waits(inbox.db, inbox.arrived).wake(wait="library_item", now=clock.now())

    assert woken == 1
    assert (await claims.claim_next(now=START, lease=LEASE)).event == finished(0)
    assert await claims.claim_next(now=START, lease=LEASE) is None


async def test_several_are_claimed_at_once(inbox: Inbox, claims: Claims):
    """Those that have been due longest, as many as are asked for, and each for one daemon only."""
    numbers = [(await inbox.add(finished(n), now=START + timedelta(seconds=9 - n))).id for n in range(10)]
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    now = START + timedelta(seconds=10)

    async with asyncio.TaskGroup() as group:
        looks = [group.create_task(one.claim(now=now, lease=LEASE, most=3)) for one in (claims, other)]
    taken = [{claim.id for claim in task.result()[0]} for task in looks]
    rest, due_at = await claims.claim(now=now, lease=LEASE, most=10)

    assert [len(one) for one in taken] == [3, 3]
    assert taken[0] | taken[1] == set(numbers[4:])
    assert {claim.id for claim in rest} == set(numbers[:4])
    assert due_at == now + LEASE  # the other daemon's
