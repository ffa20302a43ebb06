"""One is on the lookout at a time."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from daemon.dispatcher import Dispatcher
from daemon.lookout import Lookout
from domain.events import TorrentFinished
from domain.outcomes import Done
from store.claims import Claims
from store.inbox import Inbox

WORKERS = 4


async def test_the_next_one_comes_when_the_place_is_left():
    """Whoever found something works on while the next one looks."""
    lookout, there = Lookout(), asyncio.Queue()
    found, done = asyncio.Event(), asyncio.Event()

    async def look(name):
        async with lookout.kept() as leave:
            there.put_nowait(name)
            await found.wait()
            leave()
            await done.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(look("first"))
        group.create_task(look("second"))
        assert await there.get() == "first"
        assert there.empty()

        found.set()
        assert await there.get() == "second"
        done.set()


async def test_whoever_goes_for_any_reason_leaves_the_place():
    """Neither a fault nor leaving twice keeps the others from looking."""
    lookout = Lookout()

    with pytest.raises(ZeroDivisionError):
        async with lookout.kept():
            _ = 1 / 0

    async with asyncio.timeout(5), lookout.kept() as leave:
        leave()
        leave()
        async with lookout.kept():
            pass


class CountingClaims(Claims):
    """Counts how often somebody looked."""

    __slots__ = ("looks",)

    async def look(self, **wanted):
        object.__setattr__(self, "looks", getattr(self, "looks", 0) + 1)
        return await super().look(**wanted)


@asynccontextmanager
async def working(dispatcher):
    """Workers side by side, which are stopped at the end."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(dispatcher.run())
        yield
        dispatcher.stop()


def finished(number):
    return TorrentFinished(info_hash=f"{number:040x}")


async def test_an_arrival_costs_one_look(db, clock):
    """The other workers are not woken, and nobody looks again when it is settled."""
    inbox, handled = Inbox(db), asyncio.Queue()
    claims = CountingClaims(db, "this daemon", inbox.arrived)

    async def note(event, _event_id):
        handled.put_nowait(event)
        return Done()

    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": note}, dependencies={}, clock=clock)
    async with working(dispatcher):
        for number in range(5):
            await inbox.add(finished(number), now=clock.now())
            await handled.get()
            await all_settled(inbox)

    # The first look is that of the start, and may find the first arrival already.
    assert claims.looks in {5, 6}


async def all_settled(inbox):
    while (await inbox.depth()).waiting:  # noqa: ASYNC110 - another task settles it, in its own time
        await asyncio.sleep(0.01)  # noqa: TID251 - as above


class TakenClaims(Claims):
    """There is always something due, which another daemon is just taking."""

    __slots__ = ()

    async def look(self, *, now, **_wanted):
        return None, now


async def test_what_another_daemon_is_just_taking_is_not_asked_for_without_a_rest(db, clock):
    """Looking again at once would find it locked again."""
    dispatcher = Dispatcher(
        claims=TakenClaims(db, "this daemon", asyncio.Event()), routes={}, dependencies={}, clock=clock
    )

    assert not await dispatcher.step()

    assert dispatcher._due_at > clock.now()


async def test_what_is_due_at_once_is_handled_side_by_side(db, clock):
    """Each worker has one in hand before any of them is done."""
    inbox, all_there = Inbox(db), asyncio.Barrier(WORKERS)
    claims = Claims(db, "this daemon", inbox.arrived)

    async def meet(_event, _event_id):
        await all_there.wait()
        return Done()

    for number in range(2 * WORKERS):
        await inbox.add(finished(number), now=clock.now())
    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": meet}, dependencies={}, clock=clock)
    async with working(dispatcher):
        await all_settled(inbox)


async def test_what_is_reported_while_in_hand_is_looked_at_again(db, clock):
    """Settling it lets the next look come at once."""
    inbox, begun, times = Inbox(db), asyncio.Event(), []
    claims = Claims(db, "this daemon", inbox.arrived)
    reported = asyncio.Event()

    async def look(_event, _event_id):
        times.append(clock.now())
        begun.set()
        await reported.wait()
        return Done()

    await inbox.add(finished(1), now=clock.now())
    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": look}, dependencies={}, clock=clock)
    async with working(dispatcher):
        await begun.wait()
        assert (await inbox.add(finished(1), now=clock.now())).duplicate
        reported.set()
        await all_settled(inbox)

    assert len(times) == 2
