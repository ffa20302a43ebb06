"""What waits for a service that is away, on both databases and a real wire."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from clients._http import Http
from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.outages import Outages
from domain.dependency import Dependency
from domain.errors import NotAskedError, TransientError, UnavailableError
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer
from store.database import Database
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from store.queue.records import EventRecord
from store.queue.waits import Waits

pytestmark = pytest.mark.databases("sqlite", "postgres")

SHELF, MANY = "audiobookshelf", 100


@dataclass
class World:
    """A dispatcher whose one handler asks a server for the event's item."""

    inbox: Inbox
    clock: FakeClock
    http: Http
    dependency: Dependency
    server: LoopbackServer
    handled: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    answers: dict[str, web.Response] = field(default_factory=dict)

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(
            claims=Claims(self.inbox.db, "this daemon", self.inbox.arrived),
            routes={"torrent.finished": self.handle},
            dependencies={SHELF: self.dependency},
            clock=self.clock,
        )

    async def handle(self, event: TorrentFinished, _event_id: int) -> Outcome:
        self.handled.append(event.info_hash)
        answer = await self.http.request("GET", f"/{event.info_hash}")
        if answer.status in {502, 503, 504}:
            raise UnavailableError(
                "it is down", service=SHELF, retry_after=answer.retry_after(self.clock.now())
            )
        if answer.status == 500:
            raise TransientError("it failed")
        return Done()

    async def report(self, *numbers: int) -> None:
        async with asyncio.TaskGroup() as callers:
            for number in numbers:
                event = TorrentFinished(info_hash=f"{number:040x}")
                callers.create_task(self.inbox.add(event, now=self.clock.now()))

    async def drain(self, dispatcher: Dispatcher) -> int:
        """Let it handle what is due; how many events it took."""
        taken = 0
        while await dispatcher.step():
            taken += 1
        return taken

    async def rows(self) -> list[EventRecord]:
        return await self.inbox.recent(limit=10_000)

    async def verdicts(self) -> set[str | None]:
        return {row.verdict for row in await self.rows()}

    @property
    def asked(self) -> int:
        return len(self.server.requests)


@pytest.fixture
async def world(db: Database, clock: FakeClock) -> AsyncIterator[World]:
    async def item(request: web.Request) -> web.Response:
        number = request.match_info["number"]
        if number in made.bad and request.transport is not None:
            request.transport.abort()
        status = made.answers.get(number)
        return web.Response(status=200) if status is None else status

    app = web.Application()
    app.router.add_get("/{number}", item)
    async with LoopbackServer(app) as server, aiohttp.ClientSession() as session:
        dependency = Dependency(SHELF, clock)
        http = Http(session=session, base_url=server.url, dependency=dependency, clock=clock)
        made = World(Inbox(db), clock, http, dependency, server)
        yield made


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
    assert str(met.value) == "audiobookshelf is unavailable: nothing listens there"
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
