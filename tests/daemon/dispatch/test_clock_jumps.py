"""A clock that somebody sets while things wait, on both databases."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from daemon.dispatch.clock_jumps import ClockJumps
from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.handling import LEASE
from domain.errors import UnavailableError
from domain.events import TorrentFinished
from domain.outcomes import Done, Later, Outcome
from domain.retry import Wait
from sandbox.clock import FakeClock
from store.queue.claims import Claims, Postponed
from store.queue.waits import Waits

pytestmark = pytest.mark.databases("sqlite", "postgres")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def looks() -> list[float]:
    """When the handler looked, in seconds that really passed."""
    return []


@dataclass
class Turns:
    """The dispatcher, and what corrects its due times; in a daemon each is a loop."""

    dispatcher: Dispatcher
    jumps: ClockJumps

    async def step(self) -> None:
        await self.jumps.correct()
        await self.dispatcher.step()


@pytest.fixture
def make(claims: Claims, clock: FakeClock, looks: list[float]) -> Callable[[], Turns]:
    async def look(_event: TorrentFinished, _event_id: int) -> Outcome:
        looks.append(clock.monotonic())
        return Later(Wait.PAUSE, "not yet") if len(looks) == 1 else Done()

    def make() -> Turns:
        dispatcher = Dispatcher(
            claims=claims, routes={"torrent.finished": look}, dependencies={}, clock=clock
        )
        return Turns(dispatcher, ClockJumps(waits=Waits(claims.db, claims.arrived), clock=clock))

    return make


def finished(number: int = 0) -> TorrentFinished:
    return TorrentFinished(info_hash=f"{number:040x}")


@pytest.mark.parametrize("by", [-HOUR, -DAY, -timedelta(days=3000)])
async def test_nothing_waits_longer_when_the_clock_is_set_back(inbox, clock, make, looks, by):
    """What waits for an hour is looked at after an hour, give or take a minute."""
    dispatcher = make()
    await inbox.add(finished(), now=clock.now())
    await dispatcher.step()

    clock.advance(timedelta(minutes=10))
    clock.set_wall(by)
    for _ in range(60):
        await dispatcher.step()
        clock.advance(timedelta(minutes=1))

    assert len(looks) == 2
    assert abs(looks[1] - looks[0] - 3600) <= 60


async def test_a_clock_that_is_set_forward_harms_nothing(inbox, clock, make, looks):
    """What waits comes early, and what came early is settled as ever."""
    dispatcher = make()
    await inbox.add(finished(), now=clock.now())
    await dispatcher.step()

    clock.set_wall(DAY)
    await dispatcher.step()

    assert len(looks) == 2
    assert [row.verdict for row in await inbox.recent()] == ["done"]


async def test_a_clock_that_was_wrong_for_a_while_delays_nothing(inbox, clock, make, looks):
    """A day ahead and back again: what was put off in between is looked at when it should be."""
    dispatcher = make()
    await dispatcher.step()
    clock.set_wall(DAY)
    await inbox.add(finished(), now=clock.now())
    await dispatcher.step()

    clock.advance(timedelta(minutes=5))
    clock.set_wall(-DAY)
    for _ in range(60):
        await dispatcher.step()
        clock.advance(timedelta(minutes=1))

    assert len(looks) == 2
    assert abs(looks[1] - looks[0] - 3600) <= 60


async def test_what_a_wrong_year_put_off_is_looked_at_after_a_restart(inbox, clock, make, looks):
    """A due time that no interval explains was made by a clock that was wrong."""
    clock.set_wall(DAY * 365 * 70)
    await inbox.add(finished(), now=clock.now())
    await make().step()
    clock.set_wall(-DAY * 365 * 70)

    await make().step()

    assert len(looks) == 2


async def test_what_waits_for_long_on_purpose_is_let_be(inbox, clock, claims, make, looks):
    """A pause of a week that a service asked for is kept, over a restart, too."""
    await inbox.add(finished(), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    week = clock.now() + timedelta(days=7)
    await claims.put_back(claim, Postponed(due_at=week, looks=0, wait="failure", reason="", attempts=1))

    await make().step()

    assert looks == []
    assert await claims.next_due() == week


@pytest.mark.parametrize("by", [DAY, -HOUR])
async def test_what_is_in_hand_is_not_given_out_twice(inbox, clock, claims, by):
    """A lease that seems to be over belongs to this process all the same."""
    await inbox.add(finished(), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=LEASE)
    clock.set_wall(by)

    again = await claims.claim_next(now=clock.now(), lease=LEASE)

    assert claim is not None
    assert again is None


async def test_a_dead_daemons_lease_ends_in_time(inbox, clock, claims, make, looks):
    """Setting the clock back does not keep another daemon's work from being taken over."""
    other = Claims(inbox.db, "another daemon", inbox.arrived)
    dispatcher = make()
    await dispatcher.step()
    await inbox.add(finished(), now=clock.now())
    await other.claim_next(now=clock.now(), lease=LEASE)

    clock.set_wall(-HOUR)
    await dispatcher.step()
    clock.advance(LEASE)
    await dispatcher.step()

    assert len(looks) == 1


async def test_a_clock_that_is_slewed_moves_nothing(inbox, clock, make, claims):
    """Seconds are not worth a change to every row."""
    dispatcher = make()
    await inbox.add(finished(), now=clock.now())
    await dispatcher.step()
    due = await claims.next_due()

    clock.set_wall(-timedelta(seconds=5))
    await dispatcher.step()

    assert await claims.next_due() == due


class AwayOnce(Waits):
    """A store that does not answer the first time that due times are to be moved."""

    async def bring_forward(self, by: timedelta, *, now: datetime) -> int:
        if not self.arrived.is_set():
            self.arrived.set()
            raise UnavailableError("store: no answer", service="store")
        return await Waits.bring_forward(self, by, now=now)


async def test_a_jump_that_the_store_missed_is_corrected_later(inbox, clock, claims):
    """The due times are moved by all of it as soon as the store answers, and once."""
    jumps = ClockJumps(waits=AwayOnce(claims.db, asyncio.Event()), clock=clock)
    await jumps.correct()
    await inbox.add(finished(), now=clock.now() + HOUR)

    clock.set_wall(-DAY)
    with pytest.raises(UnavailableError):
        await jumps.correct()
    before = await claims.next_due()
    await jumps.correct()
    await jumps.correct()

    assert before - clock.now() == DAY + HOUR
    assert await claims.next_due() - clock.now() == HOUR
