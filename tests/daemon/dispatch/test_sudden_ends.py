"""Events with which in hand the process ends, and handlers that do not end, on both databases."""

import asyncio
import os
import random
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.handling import LEASE, handle
from daemon.dispatch.suspects import CALM
from domain.events import TorrentFinished
from domain.facts import EventVerdict
from domain.outcomes import Done, Outcome
from domain.retry import Wait
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.database import Database
from store.queue.claim import Claim, Ending
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from store.queue.statements import Taking
from tests.fixtures.places import ROOT
from tests.fixtures.stores import ready_file

pytestmark = pytest.mark.databases("sqlite", "postgres")

SOON = timedelta(milliseconds=50)


@pytest.fixture
def inbox(db: Database) -> Inbox:
    return Inbox(db)


@pytest.fixture
def claims(inbox: Inbox) -> Claims:
    return Claims(inbox.db, "this daemon", inbox.arrived)


@pytest.fixture
def handled() -> list[str]:
    return []


@pytest.fixture
def dispatcher_of(clock: FakeClock, handled: list[str]) -> Callable[..., Dispatcher]:
    async def note(event: TorrentFinished, _event_id: int) -> Outcome:
        handled.append(event.info_hash)
        return Done()

    def make(claims: Claims, handler: Any = note) -> Dispatcher:
        return Dispatcher(claims=claims, routes={"torrent.finished": handler}, dependencies={}, clock=clock)

    return make


@pytest.fixture
def dispatcher(claims: Claims, dispatcher_of: Callable[..., Dispatcher]) -> Dispatcher:
    return dispatcher_of(claims)


def finished(number: int = 0) -> TorrentFinished:
    return TorrentFinished(info_hash=f"{number:040x}")


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
    await claims.put_back(claim, due_at=clock.now(), looks=0, wait="failure", reason="", attempts=1)
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


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    """It handles events until the block ends; then it is stopped, and finishes what is in hand."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.run())
        yield
        dispatcher.stop()


async def settled(inbox: Inbox, number: int) -> None:
    """Return once so many are."""
    while [row.verdict for row in await inbox.recent()].count("done") < number:
        pass


async def test_a_suspect_has_no_one_beside_it(inbox, claims, clock, dispatcher_of):
    """It waits for what is in hand, and what comes meanwhile waits for it."""
    await inbox.add(finished(0), now=clock.now())
    await die_with(claims, clock, times=2)
    await inbox.add(finished(1), now=clock.now())
    watched = Watched(held_up=finished(1))
    async with running(dispatcher_of(claims, watched)):
        while not watched.at_work:
            await asyncio.to_thread(lambda: None)
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
        clock.advance(CALM - timedelta(seconds=1))
        await inbox.add(finished(1), now=clock.now())
        await settled(inbox, 1)
        early = await claims.has_suspects(now=clock.now())
        clock.advance(timedelta(seconds=1))
        await inbox.add(finished(2), now=clock.now())
        await settled(inbox, 3)

    assert early


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


KILLER = """
import asyncio, os, signal, sys
from datetime import timedelta
from daemon.clock import SystemClock
from daemon.dispatch.dispatcher import Dispatcher
from domain.outcomes import Done
from store.database import Database
from store.queue.claims import Claims
from store.queue.inbox import Inbox

async def main():
    clock = SystemClock()
    db = Database(sys.argv[1])
    inbox = Inbox(db)
    claims = Claims(db, "this daemon", inbox.arrived)

    async def handler(event, _event_id):
        if event.info_hash.endswith("d"):
            os.kill(os.getpid(), signal.SIGKILL)
        return Done()

    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": handler}, dependencies={}, clock=clock)
    await claims.take_back(now=clock.now())
    while await dispatcher.step():
        pass
    await dispatcher.handle_suspects()
    await db.close()

asyncio.run(main())
"""


async def test_an_event_that_kills_the_process_is_buried_and_the_others_are_done(forks, tmp_path, clock):
    """Three real processes die of it, one of them with nothing else in hand; the fourth does without it."""
    url = sqlite_url(ready_file(tmp_path / "shelfhook.db"))
    db = Database(url)
    inbox = Inbox(db)
    for number in range(0x10):
        await inbox.add(finished(number), now=clock.now())

    killer = partial(forks.run, "-c", KILLER, url, environment=os.environ, folder=ROOT)
    ends = [killer().returncode for _ in range(4)]

    verdicts = {row.key[-1]: row.verdict for row in await inbox.recent()}
    await db.close()
    assert ends == [-signal.SIGKILL] * 3 + [0]
    assert verdicts.pop("d") == "buried"
    assert set(verdicts.values()) == {"done"}


def claim_of(event: TorrentFinished, clock: FakeClock) -> Claim:
    return Claim(
        id=1, event=event, created_at=clock.now(), attempt=1, looks=0, wait=None, signals=1, token="t"
    )


async def test_a_handler_that_waits_for_a_thread_is_stopped(clock):
    """The limit holds although the thread goes on: an attempt is used, and the slot is free."""
    release = threading.Event()

    async def blocked(_event: TorrentFinished, _event_id: int) -> Outcome:
        await asyncio.to_thread(release.wait, 20)
        return Done()

    answer = await handle(claim_of(finished(), clock), blocked, limit=SOON)

    release.set()
    assert (answer.kind, answer.attempts) == (Wait.FAILURE, 1)
    assert "took longer than" in answer.reason


async def test_a_handler_that_takes_its_time_to_stop_is_believed(clock):
    """One that is stopped and yet ends its work has done it."""

    async def stubborn(_event: TorrentFinished, _event_id: int) -> Outcome:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.to_thread(lambda: None)
        return Done(note="after all")

    answer = await handle(claim_of(finished(), clock), stubborn, limit=SOON)

    assert answer == Done(note="after all")


async def test_a_handler_that_cannot_be_stopped_keeps_only_its_own_slot(inbox, claims, clock, dispatcher_of):
    """The others are handled, and its event is not handed out again when the lease is over."""
    begun, release = asyncio.Event(), asyncio.Event()

    async def stuck(event: TorrentFinished, _event_id: int) -> Outcome:
        if event == finished(0):
            begun.set()
            while not release.is_set():
                try:
                    await release.wait()
                except asyncio.CancelledError:
                    continue
        return Done()

    for number in range(3):
        await inbox.add(finished(number), now=clock.now())
    async with running(dispatcher_of(claims, stuck)):
        await begun.wait()
        await settled(inbox, 2)
        clock.advance(LEASE * 2)
        await inbox.add(finished(3), now=clock.now())
        await settled(inbox, 3)
        release.set()

    rows = await inbox.recent()
    assert {(row.verdict, row.attempts) for row in rows} == {("done", 1)}
