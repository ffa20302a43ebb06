"""One is on the lookout at a time."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.producer import Place
from domain.events import TorrentFinished
from domain.outcomes import Done
from store.queue.claims import Claims
from store.queue.inbox import Inbox, append

pytestmark = pytest.mark.databases("sqlite", "postgres")

WORKERS = 4


async def test_the_next_one_comes_when_the_place_is_left():
    """Whoever found something works on while the next one looks."""
    place, there = Place(), asyncio.Queue()
    found, done = asyncio.Event(), asyncio.Event()

    async def look(name):
        async with place.kept() as leave:
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
    place = Place()

    with pytest.raises(ZeroDivisionError):
        async with place.kept():
            _ = 1 / 0

    async with asyncio.timeout(5), place.kept() as leave:
        leave()
        leave()
        async with place.kept():
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
        return [], now


async def test_what_another_daemon_is_just_taking_is_not_asked_for_without_a_rest(db, clock):
    """Looking again at once would find it locked again."""
    dispatcher = Dispatcher(
        claims=TakenClaims(db, "this daemon", asyncio.Event()), routes={}, dependencies={}, clock=clock
    )

    assert not await dispatcher.step()

    assert dispatcher._lookout.due_at > clock.now()


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


async def test_one_look_takes_as_many_as_are_without_work(db, clock):
    """What waits in numbers is not looked up one by one."""
    inbox, all_there = Inbox(db), asyncio.Barrier(WORKERS)
    claims = CountingClaims(db, "this daemon", inbox.arrived)

    async def meet(_event, _event_id):
        await all_there.wait()
        return Done()

    for number in range(WORKERS):
        await inbox.add(finished(number), now=clock.now())
    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": meet}, dependencies={}, clock=clock)
    async with working(dispatcher):
        await all_settled(inbox)

    # The first worker was there before the others; and the last look finds nothing.
    assert claims.looks <= 3


async def test_what_was_taken_for_others_is_given_back_at_the_end(db, clock):
    """Who is told to stop begins nothing more, and it has cost no attempt."""
    inbox, stopped = Inbox(db), asyncio.Event()
    claims = Claims(db, "this daemon", inbox.arrived)

    async def stop(_event, _event_id):
        dispatcher.stop()
        stopped.set()
        return Done()

    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": stop}, dependencies={}, clock=clock)
    async with working(dispatcher):
        await asyncio.sleep(0.05)  # noqa: TID251 - until all of them wait for work
        async with db.write() as connection:
            await append(connection, [(finished(number), clock.now()) for number in range(WORKERS)])
        inbox.arrived.set()
        await stopped.wait()

    rows = await inbox.recent()
    assert [row["verdict"] for row in rows].count("done") == 1
    waiting = [row for row in rows if row["settled_at"] is None]
    assert len(waiting) == WORKERS - 1
    assert all(row["attempts"] == 0 and row["lease_token"] is None for row in waiting)


async def test_what_was_taken_for_others_is_handled_before_one_works_alone(db, clock):
    """Nobody would handle it meanwhile, and its lease runs."""
    inbox, handled = Inbox(db), []
    claims = Claims(db, "this daemon", inbox.arrived)

    async def note(event, _event_id):
        handled.append(event)
        return Done()

    for number in range(2):
        await inbox.add(finished(number), now=clock.now())
    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": note}, dependencies={}, clock=clock)
    dispatcher._lookout.place.queue = 1
    assert await dispatcher.step()

    assert not await dispatcher.step_alone()

    assert handled == [finished(0), finished(1)]


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
