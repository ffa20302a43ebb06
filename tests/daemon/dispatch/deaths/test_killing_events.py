"""Handlers that kill the process or do not end, on both databases."""

import asyncio
import os
import signal
import threading
from datetime import timedelta
from functools import partial

import pytest

from daemon.dispatch.handling import LEASE, handle
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from domain.retry import Wait
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.database import Database
from store.queue.claims import Claim
from store.queue.inbox import Inbox
from tests.daemon.dispatch.deaths.conftest import finished, running, settled
from tests.fixtures.places import ROOT
from tests.fixtures.stores import ready_file

pytestmark = pytest.mark.databases("sqlite", "postgres")


SOON = timedelta(milliseconds=50)


KILLER = """
import asyncio, os, signal, sys
from datetime import timedelta
from daemon.clock import SystemClock
from daemon.dispatch.dispatcher import Dispatcher
from domain.outcomes import Done
from store.database import Database
from store.queue.claims import Claims
from store.queue.inbox import Inbox

async def main():
    clock = SystemClock()
    db = Database(sys.argv[1])
    inbox = Inbox(db)
    claims = Claims(db, "this daemon", inbox.arrived)

    async def handler(event, _event_id):
        if event.info_hash.endswith("d"):
            os.kill(os.getpid(), signal.SIGKILL)
        return Done()

    dispatcher = Dispatcher(claims=claims, routes={"torrent.finished": handler}, dependencies={}, clock=clock)
    await claims.take_back(now=clock.now())
    while await dispatcher.step():
        pass
    await dispatcher.handle_suspects()
    await db.close()

asyncio.run(main())
"""


async def test_an_event_that_kills_the_process_is_buried_and_the_others_are_done(forks, tmp_path, clock):
    """Three real processes die of it, one of them with nothing else in hand; the fourth does without it."""
    url = sqlite_url(ready_file(tmp_path / "shelfhook.db"))
    db = Database(url)
    inbox = Inbox(db)
    for number in range(0x10):
        await inbox.add(finished(number), now=clock.now())

    killer = partial(forks.run, "-c", KILLER, url, environment=os.environ, folder=ROOT)
    ends = [killer().returncode for _ in range(4)]

    verdicts = {row.key[-1]: row.verdict for row in await inbox.recent()}
    await db.close()
    assert ends == [-signal.SIGKILL] * 3 + [0]
    assert verdicts.pop("d") == "buried"
    assert set(verdicts.values()) == {"done"}


def claim_of(event: TorrentFinished, clock: FakeClock) -> Claim:
    return Claim(
        id=1, event=event, created_at=clock.now(), attempt=1, looks=0, wait=None, signals=1, token="t"
    )


async def test_a_handler_that_waits_for_a_thread_is_stopped(clock):
    """The limit holds although the thread goes on: an attempt is used, and the slot is free."""
    release = threading.Event()

    async def blocked(_event: TorrentFinished, _event_id: int) -> Outcome:
        await asyncio.to_thread(release.wait, 20)
        return Done()

    answer = await handle(claim_of(finished(), clock), blocked, limit=SOON)

    release.set()
    assert (answer.kind, answer.attempts) == (Wait.FAILURE, 1)
    assert "took longer than" in answer.reason


async def test_a_handler_that_takes_its_time_to_stop_is_believed(clock):
    """One that is stopped and yet ends its work has done it."""

    async def stubborn(_event: TorrentFinished, _event_id: int) -> Outcome:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.to_thread(lambda: None)
        return Done(note="after all")

    answer = await handle(claim_of(finished(), clock), stubborn, limit=SOON)

    assert answer == Done(note="after all")


async def test_a_handler_that_cannot_be_stopped_keeps_only_its_own_slot(inbox, claims, clock, dispatcher_of):
    """The others are handled, and its event is not handed out again when the lease is over."""
    begun, release = asyncio.Event(), asyncio.Event()

    async def stuck(event: TorrentFinished, _event_id: int) -> Outcome:
        if event == finished(0):
            begun.set()
            while not release.is_set():
                try:
                    await release.wait()
                except asyncio.CancelledError:
                    continue
        return Done()

    for number in range(3):
        await inbox.add(finished(number), now=clock.now())
    async with running(dispatcher_of(claims, stuck)):
        await begun.wait()
        await settled(inbox, 2)
        clock.advance(LEASE * 2)
        await inbox.add(finished(3), now=clock.now())
        await settled(inbox, 3)
        release.set()

    rows = await inbox.recent()
    assert {(row.verdict, row.attempts) for row in rows} == {("done", 1)}
