"""What one daemon appends wakes the others on the same PostgreSQL."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Connection, text

from domain.events import ReconcileDue, TorrentFinished
from sandbox.clock import START
from store.database import Database
from store.locks import Locks
from store.queue.inbox import Inbox
from store.queue.waits import Waits
from store.queue.wakes import Wakes, notify
from store.runs import Runs
from store.work import rows, scalar

pytestmark = [
    pytest.mark.databases("postgres"),
    pytest.mark.timeout(60),
]
LISTENERS_ENDED = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query LIKE 'LISTEN%' AND datname = current_database()
"""
LOCKS_HELD = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
EVENT = TorrentFinished(info_hash="a" * 40)


@asynccontextmanager
async def listening(db: Database):
    """The event that is set for the listener; it begins quiet, with the connection up."""
    arrived = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        listener = tasks.create_task(Wakes(db, arrived).listen())
        await arrived.wait()
        arrived.clear()
        yield arrived
        listener.cancel()


async def test_what_another_daemon_appends_is_heard(db: Database, database_url: str):
    """An event, a run's first step and what is due again wake a resting daemon."""
    other = Database(database_url)
    inbox = Inbox(other)

    async with listening(db) as arrived:
        await inbox.add(EVENT, now=START)
        await arrived.wait()
        arrived.clear()
        run = await Runs(other, inbox.arrived).start(
            "reconcile", trigger="person", first=lambda n: ReconcileDue(run=n), now=START
        )
        assert run is not None
        await arrived.wait()
        arrived.clear()
        await Waits(other, inbox.arrived).wake(wait="pause", now=START)
        await arrived.wait()

    await other.close()


def notify_and_fail(connection: Connection) -> None:
    notify(connection)
    raise ValueError("no")


async def test_nothing_is_heard_of_what_was_not_committed(db: Database, database_url: str):
    """The notification comes with the commit: what is rolled back wakes no one."""
    other = Database(database_url)
    inbox = Inbox(other)

    async with listening(db) as arrived:
        with pytest.raises(ValueError, match="no"):
            await other.write(notify_and_fail)
        assert not arrived.is_set()
        await inbox.add(EVENT, now=START)
        await arrived.wait()

    await other.close()


async def test_a_lost_connection_ends_the_listening(db: Database, database_url: str):
    """The listener learns that it receives nothing any more, and can begin again."""
    other = Database(database_url)
    arrived = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        listener = tasks.create_task(Wakes(db, arrived).listen())
        await arrived.wait()
        await other.read(rows(text(LISTENERS_ENDED)))
        await listener

    async with listening(db) as again:
        await Inbox(other).add(EVENT, now=START)
        await again.wait()

    await other.close()


async def test_a_turn_is_held_over_all_daemons(db: Database, database_url: str):
    """Two daemons that want overlapping turns have them one after the other, and no one waits for ever."""
    other = Database(database_url)
    inside, most = 0, 0

    async def work(turns: Locks, names: list[str]) -> None:
        nonlocal inside, most
        async with turns.of(names):
            inside += 1
            most = max(most, inside)
            await other.read(rows(text("SELECT pg_sleep(0.01)")))
            inside -= 1

    here, there = Locks(db), Locks(other)
    async with asyncio.TaskGroup() as tasks:
        for number in range(6):
            tasks.create_task(work(here, ["shared", f"here {number}", "both"]))
            tasks.create_task(work(there, ["both", f"there {number}"]))

    assert most == 1
    assert await other.read(scalar(text(LOCKS_HELD))) == 0
    await other.close()


async def test_a_turn_ends_with_its_holder(db: Database, database_url: str):
    """A turn whose connection was ended is free for the next one."""
    other = Database(database_url)

    with pytest.raises(RuntimeError):
        async with Locks(db).of(["item"]):
            raise RuntimeError
    async with Locks(other).of(["item"]):
        pass

    await other.close()
