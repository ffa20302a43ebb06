"""Google Books is asked slowly, within its budgets, and never with a key that it refused."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from daemon.http.api import health
from daemon.wiring.daemon import build
from domain.enrichment import PACIFIC
from domain.facts import RunStatus
from sandbox.google_books import Fault
from sandbox.visits import most_in_flight

DAY = timedelta(days=1)


async def test_looks_in_vain_are_farther_and_farther_apart(world, stage, daemon, clock):
    """A daily cycle asks on the days 0, 1, 3, 7, 15, 31 and 63."""
    await world.put(daemon, "A Book That Nobody Has", "Nobody Knows")
    begin, asked = clock.now(), []
    for day in range(70):
        clock.advance(begin + day * DAY - clock.now())
        before = len(stage.google_books.visits)
        await world.enrich(daemon)
        asked += [day] * (len(stage.google_books.visits) - before)

    assert asked == [0, 1, 3, 7, 15, 31, 63]


@pytest.mark.parametrize("changes", [{"daily_max": 2}])
async def test_the_day_s_books_are_counted_over_runs_and_restarts(world, stage, settings, clock, changes):
    """Three runs of two daemons look up no more than DAILY_MAX; the next day others follow."""
    async with build(settings, clock) as daemon:
        await world.put_five(daemon)
        first, second = await world.enrich(daemon), await world.enrich(daemon)
    async with build(settings, clock) as daemon:
        third = await world.enrich(daemon)
        assert [run.counts.get("looked") for run in (first, second, third)] == [2, None, None]
        assert {run.reason for run in (first, second, third)} == {"the day's 2 books are looked up"}
        assert await world.pending(daemon) == 3

        clock.advance(DAY)
        await world.enrich(daemon)
        assert await world.pending(daemon) == 1

    assert len(set(stage.google_books.queries)) == len(stage.google_books.queries) == 4


async def test_one_request_a_second_also_over_restarts(world, stage, settings, clock):
    """Each step may have a daemon of its own, and Google Books sees one request at a time, a second apart."""
    async with build(settings, clock) as daemon:
        await world.put_five(daemon)
        run = await world.start(daemon)
    for _ in range(5):
        async with build(settings, clock) as daemon:
            await daemon.claims.take_back(now=clock.now())
            assert await daemon.dispatcher.step()
    async with build(settings, clock) as daemon:
        run = await world.enrich(daemon, run)

    assert run.counts["looked"] == len(stage.google_books.visits) == 5
    assert stage.google_books.smallest_spacing() >= timedelta(seconds=1)
    assert most_in_flight(stage.google_books.visits) == 1
    assert all(stage.google_books.key not in seen.query for seen in stage.google_books.requests)


@pytest.mark.parametrize("changes", [{"google_books_daily_quota": 3}])
async def test_the_quota_is_kept_until_midnight_pacific_time(world, stage, settings, clock, changes):
    """What is used up before a restart is used up after it, and no earlier than 8:00 here there is more."""
    async with build(settings, clock) as daemon:
        await world.put_five(daemon)
        run = await world.enrich(daemon)
    async with build(settings, clock) as daemon:
        clock.advance(datetime(2026, 1, 16, 7, 59, 30, tzinfo=UTC) - clock.now())
        again = await world.enrich(daemon)
        assert [run.status, again.status] == [RunStatus.DONE, RunStatus.DONE]
        assert "3 requests to Google Books are used up" in run.reason
        assert len(stage.google_books.visits) == 3

        clock.advance(timedelta(seconds=30))
        await world.enrich(daemon)

    assert len(stage.google_books.visits) == 5


async def test_a_refusal_for_the_day_ends_the_run(world, stage, daemon, clock):
    """When Google Books counts otherwise than we do, it is right: nothing more is asked that day."""
    await world.put_five(daemon)
    stage.google_books.fail_next(Fault.PER_DAY)

    run, again = await world.enrich(daemon), await world.enrich(daemon)

    assert (run.status, again.status) == (RunStatus.DONE, RunStatus.DONE)
    assert "used up" in run.reason
    assert again.reason == run.reason
    assert len(stage.google_books.visits) == 1
    assert await world.pending(daemon) == 5


async def test_a_refusal_for_the_minute_is_waited_out(world, stage, daemon, clock):
    """The run goes on with the same book a minute later, and none is the worse for it."""
    await world.put_five(daemon)
    stage.google_books.fail_next(Fault.PER_MINUTE)

    run = await world.enrich(daemon)

    visits = stage.google_books.visits
    assert visits[1].at - visits[0].at >= timedelta(minutes=1)
    assert dict(run.counts) == {"looked": 5, "found": 5, "nothing": 0, "filled": 5}


async def test_a_wrong_key_is_shown_and_not_used_again(world, stage, settings, clock):
    """The run fails and says why, health says it over restarts, and only another key is tried."""
    wrong = settings.model_copy(update={"google_books_api_key": SecretStr("a-wrong-key-0123456789")})
    async with build(wrong, clock) as daemon:
        await world.put_five(daemon)
        run = await world.enrich(daemon)
    async with build(wrong, clock) as daemon:
        again = await world.enrich(daemon)
        told = await health.health(daemon.api)
    assert (run.status, again.status) == (RunStatus.FAILED, RunStatus.FAILED)
    assert "GOOGLE_BOOKS_API_KEY is not valid" in run.reason
    assert told.status == "degraded"
    assert told.dependencies["google_books"].refused == again.reason == run.reason
    assert len(stage.google_books.visits) == 1

    async with build(settings, clock) as daemon:
        assert (await health.health(daemon.api)).status == "ok"
        run = await world.enrich(daemon)

    assert run.counts["looked"] == 5


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        (
            {"google_books_api_key": None, "enrichment_sources": ("google",)},
            RunStatus.FAILED,
        ),
        ({"google_books_api_key": None}, RunStatus.DONE),
    ],
)
async def test_without_a_key_the_run_says_what_to_do(world, stage, daemon, changes, status):
    """The daemon works all the same; the run fails where no other source is asked, and its reason is the fix."""
    await world.put_five(daemon)

    run = await world.enrich(daemon)

    assert run.status is status
    assert run.reason.startswith("Google Books API not configured: set GOOGLE_BOOKS_API_KEY;")


@pytest.mark.parametrize("changes", [{"google_books_daily_quota": 7, "daily_max": 500}])
async def test_no_pacific_day_has_more_than_its_quota(world, stage, settings, clock, changes):
    """Over a change of the clocks, with a restart and two runs every day, Google Books never has to refuse."""
    stage.google_books.quota.per_day = 7
    clock.advance(datetime(2026, 3, 7, 7, 59, tzinfo=UTC) - clock.now())
    for half_day in range(6):
        async with build(settings, clock) as daemon:
            for number in range(8):
                await world.put(daemon, f"Unknown {half_day} {number}", "Nobody Knows")
            await world.enrich(daemon)
        clock.advance(timedelta(hours=12))

    days = Counter(visit.at.astimezone(PACIFIC).date().isoformat() for visit in stage.google_books.visits)
    assert days == {"2026-03-06": 7, "2026-03-07": 7, "2026-03-08": 7, "2026-03-09": 7}
    assert sum(stage.google_books.quota.used.values()) == len(stage.google_books.visits)
