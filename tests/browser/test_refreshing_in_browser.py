"""An open page in a real browser, whose answers come late and in another order than they were asked for."""

import asyncio

import pytest
from aiohttp import web
from staging import House, opened

from tests.fixtures.waiting import until

COUNT = """
heard = 0;
source.addEventListener("message", () => fetch(location).then(() => setTimeout(() => heard += 1, 100)));
"""
"""Counts how often the page was notified of a change, and could have shown it."""

ASK_TWICE = """
happened = [];
const ask = () => { happened.push("asked"); refresh(); };
document.addEventListener("htmx:beforeSend", () => happened.push("sent"));
document.addEventListener("htmx:afterSwap", () => { ask(); setTimeout(ask, 5); }, {once: true});
ask();
"""
"""Asks for a refresh as the one before is put in place, and once more before the page has settled."""

WATCH = """
went = false;
const look = () => { went ||= !document.querySelector("form[action$=reconsider]"); };
new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
"""
"""Sees whether Undo goes, be it for a moment."""

UNDO = "document.querySelector('form[action$=reconsider]')"


class Slow:
    """Lets the answers to the page's own requests by *methods* wait for the test's word, one by one."""

    def __init__(self) -> None:
        self.methods: set[str] = set()
        self.words = asyncio.Semaphore(0)
        self.asked = 0

    async def __call__(self, request: web.Request, _answer: web.StreamResponse) -> None:
        if request.method in self.methods and "HX-Request" in request.headers:
            self.asked += 1
            await self.words.acquire()


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def house(stage, clock, tmp_path, slow) -> House:
    async with opened(stage, clock, tmp_path / "state", told=slow) as house:
        yield house


async def test_a_refresh_waits_for_the_answer_to_a_decision(house, slow, tab):
    """Else it would take away the form that was sent, and a whole page would be put into the page as its answer."""
    await house.propose(9000105)
    await tab.open("/proposals")
    await tab.live()
    await tab.push("form[action$='/approve'] button")
    await tab.until(f"return {UNDO}")

    slow.methods = {"POST"}
    await tab.push("form[action$=reconsider] button")
    await until(lambda: slow.asked)
    await tab.run(COUNT)
    await house.propose(9000406)
    await tab.until("return heard")
    still = await tab.run(f"return {UNDO} !== null")
    slow.words.release()
    await tab.until(f"return !{UNDO}")
    await tab.until("return document.querySelectorAll('.proposal').length === 2")

    assert still
    assert await tab.run("return document.querySelectorAll('#content').length") == 1


async def test_no_refresh_is_lost_between_two_others(house, slow, tab):
    """The last one begins after all that it was asked for."""
    await tab.open()
    await tab.live()
    await tab.run("stop()")

    slow.methods = {"GET"}
    await tab.run(ASK_TWICE)
    for number in (1, 2):
        await until(lambda number=number: slow.asked == number)
        slow.words.release()

    await tab.until("return happened.filter(one => one === 'asked').length === 3")
    await tab.until("return happened.at(-1) === 'sent'")


async def test_a_refresh_gives_way_to_a_decision(house, slow, tab):
    """What it would show is from before that; it is made again, and shows what came meanwhile."""
    await house.propose(9000105)
    await tab.open("/proposals")
    await tab.live()
    await tab.run("stop()")

    slow.methods = {"GET"}
    await tab.run("refresh()")
    await until(lambda: slow.asked)
    slow.methods = set()
    await tab.push("form[action$='/approve'] button")
    await tab.until(f"return {UNDO}")
    await tab.run(WATCH)
    await house.propose(9000406)
    slow.words.release()

    await tab.until("return document.querySelectorAll('.proposal').length === 2")
    assert await tab.run(f"return [went, {UNDO} !== null]") == [False, True]


async def test_a_refresh_after_a_search_is_one_of_what_was_found(house, slow, tab):
    """Not of the list as it was when the refresh was asked for."""
    await house.propose(9000105)
    await tab.open("/downloads")
    await tab.live()
    await tab.run("stop()")

    slow.methods = {"GET"}
    await tab.run("refresh()")
    await until(lambda: slow.asked == 1)
    await tab.type("[type=search]", "zzz")
    await until(lambda: slow.asked == 2)
    for _ in range(2):
        slow.words.release()
    await until(lambda: slow.asked == 3)
    slow.words.release()
    await tab.until("return !underWay")

    assert "q=zzz" in await tab.run("return document.getElementById('content').getAttribute('hx-get')")
    assert "Nothing here matches" in await tab.text()
