"""Pauses, probes and restarts while a service is away."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from clients._http import Http
from daemon.dispatch.outages import Outages
from domain.dependency import Dependency
from domain.errors import NotAskedError, UnavailableError
from domain.events import TorrentFinished
from domain.outcomes import Outcome
from store.queue.waits import Waits
from tests.daemon.dispatch.outage_world import SHELF

pytestmark = pytest.mark.databases("sqlite", "postgres")


async def test_a_pause_that_the_service_asks_for_is_kept_by_all(world):
    """After a 503 with Retry-After no one asks before it is over, and everybody does right after."""
    world.answers[f"{0:040x}"] = web.Response(status=503, headers={"Retry-After": "600"})
    await world.report(0)
    dispatcher = world.dispatcher()
    await world.drain(dispatcher)
    world.answers.clear()
    await world.report(1, 2)

    world.clock.advance(timedelta(seconds=599))
    await world.drain(dispatcher)
    early = world.asked
    world.clock.advance(timedelta(seconds=1))
    await world.drain(dispatcher)

    assert early == 1
    assert await world.verdicts() == {"done"}


async def test_a_clients_own_pause_takes_no_one(world):
    """While a client keeps a pause without asking, what waits for it is not taken over and over."""
    refusals = []

    async def paced(_event: TorrentFinished, _event_id: int) -> Outcome:
        refusals.append(world.clock.now())
        raise UnavailableError("it wants a pause", service=SHELF, retry_after=timedelta(minutes=10))

    await world.report(*range(20))
    dispatcher = world.dispatcher()
    dispatcher.routes = {"torrent.finished": paced}
    await world.drain(dispatcher)
    assert len(refusals) <= 20

    for _ in range(9):
        world.clock.advance(timedelta(minutes=1))
        await world.drain(dispatcher)

    assert len(refusals) <= 20


async def test_an_event_that_did_not_ask_says_nothing_new(world):
    """However many meet a service that is known to be away: its reason stays what it was, and its next probe."""
    breaker = world.dependency.breaker
    outages = Outages(
        waits=Waits(world.inbox.db, world.inbox.arrived),
        dependencies={SHELF: world.dependency},
        clock=world.clock,
    )
    for _ in range(3):
        breaker.failed("nothing listens there")
    before = breaker.next_probe

    for _ in range(50):
        with pytest.raises(NotAskedError) as met:
            breaker.check()
        world.clock.advance(timedelta(milliseconds=1))
        outages.met(met.value)

    assert breaker.reason == "nothing listens there"
    assert str(met.value) == "Audiobookshelf is unavailable: nothing listens there"
    assert breaker.next_probe == before


async def test_a_restart_tries_at_once(world):
    """A new process knows of no outage, and lets go what the former one held."""
    world.server.down = True
    await world.report(*range(5))
    await world.drain(world.dispatcher())
    world.server.down = False
    world.dependency = Dependency(SHELF, world.clock)
    world.http = Http(
        session=world.http.session, base_url=world.server.url, dependency=world.dependency, clock=world.clock
    )

    await world.drain(world.dispatcher())

    assert await world.verdicts() == {"done"}


async def test_four_workers_send_one_probe(world):
    """Side by side they take one event when the time has come, and make one request."""
    world.server.down = True
    await world.report(*range(20))
    dispatcher = world.dispatcher()
    await world.drain(dispatcher)
    asked, handled = world.asked, len(world.handled)
    world.clock.advance(timedelta(seconds=1))

    async with asyncio.TaskGroup() as workers:
        for _ in range(4):
            workers.create_task(dispatcher.step())

    assert (world.asked - asked, len(world.handled) - handled) == (1, 1)


async def test_what_was_let_go_is_held_again_together(world):
    """A service that was back for a moment does not cost another round of all events."""
    world.server.down = True
    await world.report(*range(100))
    dispatcher = world.dispatcher()
    await world.drain(dispatcher)
    world.server.down = False
    world.clock.advance(timedelta(seconds=1))
    await dispatcher.step()
    world.server.down = True
    handled = len(world.handled)

    await world.drain(dispatcher)

    assert len(world.handled) - handled <= 6
