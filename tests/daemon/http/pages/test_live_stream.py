"""The stream that notifies open pages of changes."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
import structlog

from daemon.http.pages.live import LISTENERS
from domain.events import TorrentFinished
from tests.fixtures.logs import logged

HASH = "a" * 40


@pytest.mark.databases("sqlite", "postgres")
async def test_a_listener_hears_of_a_commit(url, http, parts, clock):
    """Of the state at first, of each change within a second, and of nothing in between."""
    async with http.get(url + "/live") as stream:
        heard = [await _event(stream)]
        await parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
        await _moved(clock)
        heard.append(await _event(stream))
        parts.dependencies["mam"].failed("MyAnonamouse /: no connection")
        await _moved(clock)
        heard.append(await _event(stream))
        await _moved(clock)
        await _moved(clock)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await _event(stream)

    assert stream.content_type == "text/event-stream"
    assert heard == ["changed"] * 3


async def test_a_page_of_the_log_follows_it(daemon, url, http, clock):
    """It hears of a new line within a second, and not of its own being fetched, which would never end."""
    with logged(level="debug"):
        async with http.get(f"{url}/live?of=log") as stream:
            heard = [await _event(stream)]
            structlog.get_logger("shelfhook.test").info("line")
            await _moved(clock)
            heard.append(await _event(stream))
            async with http.get(f"{url}/events/log") as page:
                assert 'data-live="/live?of=log"' in await page.text()
            await _is_silent(stream, clock)

    assert heard == ["changed"] * 2


async def test_another_page_does_not_follow_the_log(daemon, url, http, clock):
    """What it shows is not changed by a line."""
    with logged(level="debug"):
        async with http.get(f"{url}/live") as stream:
            await _event(stream)
            structlog.get_logger("shelfhook.test").info("line")
            await _is_silent(stream, clock)


async def test_the_streams_end_with_the_daemon(daemon, url, http):
    """However many pages are open, a stop does not wait for them."""
    async with http.get(url + "/live") as stream:
        await _event(stream)

        await daemon.app.shutdown()

        assert (await stream.content.read()).strip() == b""


async def test_one_more_page_than_may_listen(url, parts):
    """It has to come again; those that listen go on, and one looks for all of them."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as many:
        streams = [await many.get(url + "/live") for _ in range(LISTENERS)]
        for stream in streams:
            await _event(stream)
        slept = parts.clock.slept.count(timedelta(seconds=1))
        async with many.get(url + "/live") as late:
            assert (late.status, late.headers["Retry-After"]) == (503, "30")
        for stream in streams:
            stream.close()

    assert slept == 1


async def _event(stream: aiohttp.ClientResponse) -> str:
    """The next event of a stream."""
    while True:
        line = (await stream.content.readline()).decode().strip()
        if line.startswith("data: "):
            return line.removeprefix("data: ")


async def _moved(clock) -> None:
    """A second later, once every open page is waiting for that."""
    before = len(clock.slept)
    clock.advance(timedelta(seconds=1))
    async with asyncio.timeout(10):
        while len(clock.slept) == before:  # noqa: ASYNC110 - no one says when a sleeper has come
            await asyncio.sleep(0)  # noqa: TID251 - lets the daemon's own loop turn


async def _is_silent(stream: aiohttp.ClientResponse, clock) -> None:
    """Nothing comes in two seconds."""
    await _moved(clock)
    await _moved(clock)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await _event(stream)
