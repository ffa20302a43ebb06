"""The timer on a real store and a clock that the test moves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from daemon.config.schedule import Schedule
from daemon.edges.cycles import Cycles
from daemon.edges.timer import LONGEST_REST, Timer
from domain.cycles import CYCLES
from domain.facts import RunStatus
from sandbox.clock import FakeClock
from store.database import Database
from store.due_times import DueTimes
from store.queue.inbox import Inbox
from store.run_steps import RunSteps
from store.runs import Runs
from store.work import change

pytestmark = pytest.mark.databases("sqlite", "postgres")

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
LOOK = timedelta(minutes=10)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 1, 15, 1, 30, tzinfo=UTC))


@pytest.fixture
def runs(db: Database) -> Runs:
    return Runs(db, Inbox(db).arrived)


@pytest.fixture
def timer(db: Database, runs: Runs, clock: FakeClock) -> Timer:
    return make(db, runs, clock, search="0 3 * * *")


def make(db: Database, runs: Runs, clock: FakeClock, **patterns: str) -> Timer:
    """A timer as a daemon makes it at its start."""
    return Timer(
        cycles=Cycles(runs=runs, clock=clock, kinds=frozenset(CYCLES)),
        due_times=DueTimes(db),
        run_steps=RunSteps(db),
        schedules={kind: Schedule(pattern, BERLIN) for kind, pattern in patterns.items()},
        clock=clock,
    )


async def started(runs: Runs, clock: FakeClock) -> list[str]:
    """When runs were started, local, oldest first."""
    found = [run for run in await runs.recent() if run.kind == "search"]
    return [run.started_at.astimezone(BERLIN).strftime("%d %H:%M") for run in reversed(found)]


async def finish(runs: Runs, clock: FakeClock) -> None:
    run = await runs.open_run("search")
    if run is not None:
        await runs.end(run.id, status=RunStatus.DONE, reason=None, now=clock.now())


async def live(timer: Timer, runs: Runs, clock: FakeClock, duration: timedelta) -> None:
    """Let the timer look every ten minutes, each run ending within them."""
    end = clock.now() + duration
    while clock.now() <= end:
        await timer.step()
        await finish(runs, clock)
        clock.advance(LOOK)


async def test_a_cycle_starts_when_it_is_due(timer, runs, clock):
    """In two days it starts twice, each time at its hour."""
    await live(timer, runs, clock, 48 * HOUR)

    assert await started(runs, clock) == ["15 03:00", "16 03:00"]


async def test_nothing_is_due_at_the_first_start_ever(timer, runs, clock):
    """A new store counts from now on, whatever was due before there was one."""
    await timer.step()

    assert await runs.recent() == []


async def test_a_restart_neither_repeats_nor_skips(timer, db, runs, clock):
    """A timer made again each minute around the due time starts the cycle once."""
    clock.advance(25 * MINUTE)
    await timer.step()

    for _ in range(20):
        await make(db, runs, clock, search="0 3 * * *").step()
        await finish(runs, clock)
        clock.advance(MINUTE)

    assert await started(runs, clock) == ["15 03:00"]


async def test_what_was_missed_happens_once_at_start(timer, db, runs, clock):
    """After five days off there is one run at once, and then the next at its hour."""
    await timer.step()
    clock.advance(timedelta(days=5, hours=6))

    again = make(db, runs, clock, search="0 3 * * *")
    await live(again, runs, clock, 24 * HOUR)

    assert await started(runs, clock) == ["20 08:30", "21 03:00"]


async def test_a_cycle_that_runs_is_not_started_beside_itself(timer, runs, clock):
    """The due time is left out, and the next one counts again."""
    await timer.step()
    clock.advance(2 * HOUR)
    await timer.step()
    clock.advance(24 * HOUR)
    await timer.step()
    await finish(runs, clock)
    await timer.step()

    clock.advance(24 * HOUR)
    await timer.step()

    assert await started(runs, clock) == ["15 04:30", "17 04:30"]


async def test_a_persons_run_stands_for_none_of_the_timers(timer, runs, clock):
    """What a person starts at two ends before three, when the timer's own comes."""
    await timer.step()
    await timer.cycles.start("search", trigger="person")
    await finish(runs, clock)

    await live(timer, runs, clock, HOUR)

    assert [run.trigger for run in await runs.recent()] == ["timer", "person"]


async def test_two_timers_start_a_cycle_once(timer, db, runs, clock):
    """A second daemon on the same store finds the due time taken."""
    other = make(db, runs, clock, search="0 3 * * *")
    await timer.step()
    clock.advance(2 * HOUR)

    for one in (timer, other, timer, other):
        await one.step()
        await finish(runs, clock)

    assert len(await runs.recent()) == 1


async def test_a_cycle_that_is_off_misses_nothing(timer, db, runs, clock):
    """Turned on again after a week off it waits for its next hour."""
    await timer.step()
    await make(db, runs, clock).step()
    clock.advance(timedelta(days=7))

    await live(make(db, runs, clock, search="0 3 * * *"), runs, clock, 2 * HOUR)

    assert await started(runs, clock) == ["22 03:00"]


async def test_a_clock_that_was_years_ahead_stops_nothing(timer, db, runs, clock):
    """A due time of the far future was noted by mistake and is forgotten."""
    await DueTimes(db).begin("search", now=clock.now() + timedelta(days=4000))

    await live(timer, runs, clock, 2 * HOUR)

    assert await started(runs, clock) == ["15 03:00"]


async def test_a_clock_set_back_a_little_repeats_nothing(timer, runs, clock):
    """Twenty minutes are lived through twice, the cycle in them once."""
    await live(timer, runs, clock, 35 * MINUTE)
    clock.advance(-20 * MINUTE)

    await live(timer, runs, clock, HOUR)

    assert await started(runs, clock) == ["15 03:00"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), ["29 03:00", "30 02:30"]),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), ["25 02:30", "26 02:30"]),
    ],
)
async def test_daylight_saving(db, runs, start, expected):
    """A cycle at half past two is run once on the day that has no such time and on the one that has two."""
    clock = FakeClock(start)

    await live(make(db, runs, clock, search="30 2 * * *"), runs, clock, 38 * HOUR)

    assert await started(runs, clock) == expected


async def test_it_rests_until_something_is_due(timer, clock):
    """The rest ends at the due time, and is never longer than a minute as a clock may be set."""
    assert timer.rest() == LONGEST_REST

    clock.advance(29 * MINUTE + timedelta(seconds=45))

    assert timer.rest() == timedelta(seconds=15)


async def test_a_run_that_cannot_go_on_is_ended(timer, db, runs, clock):
    """The step of a run was given up: the run has failed, and the next due time starts another."""
    await timer.step()
    clock.advance(2 * HOUR)
    await timer.step()
    await db.write(change(text("UPDATE events SET settled_at = due_at, reason = 'it broke'")))

    await timer.step()

    [run] = await runs.recent()
    assert (run.status, run.reason) == ("failed", "its last step failed for good: it broke")
