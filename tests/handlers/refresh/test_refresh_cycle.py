"""When records are read from MAM again, and how often."""

from datetime import timedelta

import pytest

from daemon.wiring.daemon import build
from domain.facts import RunStatus, Status
from domain.refreshing import next_refresh
from sandbox.catalogue import CATALOGUE
from sandbox.clock import START

DAY = timedelta(days=1)
BOOKS = list(
    {one.title: one.torrent_id for one in CATALOGUE if one.narrators and one.main_cat == 13}.values()
)


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=7), DAY])
def test_the_intervals_of_two_years(step):
    """A cycle that comes at regular times reads on the days 1, 7 and 30, then every 180 days: late ones do not add up."""
    read_at, now, days = START, START + timedelta(minutes=5), []
    while now < START + 730 * DAY:
        now += step
        if next_refresh(START, read_at=read_at) <= now:
            read_at = now
            days.append((now - START).days)

    assert days == [1, 7, 30, 210, 390, 570]


def test_what_was_missed_is_made_up_for_once():
    """A record that was not read for weeks is read once; one that is new here keeps to its torrent's completion."""
    assert next_refresh(START, read_at=START + 9 * DAY) == START + 30 * DAY
    assert next_refresh(START, read_at=START + 30 * DAY) == START + 210 * DAY
    assert next_refresh(START, read_at=START + 31 * DAY) == START + 210 * DAY
    assert next_refresh(START, read_at=START + 1000 * DAY) == START + 1110 * DAY
    assert next_refresh(START - 900 * DAY, read_at=START) == START + 30 * DAY
    assert next_refresh(START, read_at=START - 50 * DAY) == START + DAY


async def test_a_record_is_read_again_for_two_years(world, daemon, clock, record):
    """A minute before it is due MAM is not asked, and then once; the torrent's completion is the client's."""
    await world.finish(daemon)
    completed, days = clock.now().replace(microsecond=0), []
    await world.refresh(daemon)
    while (due := (await record()).refresh_due_at) < completed + 730 * DAY:
        before = world.reads()
        clock.advance(due - timedelta(minutes=1) - clock.now())
        await world.refresh(daemon)
        assert world.reads() == before
        clock.advance(due - clock.now())
        await world.refresh(daemon)
        assert world.reads() == before + 1
        days.append(((await record()).refreshed_at - completed).days)

    assert days == [1, 7, 30, 210, 390, 570]


@pytest.mark.parametrize("changes", [{"mam_refresh_per_day": 2}])
async def test_the_day_s_budget_holds_over_runs_and_restarts(world, stage, settings, clock, changes):
    """Five records are due and two a day are read, by however many runs and daemons."""
    async with build(settings, clock) as daemon:
        for torrent_id in BOOKS[:5]:
            await world.finish(daemon, torrent_id)
        first = await world.next_day(daemon)
        second = await world.refresh(daemon)
    async with build(settings, clock) as daemon:
        third = await world.refresh(daemon)
        clock.advance(DAY)
        fourth = await world.refresh(daemon)
        clock.advance(DAY)
        fifth = await world.refresh(daemon)

    assert [run.counts.get("read", 0) for run in (first, second, third, fourth, fifth)] == [2, 0, 0, 2, 1]
    assert {run.reason for run in (first, second, third, fourth)} == {"the day's 2 listings are read"}
    assert (fifth.status, fifth.reason) == (RunStatus.DONE, "no record is due")
    assert stage.mam.smallest_spacing() >= timedelta(seconds=2)


@pytest.mark.parametrize("changes", [{"mam_refresh_per_day": 0}])
async def test_0_turns_it_off(world, daemon, settings, changes):
    """No run is scheduled, and one that a person starts says why it reads nothing."""
    await world.finish(daemon)
    before = world.reads()

    run = await world.next_day(daemon, 400)

    assert "refresh" not in settings.schedules
    assert (run.status, run.reason) == (RunStatus.CANCELLED, "MAM_REFRESH_PER_DAY is 0")
    assert world.reads() == before


async def test_only_while_the_torrent_is_in_the_client(world, stage, daemon, record):
    """A torrent that is removed is not asked for, and it says so; one that is added again goes on where it was."""
    staged = await world.finish(daemon)
    held = stage.client.torrents.pop(staged.info_hash)
    before = world.reads()

    await world.next_day(daemon, 400)
    assert world.reads() == before
    assert (await record()).refresh_due_at is None

    stage.client.torrents[staged.info_hash] = held
    await world.refresh(daemon)
    assert world.reads() == before + 1
    assert (await record()).refresh_due_at is not None


async def test_a_torrent_that_is_removed_later_is_planned_no_more(world, stage, daemon, record):
    """The plan of a record ends with its torrent, not first when it comes due."""
    staged = await world.finish(daemon)
    await world.refresh(daemon)
    assert (await record()).refresh_due_at is not None
    del stage.client.torrents[staged.info_hash]

    await world.refresh(daemon)

    assert (await record()).refresh_due_at is None


async def test_a_torrent_that_completes_again_begins_again(world, stage, daemon, clock, record):
    """Its record is read 1, 7 and 30 days after the new completion."""
    staged = await world.finish(daemon)
    await world.next_day(daemon, 40)
    clock.advance(DAY)
    anew = clock.now().replace(microsecond=0)
    stage.client.torrents[staged.info_hash].fields["completion_on"] = int(anew.timestamp())

    await world.refresh(daemon)

    assert (await record()).refresh_due_at == anew + DAY


async def test_what_downloads_or_was_dismissed_is_left_alone(world, stage, daemon, record):
    """A torrent that is not complete is not planned, and a person's word to leave one alone holds."""
    staged = await world.finish(daemon)
    held = stage.client.torrents[staged.info_hash].fields
    completed = held.pop("completion_on")
    held["completion_on"] = -1
    await world.refresh(daemon)
    assert (await record()).refresh_due_at is None

    held["completion_on"] = completed
    await daemon.parts.store.downloads.update((await record()).id, status=Status.DISMISSED.value)
    await world.refresh(daemon)
    assert (await record()).refresh_due_at is None


async def test_the_torrent_client_is_asked_once_in_a_run(world, stage, daemon):
    """However many records are read."""
    for torrent_id in BOOKS[:4]:
        await world.finish(daemon, torrent_id)
    await world.refresh(daemon)
    world.clock.advance(DAY)
    before = stage.client.asked("sync/maindata")

    run = await world.refresh(daemon)

    assert run.counts["read"] == 4
    assert stage.client.asked("sync/maindata") == before + 1
