"""Events with which in hand the process ended are handled again, a suspect alone."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from daemon.dispatch.handling import LEASE
from daemon.dispatch.suspects import CALM
from domain.events import TorrentFinished
from domain.facts import EventVerdict
from domain.outcomes import Done, Outcome
from sandbox.clock import FakeClock
from store.queue.claims import Claims, Ending, Postponed
from store.queue.statements import Taking
from tests.daemon.dispatch.deaths.conftest import finished, running, settled
from tests.fixtures.waiting import until

pytestmark = pytest.mark.databases("sqlite", "postgres")


async def die_with(claims: Claims, clock: FakeClock, *, times: int) -> None:
    """Claim what is due and end without settling it, so often, as the next start finds it."""
    for _ in range(times):
        assert await claims.claim_next(now=clock.now(), lease=LEASE) is not None
        await claims.take_back(now=clock.now())


async def test_after_one_death_an_event_is_handled_as_any_other(inbox, claims, clock, dispatcher):
    """Four are in hand when a daemon dies: the first time nothing is held against any of them."""
    await inbox.add(finished(), now=clock.now())
    await die_with(claims, clock, times=1)

    assert await dispatcher.step()

    [row] = await inbox.recent()
    assert (row.verdict, row.deaths) == ("done", 0)


async def test_after_two_deaths_it_waits_for_a_calm_moment(inbox, claims, clock, dispatcher, handled):
    """It is no longer handled beside others, and nothing spins for it meanwhile."""
    await inbox.add(finished(), now=clock.now())
    await die_with(claims, clock, times=2)

    assert not await dispatcher.step()

    assert handled == []
    assert await claims.next_due() is None
    assert await claims.has_suspects(now=clock.now())


async def test_a_suspect_that_does_no_harm_is_cleared(inbox, claims, clock, dispatcher, handled):
    """Handled alone it is settled like any other."""
    await inbox.add(finished(), now=clock.now())
    await die_with(claims, clock, times=2)

    assert await dispatcher.handle_suspects() == 1

    [row] = await inbox.recent()
    assert (row.verdict, row.deaths) == ("done", 0)


async def test_a_suspect_with_which_it_dies_alone_is_buried(inbox, claims, clock, dispatcher, handled):
    """After the third death, the last with nothing else in hand, it is buried unhandled and says why."""
    await inbox.add(finished(), now=clock.now())
    await die_with(claims, clock, times=2)
    assert await claims.claim_next(now=clock.now(), lease=LEASE, taking=Taking.SUSPECT) is not None
    await claims.take_back(now=clock.now())

    assert await dispatcher.handle_suspects() == 1

    [row] = await inbox.recent()
    assert handled == []
    assert row.verdict == "buried"
    assert "ended 3 times while this was being handled" in row.reason
    assert (await inbox.depth()).buried == 1


async def test_any_outcome_clears_an_event(inbox, claims, clock):
    """Deaths count only in a row: one that was put back or handed back in between begins again."""
    await inbox.add(finished(), now=clock.now())
    await die_with(claims, clock, times=1)
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    await claims.put_back(
        claim, Postponed(due_at=clock.now(), looks=0, wait="failure", reason="", attempts=1)
    )
    await die_with(claims, clock, times=1)
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    await claims.hand_over(claim, wait=None, reason="the daemon was stopped", now=clock.now())

    await die_with(claims, clock, times=1)

    [row] = await inbox.recent()
    assert row.deaths == 1


async def test_a_daemon_that_does_not_come_back_counts(inbox, claims, clock):
    """What was in hand of a daemon that is gone for good comes to another one, as a death."""
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    await inbox.add(finished(), now=clock.now())
    await other.claim_next(now=clock.now(), lease=LEASE)
    clock.advance(LEASE)

    claim = await claims.claim_next(now=clock.now(), lease=LEASE)

    assert claim is not None
    assert claim.deaths == 1


@dataclass
class Watched:
    """Notes who is at work together; `held_up` waits until it may go on."""

    held_up: TorrentFinished
    at_work: list[str] = field(default_factory=list)
    together: list[list[str]] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, event: TorrentFinished, _event_id: int) -> Outcome:
        self.at_work.append(event.info_hash)
        self.together.append(list(self.at_work))
        if event == self.held_up:
            await self.go_on.wait()
        await asyncio.to_thread(lambda: None)
        self.at_work.remove(event.info_hash)
        return Done()


async def test_a_suspect_has_no_one_beside_it(inbox, claims, clock, dispatcher_of):
    """It waits for what is in hand, and what comes meanwhile waits for it."""
    await inbox.add(finished(0), now=clock.now())
    await die_with(claims, clock, times=2)
    await inbox.add(finished(1), now=clock.now())
    watched = Watched(held_up=finished(1))
    async with running(dispatcher_of(claims, watched)):
        await until(lambda: watched.at_work)
        clock.advance(CALM)
        await inbox.add(finished(2), now=clock.now())
        await inbox.depth()
        watched.go_on.set()
        await settled(inbox, 3)

    suspect = finished(0).info_hash
    assert [one for one in watched.together if suspect in one] == [[suspect]]


async def test_a_suspect_is_taken_in_calm_only(inbox, claims, clock, dispatcher):
    """For half a minute after the start it is not: a daemon that is killed sooner takes none."""
    await inbox.add(finished(0), now=clock.now())
    await die_with(claims, clock, times=2)
    async with running(dispatcher):
        await until(lambda: CALM in clock.slept)
        clock.advance(CALM - timedelta(seconds=1))
        await inbox.add(finished(1), now=clock.now())
        await settled(inbox, 1)
        early = await claims.has_suspects(now=clock.now())
        clock.advance(timedelta(seconds=1))
        await inbox.add(finished(2), now=clock.now())
        await settled(inbox, 3)

    assert early


async def test_waiting_for_a_handler_is_no_standstill(inbox, claims, clock, dispatcher_of, monkeypatch, log):
    """It turned when it began to wait for what is in hand; and what does not end is said at each check, not at each event."""
    monkeypatch.setattr("daemon.dispatch.dispatcher.HANDLER_LIMIT", timedelta(0))
    await inbox.add(finished(0), now=clock.now())
    await die_with(claims, clock, times=2)
    await inbox.add(finished(1), now=clock.now())
    watched = Watched(held_up=finished(1))
    dispatcher = dispatcher_of(claims, watched)
    async with running(dispatcher):
        await until(lambda: watched.at_work and CALM in clock.slept)
        clock.advance(CALM)
        await until(lambda: "suspect_postponed" in log.getvalue())
        turned = dispatcher.turned
        for number in (2, 3, 4):
            await inbox.add(finished(number), now=clock.now())
            await settled(inbox, number - 1)
        postponed = log.getvalue().count("suspect_postponed")
        watched.go_on.set()
        await settled(inbox, 4)

    assert turned == clock.monotonic()
    assert postponed == 1


async def test_innocents_survive_a_hundred_kills(inbox, claims, clock, dispatcher, dispatcher_of):
    """A daemon that is killed again and again at random buries nothing, and does everything in the end."""
    dice = random.Random(6)
    for number in range(200):
        await inbox.add(finished(number), now=clock.now())

    for _ in range(100):
        in_hand = [await claims.claim_next(now=clock.now(), lease=LEASE) for _ in range(4)]
        for claim in in_hand:
            if claim is not None and dice.random() < 0.3:
                await claims.settle(claim, Ending(EventVerdict.DONE, ""), now=clock.now())
        clock.advance(timedelta(seconds=dice.uniform(1, 5)))
        await claims.take_back(now=clock.now())
    while await dispatcher.step():
        pass
    await dispatcher.handle_suspects()

    rows = await inbox.recent(limit=1000)
    assert {row.verdict for row in rows} == {"done"}
    assert len(rows) == 200
