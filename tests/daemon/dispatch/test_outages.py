"""What waits for a service that is away, on both databases and a real wire."""

from datetime import timedelta

import pytest
from aiohttp import web

from tests.daemon.dispatch.outage_world import SHELF

pytestmark = pytest.mark.databases("sqlite", "postgres")

MANY = 100


async def test_an_outage_takes_each_event_at_most_once(world):
    """Of a hundred events three make a request, the others learn of the outage, and then all of them rest."""
    world.server.down = True
    await world.report(*range(MANY))
    dispatcher = world.dispatcher()

    taken = await world.drain(dispatcher)

    assert world.asked == 3
    assert taken <= MANY + 3  # those that opened the breaker may come again before they know
    assert await world.drain(dispatcher) == 0


async def test_in_an_hour_of_outage_only_probes_are_taken(world):
    """Sixty-odd events are taken in an hour, each for one request, and never two of them for one probe."""
    world.server.down = True
    await world.report(*range(MANY))
    dispatcher = world.dispatcher()
    await world.drain(dispatcher)
    asked, handled = world.asked, len(world.handled)

    for _ in range(120):
        world.clock.advance(timedelta(seconds=30))
        await world.drain(dispatcher)

    probes = world.asked - asked
    assert 55 <= probes <= 65
    assert len(world.handled) - handled == probes


async def test_a_dead_service_costs_no_attempt(world):
    """After an hour of outage every event has all its attempts, and a reason to show."""
    world.server.down = True
    await world.report(*range(5))
    dispatcher = world.dispatcher()
    for _ in range(60):
        await world.drain(dispatcher)
        world.clock.advance(timedelta(minutes=1))

    rows = await world.rows()

    assert {(row.attempts, row.wait, row.waits_for) for row in rows} == {(0, "outage", SHELF)}
    assert all("no connection" in row.reason or "connection broke" in row.reason for row in rows)


async def test_the_first_success_lets_all_go_at_once(world):
    """The probe that succeeds makes everything due, without any more time passing."""
    world.server.down = True
    await world.report(*range(MANY))
    dispatcher = world.dispatcher()
    await world.drain(dispatcher)
    world.server.down = False

    world.clock.advance(timedelta(seconds=1))
    await world.drain(dispatcher)

    assert await world.verdicts() == {"done"}
    assert not world.dependency.is_open


async def test_a_fresh_event_is_held_with_the_others(world):
    """What is reported during the outage makes no request, and goes with the others when it ends."""
    world.server.down = True
    await world.report(*range(5))
    dispatcher = world.dispatcher()
    await world.drain(dispatcher)
    asked = world.asked

    await world.report(77)
    await world.drain(dispatcher)
    assert world.asked == asked
    world.server.down = False
    world.clock.advance(timedelta(seconds=1))
    await world.drain(dispatcher)

    assert await world.verdicts() == {"done"}


async def test_an_item_that_breaks_the_service_holds_no_one_for_long(world):
    """Probes take turns: the second one is another item's, and ends the wait of all."""
    bad = f"{0:040x}"
    world.bad = {bad}
    await world.report(0)
    dispatcher = world.dispatcher()
    for _ in range(3):
        await world.drain(dispatcher)
        world.clock.advance(timedelta(seconds=5))
    await world.drain(dispatcher)
    assert world.dependency.is_open
    await world.report(1, 2, 3)
    await world.drain(dispatcher)

    world.clock.advance(timedelta(minutes=1))
    await world.drain(dispatcher)
    world.clock.advance(timedelta(minutes=1))
    await world.drain(dispatcher)

    open_ones = {row.key for row in await world.rows() if row.verdict is None}
    assert open_ones == {f"torrent.finished:{bad}"}


async def test_a_500_for_one_item_holds_no_one(world):
    """The service answered: only that item waits, and its attempts count."""
    bad = f"{0:040x}"
    world.answers[bad] = web.Response(status=500)
    dispatcher = world.dispatcher()
    await world.report(0)
    for _ in range(4):
        await world.drain(dispatcher)
        world.clock.advance(timedelta(hours=1))
        world.answers[bad] = web.Response(status=500)
    await world.report(1)
    await world.drain(dispatcher)

    attempts = {row.key[-1]: (row.verdict, row.attempts) for row in await world.rows()}
    assert attempts["1"] == ("done", 1)
    assert attempts["0"][1] >= 4
    assert not world.dependency.is_open
