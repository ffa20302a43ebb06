"""What a daemon that was paused, killed or cut off from the store may still write: nothing beside another's write."""

import asyncio
from contextlib import AsyncExitStack, nullcontext, suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.errors import UnavailableError
from store.database import Database
from store.locks import Locks
from store.tables import WRITES_IN_FLIGHT
from store.turns import LONGEST, Turn
from store.work import scalars

NOTED = scalars(select(WRITES_IN_FLIGHT.c.begun_at))


class LostLocks:
    """The locks of a daemon whose connection PostgreSQL gave up: nothing holds it back."""

    def of(self, names):
        return nullcontext(names)


class Pausing(Database):
    """The store of a daemon that is stopped (SIGSTOP) just after its first write; *meanwhile* is what passes."""

    async def write(self, work, *, durable=True):
        result = await super().write(work, durable=durable)
        pause, self.meanwhile = self.meanwhile, None
        if pause is not None:
            await pause()
        return result


@pytest.fixture
async def paused(database_url, clock):
    store = Pausing(database_url)
    yield store
    await store.close()


@pytest.fixture
def lockless(clock):
    return lambda db: Turn(db=db, locks=LostLocks(), server="audiobookshelf", clock=clock)


async def test_who_was_paused_past_its_note_makes_a_new_one(db, paused, lockless, clock):
    """Its note counts for nothing by then: another daemon may have had the turn since."""

    async def meanwhile():
        clock.advance(LONGEST)
        async with lockless(db)():
            clock.advance(timedelta(seconds=3))

    paused.meanwhile = meanwhile
    async with lockless(paused)():
        assert await db.read(NOTED) == [clock.now()]


async def test_who_was_paused_does_not_write_beside_another(db, paused, lockless, clock):
    """The other's write is in flight: nothing is sent, also where the lock was lost."""
    async with AsyncExitStack() as stack:

        async def meanwhile():
            clock.advance(LONGEST)
            await stack.enter_async_context(lockless(db)())

        paused.meanwhile = meanwhile
        with pytest.raises(UnavailableError, match="may still be working on it"):
            async with lockless(paused)():
                pytest.fail("two writes in flight")
        assert await db.read(NOTED) == [clock.now()]


async def test_of_two_that_lost_their_locks_one_writes(db, other_db, lockless, clock):
    """The note itself lets only one begin."""
    inside = 0

    async def write(turn):
        nonlocal inside
        with suppress(UnavailableError):
            async with turn():
                inside += 1
                await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        writes = [tasks.create_task(write(lockless(one))) for one in (db, other_db)]
        refused, others = await asyncio.wait(writes, return_when=asyncio.FIRST_COMPLETED)
        for one in others:
            one.cancel()

    assert (len(refused), inside) == (1, 1)


async def test_a_daemon_that_is_killed_in_a_line_is_waited_out(db, other_db, lockless, clock):
    """Whichever of the writes that share a note was in flight, the next daemon begins when all must be over."""
    turn = Turn(db=db, locks=Locks(db), server="audiobookshelf", clock=clock)
    sent, next_daemon = asyncio.Event(), lockless(other_db)  # the locks of a process end with it

    async def second():
        async with turn():
            sent.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        async with turn():
            killed = tasks.create_task(second())
            await clock.sleep(timedelta(0))
        await sent.wait()
        for passes in (0, 10.9):
            clock.advance(timedelta(seconds=passes))
            with pytest.raises(UnavailableError, match="may still be working on it"):
                async with next_daemon():
                    pytest.fail("two writes in flight")
        clock.advance(timedelta(seconds=0.1))
        async with next_daemon():
            pass
        killed.cancel()
