"""A queue whose process ends with events in hand, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from daemon.dispatch.dispatcher import Dispatcher
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from sandbox.clock import FakeClock
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from tests.fixtures.waiting import until


@pytest.fixture
def handled() -> list[str]:
    return []


@pytest.fixture
def dispatcher_of(clock: FakeClock, handled: list[str]) -> Callable[..., Dispatcher]:
    async def note(event: TorrentFinished, _event_id: int) -> Outcome:
        handled.append(event.info_hash)
        return Done()

    def make(claims: Claims, handler: Any = note) -> Dispatcher:
        return Dispatcher(claims=claims, routes={"torrent.finished": handler}, dependencies={}, clock=clock)

    return make


@pytest.fixture
def dispatcher(claims: Claims, dispatcher_of: Callable[..., Dispatcher]) -> Dispatcher:
    return dispatcher_of(claims)


def finished(number: int = 0) -> TorrentFinished:
    return TorrentFinished(info_hash=f"{number:040x}")


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    """It handles events until the block ends; then it is stopped, and finishes what is in hand."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.run())
        yield
        dispatcher.stop()


async def settled(inbox: Inbox, number: int) -> None:
    """Return once so many are."""

    async def are() -> bool:
        return [row.verdict for row in await inbox.recent()].count("done") >= number

    await until(are)
