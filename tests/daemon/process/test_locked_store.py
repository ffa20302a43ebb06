"""Another process that holds the store's lock for longer than the daemon waits."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from daemon.dispatch.dispatcher import Dispatcher
from daemon.edges.spool import Spool
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from sandbox.clock import FakeClock
from store.database import Database
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from tests.fixtures.places import ROOT
from tests.fixtures.waiting import until

EVENT = TorrentFinished(info_hash="f" * 40)


@contextmanager
def locked(db: Database) -> Iterator[sqlite3.Connection]:
    """The store's file, locked by somebody else until `ROLLBACK`."""
    assert db.file is not None
    other = sqlite3.connect(db.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


async def test_a_hook_is_reported_and_its_note_is_taken_later(parts, url, http, token):
    """The caller gets 503, `notify` leaves a note, and the event is there once the lock is gone."""
    spool = Spool(folder=parts.settings.state_dir / "spool", inbox=parts.store.inbox, clock=parts.clock)
    with locked(parts.store.db):
        async with http.post(url + "/webhooks/qbittorrent", headers=token, json={"hash": "e" * 40}) as answer:
            status = answer.status
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "daemon", "notify", EVENT.info_hash, cwd=ROOT,
            env={"STATE_DIR": str(parts.settings.state_dir), "PATH": os.environ["PATH"]},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate()
        await spool.try_take()
        waiting = len(list(spool.folder.iterdir()))
    await spool.try_take()

    assert status == 503
    assert process.returncode == 0
    assert "it answered 503" in said.decode()
    assert (waiting, list(spool.folder.iterdir())) == (1, [])
    assert [row.key for row in await parts.store.inbox.recent()] == [EVENT.key]


async def test_what_was_handled_is_settled_when_the_lock_is_gone(db):
    """The worker waits for the store, and does not handle the event again for that."""
    clock, inbox, handled = FakeClock(), Inbox(db), []
    await inbox.add(EVENT, now=clock.now())
    with locked(db) as other:
        other.execute("ROLLBACK")

        async def handle(event: TorrentFinished, _event_id: int) -> Outcome:
            handled.append(event)
            other.execute("BEGIN IMMEDIATE")
            return Done()

        dispatcher = Dispatcher(
            claims=Claims(db, "this daemon", inbox.arrived),
            routes={"torrent.finished": handle},
            dependencies={},
            clock=clock,
        )
        async with asyncio.TaskGroup() as group:
            step = group.create_task(dispatcher.step())
            await until(lambda: clock.slept)
            other.execute("ROLLBACK")
            clock.advance(clock.slept[0])

    [row] = await inbox.recent()
    assert step.result()
    assert handled == [EVENT]
    assert (row.verdict, row.deaths) == ("done", 0)
