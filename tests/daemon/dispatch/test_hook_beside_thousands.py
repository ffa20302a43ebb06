"""A hook does not wait for what is in hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from daemon.dispatch.dispatcher import Dispatcher
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from store.queue.inbox import append

pytestmark = pytest.mark.databases("sqlite", "postgres")


def finished(number: int) -> TorrentFinished:
    return TorrentFinished(info_hash=f"{number:040x}")


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    """It handles events until the block ends; then it is stopped, and finishes what is in hand."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.run())
        yield
        dispatcher.stop()


async def test_a_hook_is_answered_while_thousands_wait(daemon, url, http, token, clock):
    """Neither what waits nor what is in hand stands in its way."""
    release = asyncio.Event()

    async def hang(_event: TorrentFinished, _event_id: int) -> Outcome:
        await release.wait()
        return Done()

    batch = [(finished(number), clock.now()) for number in range(3000)]
    await daemon.parts.store.db.write(partial(append, batch=batch))
    daemon.dispatcher.routes = {"torrent.finished": hang}
    async with running(daemon.dispatcher):
        async with http.post(url + "/webhooks/qbittorrent", headers=token, data={"hash": "f" * 40}) as answer:
            status = answer.status
        waiting = (await daemon.parts.store.inbox.depth()).waiting
        daemon.dispatcher.stop()
        release.set()

    assert (status, waiting) == (202, 3001)
