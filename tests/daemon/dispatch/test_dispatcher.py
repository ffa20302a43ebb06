"""Slots, then fetch: what is handled side by side, what goes first, and how it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from daemon.dispatch.dispatcher import SLOTS, Dispatcher
from daemon.dispatch.producer import FEW, Hooks
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from sandbox.clock import FakeClock
from store.queue.claims import Claims
from store.queue.inbox import Inbox, append
from tests.fixtures.waiting import until

pytestmark = pytest.mark.databases("sqlite", "postgres")


def finished(number: int) -> TorrentFinished:
    return TorrentFinished(info_hash=f"{number:040x}")


@pytest.fixture
def add(inbox: Inbox, clock: FakeClock) -> Callable[..., Any]:
    """Append so many completions in one transaction."""

    async def append_all(number: int) -> None:
        batch = [(finished(one), clock.now()) for one in range(number)]
        await inbox.db.write(partial(append, batch=batch))
        inbox.arrived.set()

    return append_all


@pytest.fixture
def dispatcher_of(inbox: Inbox, clock: FakeClock) -> Callable[..., Dispatcher]:
    def make(handler: Any, claims: type[Claims] = Claims, hooks: Hooks | None = None) -> Dispatcher:
        return Dispatcher(
            claims=claims(inbox.db, "this daemon", inbox.arrived),
            routes={"torrent.finished": handler},
            dependencies={},
            clock=clock,
            hooks=hooks or Hooks(),
        )

    return make


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    """It handles events until the block ends; then it is stopped, and finishes what is in hand."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.run())
        yield
        dispatcher.stop()


async def all_settled(inbox: Inbox) -> None:
    async def are() -> bool:
        return not (await inbox.depth()).waiting

    await until(are)


class CountingClaims(Claims):
    """Counts the claims."""

    __slots__ = ("number",)

    async def claim(self, **wanted: Any) -> Any:
        object.__setattr__(self, "number", getattr(self, "number", 0) + 1)
        return await super().claim(**wanted)


class TakenClaims(Claims):
    """There is always something due, which another daemon is just taking."""

    __slots__ = ()

    async def claim(self, *, now: Any, **_wanted: Any) -> Any:
        return [], now


async def done(_event: TorrentFinished, _event_id: int) -> Outcome:
    return Done()


async def test_as_many_are_handled_side_by_side_as_there_are_slots(inbox, add, dispatcher_of):
    """Each slot has an event in hand before any of them is done, and one claim takes them all."""
    all_there, together, most = asyncio.Barrier(SLOTS), set(), []

    async def meet(event: TorrentFinished, _event_id: int) -> Outcome:
        together.add(event)
        await all_there.wait()
        most.append(len(together))
        await asyncio.to_thread(lambda: None)
        together.discard(event)
        return Done()

    await add(2 * SLOTS)
    dispatcher = dispatcher_of(meet, CountingClaims)
    async with running(dispatcher):
        await all_settled(inbox)

    assert max(most) == SLOTS
    assert {row.attempts for row in await inbox.recent(limit=100)} == {1}


async def test_an_arrival_costs_one_claim(inbox, clock, dispatcher_of):
    """Nothing looks again when it is settled."""
    dispatcher = dispatcher_of(done, CountingClaims)
    async with running(dispatcher):
        for number in range(5):
            await inbox.add(finished(number), now=clock.now())
            await all_settled(inbox)

    # The first claim is that of the start, and may find the first arrival already.
    assert dispatcher.claims.number in {5, 6}


async def test_what_another_daemon_is_just_taking_is_not_asked_for_without_a_rest(clock, dispatcher_of):
    """Claiming again at once would find it locked again."""
    dispatcher = dispatcher_of(done, TakenClaims)

    assert not await dispatcher.step()

    assert dispatcher._producer._due_at > clock.now()


async def test_a_stopping_daemon_begins_nothing_more(inbox, add, dispatcher_of):
    """What is in hand is finished; what was claimed beside it is given back and has cost no attempt."""

    async def stop(_event: TorrentFinished, _event_id: int) -> Outcome:
        dispatcher.stop()
        return Done()

    await add(5)
    dispatcher = dispatcher_of(stop)
    async with asyncio.timeout(20):
        await dispatcher.run()

    rows = await inbox.recent()
    assert [row.verdict for row in rows].count("done") == 1
    waiting = [row for row in rows if row.settled_at is None]
    assert len(waiting) == 4
    assert all(row.attempts == row.deaths == 0 and row.lease_token is None for row in waiting)


async def test_what_does_not_end_in_time_is_handed_over(inbox, add, dispatcher_of):
    """A daemon that may wait no longer gives back what is in hand, at no attempt."""
    begun = asyncio.Barrier(4)

    async def hang(_event: TorrentFinished, _event_id: int) -> Outcome:
        await begun.wait()
        await asyncio.Event().wait()
        return Done()

    await add(3)
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(dispatcher_of(hang).run())
        await begun.wait()
        running.cancel()

    rows = await inbox.recent()
    assert {(row.attempts, row.lease_token, row.reason) for row in rows} == {
        (0, None, "the daemon was stopped")
    }


async def test_what_is_reported_while_in_hand_is_looked_at_again(inbox, clock, dispatcher_of):
    """Settling it lets the next look come at once."""
    begun, reported, times = asyncio.Event(), asyncio.Event(), []

    async def look(_event: TorrentFinished, _event_id: int) -> Outcome:
        times.append(clock.now())
        begun.set()
        await reported.wait()
        return Done()

    await inbox.add(finished(1), now=clock.now())
    async with running(dispatcher_of(look)):
        await begun.wait()
        assert (await inbox.add(finished(1), now=clock.now())).duplicate
        reported.set()
        await all_settled(inbox)

    assert len(times) == 2


async def test_nothing_is_claimed_while_many_hooks_come(inbox, add, dispatcher_of):
    """Their answers go first."""
    hooks = Hooks(quiet=timedelta(minutes=5), patience=timedelta(minutes=5))
    burst(hooks)
    await add(3)
    dispatcher = dispatcher_of(done, CountingClaims, hooks)
    async with running(dispatcher):
        before = (await inbox.depth()).waiting
        claims_before = getattr(dispatcher.claims, "number", 0)
        hooks.caught_up()
        inbox.arrived.set()
        await all_settled(inbox)

    assert (before, claims_before) == (3, 0)


@pytest.mark.parametrize(
    "hooks",
    [
        pytest.param(Hooks(quiet=timedelta(milliseconds=5), patience=timedelta(minutes=5)), id="they stop"),
        pytest.param(Hooks(quiet=timedelta(minutes=5), patience=timedelta(milliseconds=5)), id="they do not"),
    ],
)
async def test_a_burst_of_hooks_does_not_stop_handling(inbox, add, dispatcher_of, hooks):
    """Events are handled once it is over, and now and then where it does not end."""
    burst(hooks)
    await add(3 * SLOTS)
    async with running(dispatcher_of(done, hooks=hooks)):
        await all_settled(inbox)


async def test_single_hooks_are_handled_at_once(inbox, clock, dispatcher_of):
    """However many they are: each is handled before the next one comes."""
    hooks = Hooks(quiet=timedelta(minutes=5), patience=timedelta(minutes=5))
    async with running(dispatcher_of(done, hooks=hooks)):
        for number in range(2 * FEW):
            hooks.came()
            await inbox.add(finished(number), now=clock.now())
            await all_settled(inbox)


def burst(hooks: Hooks) -> None:
    for _ in range(FEW + 1):
        hooks.came()
