"""What may be used up in a day, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from domain.enrichment import PACIFIC
from domain.errors import QuotaGoneError
from sandbox.clock import FakeClock
from store.budgets import Budgets, DayBudget, google_books_allowance
from store.database import Database

KEY = SecretStr("a-key-of-somebody")


@pytest.fixture
def budgets(db: Database) -> Budgets:
    return Budgets(db)


def granted(key, *, db, daily_quota, clock):
    return google_books_allowance(key, budgets=Budgets(db), daily_quota=daily_quota, clock=clock)


async def test_a_budget_is_never_exceeded(budgets):
    """Fifty callers at once get what there is, and not one more."""
    async with asyncio.TaskGroup() as callers:
        asked = [callers.create_task(budgets.take("books", day="2026-01-15", limit=20)) for _ in range(50)]

    assert sum(task.result() for task in asked) == 20
    assert await budgets.used("books", "2026-01-15") == 20


async def test_more_than_is_left_is_not_taken_in_part(budgets):
    """A larger amount is refused as a whole, and a smaller one still fits."""
    assert await budgets.take("books", day="2026-01-15", limit=5, amount=4)
    assert not await budgets.take("books", day="2026-01-15", limit=5, amount=2)
    assert not await budgets.take("others", day="2026-01-15", limit=5, amount=6)

    assert await budgets.take("books", day="2026-01-15", limit=5)
    assert await budgets.used("others", "2026-01-15") == 0


async def test_days_and_names_have_their_own(budgets):
    """What one uses is not another's."""
    assert await budgets.take("books", day="2026-01-15", limit=1)
    assert await budgets.take("books", day="2026-01-16", limit=1)
    assert await budgets.take("others", day="2026-01-15", limit=1)
    assert not await budgets.take("books", day="2026-01-15", limit=1)


async def test_an_exhausted_budget_stays_so(budgets):
    """What is exhausted has nothing left, and a higher figure is not lowered by it."""
    await budgets.exhaust("books", day="2026-01-15", limit=5)
    await budgets.exhaust("books", day="2026-01-15", limit=3)

    assert not await budgets.take("books", day="2026-01-15", limit=5)
    assert await budgets.used("books", "2026-01-15") == 5


@pytest.mark.parametrize(
    ("midnight", "length"),
    [
        (datetime(2026, 1, 15, 8, tzinfo=UTC), 24),  # midnight in Los Angeles is 8:00 in winter
        (datetime(2026, 3, 8, 8, tzinfo=UTC), 23),  # the clocks go forward on this day
        (datetime(2026, 7, 1, 7, tzinfo=UTC), 24),  # and 7:00 in summer
        (datetime(2026, 11, 1, 7, tzinfo=UTC), 25),  # and back on this one
    ],
)
async def test_a_day_is_as_long_as_its_zone_says(budgets, midnight, length):
    """A Pacific day begins and ends at its own midnight, also where the clocks are changed."""
    clock = FakeClock(midnight)
    day = DayBudget(budgets=budgets, name="books", limit=2, zone=PACIFIC, clock=clock)
    assert await day.take()
    assert day.until_next() == timedelta(hours=length)

    clock.advance(timedelta(hours=length, seconds=-1))
    assert await day.take()
    assert not await day.take()
    assert await day.left() == 0

    clock.advance(timedelta(seconds=1))
    assert await day.left() == 2


async def test_the_same_moment_is_another_day_elsewhere(budgets):
    """Two budgets of one name and different zones would not agree on the day, so the zone is the budget's."""
    clock = FakeClock(datetime(2026, 1, 15, 3, tzinfo=UTC))
    for zone in (PACIFIC, ZoneInfo("Europe/Berlin")):
        day = DayBudget(budgets=budgets, name="books", limit=1, zone=zone, clock=clock)
        assert await day.take()

    assert await budgets.used("books", "2026-01-14") == 1
    assert await budgets.used("books", "2026-01-15") == 1


async def test_an_allowance_outlives_its_process(db):
    """A new one for the same key goes on where the last one was."""
    clock = FakeClock()
    for _ in range(2):
        allowance = granted(KEY, db=db, daily_quota=2, clock=clock)
        await allowance.take()

    with pytest.raises(QuotaGoneError) as caught:
        await granted(KEY, db=db, daily_quota=2, clock=clock).take()

    assert caught.value.retry_after == timedelta(hours=20)
    clock.advance(timedelta(hours=20))
    await granted(KEY, db=db, daily_quota=2, clock=clock).take()
