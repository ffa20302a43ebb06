"""One write in flight per server, no matter who writes; a write that no one saw answered is waited out."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.errors import NotAskedError, NotFoundError, TransientError, UnavailableError
from sandbox.clock import START
from store.locks import Locks
from store.tables import WRITES_IN_FLIGHT
from store.turns import LONGEST, Turn
from store.work import scalars

NOTED = scalars(select(WRITES_IN_FLIGHT.c.begun_at))


@pytest.fixture
def turn_of(clock):
    def make(db, server="audiobookshelf"):
        return Turn(db=db, locks=Locks(db), server=server, clock=clock)

    return make


@pytest.mark.databases("postgres")
async def test_two_daemons_take_turns(db, other_db, turn_of):
    """While one writes the other waits."""
    writing, most = 0, 0

    async def write(turn):
        nonlocal writing, most
        async with turn():
            writing += 1
            most = max(most, writing)
            await asyncio.to_thread(lambda: None)
            writing -= 1

    async with asyncio.TaskGroup() as tasks:
        for turn in [turn_of(db), turn_of(other_db)] * 5:
            tasks.create_task(write(turn))

    assert most == 1


@pytest.mark.parametrize(
    "answer", [NotFoundError("404"), TransientError("500"), NotAskedError("", service="x")]
)
async def test_what_was_answered_or_not_sent_keeps_no_one_waiting(db, turn_of, answer):
    """Whatever it was answered, that write is over."""
    turn = turn_of(db)
    with suppress(type(answer)):
        async with turn():
            raise answer

    async with turn():
        pass


@pytest.mark.parametrize(
    "end", [UnavailableError("no answer", service="audiobookshelf"), asyncio.CancelledError()]
)
async def test_what_was_not_answered_is_waited_out(db, other_db, turn_of, clock, end):
    """By every daemon: it may still be under way, also when the one that sent it is gone."""
    with pytest.raises(type(end)):
        async with turn_of(db)():
            raise end
    clock.advance(timedelta(seconds=4))

    for turn in (turn_of(db), turn_of(other_db)):
        with pytest.raises(UnavailableError, match="may still be working on it") as met:
            async with turn():
                pytest.fail("two writes in flight")
        assert met.value.retry_after == LONGEST - timedelta(seconds=4)

    async with turn_of(other_db, "another server")():
        pass
    clock.advance(LONGEST)
    async with turn_of(other_db)():
        pass


async def test_a_clock_that_went_back_keeps_no_one_waiting(db, turn_of, clock):
    """People set clocks: a sign from the future is no sign."""
    with suppress(UnavailableError):
        async with turn_of(db)():
            raise UnavailableError("no answer", service="audiobookshelf")
    clock.set_wall(timedelta(days=-1))

    async with turn_of(db)():
        pass


@pytest.fixture
def line(db, turn_of, clock):
    """Writes in a line, each of which takes 0.6 s; by number what is noted while it is in flight."""

    async def stand(number, *, unanswered=()):
        turn, notes = turn_of(db), []

        async def write(place):
            with suppress(UnavailableError):
                async with turn():
                    notes.append(await db.read(NOTED))
                    clock.advance(timedelta(seconds=0.6))
                    if place in unanswered:
                        raise UnavailableError("no answer", service="audiobookshelf")

        async with asyncio.TaskGroup() as tasks:
            for place in range(number):
                tasks.create_task(write(place))
        return [[(at - START).total_seconds() for at in one] for one in notes]

    return stand


@pytest.mark.databases("sqlite")
async def test_writes_in_a_line_share_a_note(db, line):
    """For a second at a time, so that it is never older than that when a write begins; the last one takes it away."""
    assert await line(5) == [[0.0], [0.0], [1.2], [1.2], [2.4]]
    assert await db.read(NOTED) == []


async def test_the_line_waits_for_the_one_that_is_not_answered(line, other_db, turn_of, clock):
    """Also in the middle of a shared note: ten seconds from when that write began, for every daemon."""
    assert len(await line(4, unanswered={1})) == 2
    began = START + timedelta(seconds=0.6)

    clock.advance(began + timedelta(seconds=9.9) - clock.now())
    with pytest.raises(UnavailableError, match="may still be working on it"):
        async with turn_of(other_db)():
            pytest.fail("two writes in flight")
    clock.advance(LONGEST)
    async with turn_of(other_db)():
        pass


async def test_a_note_whose_next_write_did_not_come_keeps_no_one_waiting(db, turn_of, clock):
    """The writer that waited for the turn was cancelled: the note is of a write that was answered."""
    turn = turn_of(db)
    async with asyncio.TaskGroup() as tasks:
        async with turn():
            waiting = tasks.create_task(turn().__aenter__())
            await clock.sleep(timedelta(0))
        waiting.cancel()
    clock.advance(timedelta(seconds=3))

    async with turn():
        assert await db.read(NOTED) == [clock.now()]
    assert await db.read(NOTED) == []


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), timedelta(seconds=-2)])
async def test_a_clock_that_is_set_in_a_line_makes_a_new_note(db, turn_of, clock, jump):
    """The note of the write before is of another day: the next one dates its own, and waits for nothing."""
    turn = turn_of(db)

    async def wait():
        async with turn():
            return await db.read(NOTED), clock.now()

    async with asyncio.TaskGroup() as tasks, turn():
        waiting = tasks.create_task(wait())
        await clock.sleep(timedelta(0))
        clock.set_wall(jump)

    noted, now = waiting.result()
    assert noted == [now]
