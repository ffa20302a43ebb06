"""Trouble on order."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from sandbox.audiobookshelf import Fault, SandboxAudiobookshelf
from sandbox.clock import FakeClock


@pytest.fixture
def book(shelf):
    return shelf.add_synthetic(1)[0]


async def test_a_status_meets_so_many_requests_and_no_more(shelf, book, ask):
    """The write is not done, and the order in which faults were given is kept."""
    shelf.fail_next(Fault(status=503, retry_after="7"), on="PATCH", times=2)

    statuses = [
        (await ask("PATCH", f"/api/items/{book.id}/media", json={"tags": ["x"]})).status for _ in range(3)
    ]
    others = (await ask("GET", "/ping")).status

    assert (statuses, others) == ([503, 503, 200], 200)
    assert len(shelf.writes) == 1


@pytest.mark.parametrize(("when", "tags"), [("before", []), ("after", ["x"])])
async def test_a_dropped_connection_leaves_the_outcome_unknown(shelf, book, ask, when, tags):
    """The write may be applied or not; the client cannot know."""
    shelf.fail_next(Fault(drop=when))

    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("PATCH", f"/api/items/{book.id}/media", json={"tags": ["x"]})

    assert book.tags == tags


async def test_while_down_nothing_is_answered_or_done(shelf, book, ask):
    """Every connection breaks, and a write sent meanwhile has no effect."""
    shelf.down = True
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("PATCH", f"/api/items/{book.id}/media", json={"tags": ["x"]})

    shelf.down = False

    assert (await ask("GET", "/ping")).status == 200
    assert book.tags == []


async def test_a_slow_answer_waits_on_the_clock(tmp_path):
    """It takes as long as ordered, on the clock that the test holds."""
    clock = FakeClock(auto=True)
    async with SandboxAudiobookshelf(clock=clock, folder=tmp_path) as shelf:
        shelf.fail_next(Fault(slow=timedelta(seconds=40)))
        async with aiohttp.ClientSession() as session, session.get(f"{shelf.url}/ping") as response:
            assert response.status == 200

    assert clock.monotonic() == 40


async def test_a_stopped_server_starts_again_on_its_port(shelf, book, ask):
    """What it knew it still knows."""
    await shelf.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("GET", "/ping")

    await shelf.start()

    assert (await ask("GET", f"/api/items/{book.id}")).status == 200


async def test_requests_in_flight_break_when_the_process_exits(shelf, book, ask, clock):
    """Another client's slow request is dropped with the rest."""
    shelf.fail_next(Fault(slow=timedelta(seconds=5)), on="/ping")

    async def slow() -> str:
        try:
            await ask("GET", "/ping")
        except aiohttp.ClientConnectionError:
            return "broken"
        return "answered"

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(slow())
        while not shelf.requests:
            await clock.sleep(timedelta(0))
        with pytest.raises(aiohttp.ClientConnectionError):
            await ask("PATCH", f"/api/items/{book.id}/media", json={"metadata": {"series": [None]}})
        clock.advance(timedelta(seconds=5))

    assert waiting.result() == "broken"
