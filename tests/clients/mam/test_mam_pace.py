"""How fast the site is asked: measured where the requests arrive, by the clock that the client sleeps on."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from clients.mam.pace import INTERVAL, Pace
from clients.mam.search import SearchQuery
from domain.errors import NeedsPersonError, NotFoundError, UnavailableError
from domain.recording import Recording
from sandbox.clock import FakeClock
from sandbox.mam import Fault

ANYONE = ApiAccess(SecretStr("value"))


async def test_concurrent_callers_keep_the_pause(open_mam, site, api):
    """Twenty callers of all verbs arrive one by one, 2 s apart."""
    mam = open_mam(site, api)

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(mam.account())
            group.create_task(mam.check())
            group.create_task(mam.search(SearchQuery("anything at all")))
            group.create_task(mam.by_id(10**9))

    assert len(site.visits) == 20
    assert site.smallest_spacing() >= INTERVAL
    assert site.most_in_flight() == 1


async def test_the_pause_counts_from_the_end_of_an_answer(clock):
    """A slow answer does not use up the pause after it."""
    pace = Pace(clock=clock, interval=timedelta(seconds=2))
    async with pace.turn():
        clock.advance(timedelta(seconds=5))
    ended = clock.now()

    async with pace.turn():
        assert clock.now() - ended == timedelta(seconds=2)


async def test_a_restart_is_no_way_around_the_pause(open_mam, site, api):
    """The stored time of the last answer counts for the next process."""
    for _ in range(5):
        await open_mam(site, api).account()

    assert site.smallest_spacing() >= INTERVAL


async def test_a_clock_that_went_back_lengthens_no_pause(clock):
    """A last answer in the future counts as one of now."""
    pace = Pace(clock=clock, interval=timedelta(seconds=2))
    pace.used(timedelta(days=-3))

    async with pace.turn():
        pass

    assert clock.slept == [timedelta(seconds=2)]


async def test_the_interval_is_the_settings(open_mam, site, api):
    """A longer interval is kept as well."""
    mam = open_mam(site, api, interval=timedelta(seconds=7))

    await mam.account()
    await mam.account()

    assert site.smallest_spacing() == timedelta(seconds=7)


async def test_too_many_requests_stop_the_whole_client(open_mam, site, api, clock):
    """From 30 s, doubled each time; meanwhile every verb gets a time to come back, and none is sent."""
    site.always(Fault.TOO_MANY)
    mam = open_mam(site, api)

    for seconds in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        with pytest.raises(UnavailableError, match="asked for a pause") as caught:
            await mam.account()
        assert caught.value.retry_after == timedelta(seconds=seconds)
        clock.advance(timedelta(seconds=seconds - 1))
        with pytest.raises(UnavailableError) as caught:
            await mam.search(SearchQuery("anything"))
        assert caught.value.retry_after == timedelta(seconds=1)
        clock.advance(timedelta(seconds=1))

    assert len(site.visits) == 9


async def test_a_good_answer_ends_the_doubling(open_mam, site, api, clock):
    """The next trouble starts from 30 s again."""
    mam = open_mam(site, api)
    site.fail_next(Fault.TOO_MANY, 2)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            await mam.account()
        clock.advance(timedelta(minutes=5))
    await mam.account()

    site.fail_next(Fault.TOO_MANY)
    with pytest.raises(UnavailableError) as caught:
        await mam.account()

    assert caught.value.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize("fault", [Fault.TOO_MANY_SECONDS, Fault.TOO_MANY_DATE])
async def test_retry_after_is_honoured(open_mam, site, api, clock, fault):
    """As seconds or as a date, it is the least wait for everyone."""
    site.fail_next(fault)
    mam = open_mam(site, api)

    with pytest.raises(UnavailableError) as caught:
        await mam.account()
    wait = caught.value.retry_after
    assert timedelta(seconds=89) <= wait <= timedelta(seconds=90)
    clock.advance(wait - timedelta(seconds=1))
    with pytest.raises(UnavailableError):
        await mam.account()
    assert len(site.visits) == 1
    clock.advance(timedelta(seconds=1))

    await mam.account()


async def test_a_short_retry_after_does_not_shorten_the_wait(open_mam, script):
    """Asked for 5 s after a 429, we still stay away for 30."""
    script.say(429, "", Retry_After="5")

    with pytest.raises(UnavailableError) as caught:
        await open_mam(script, ANYONE).account()

    assert caught.value.retry_after == timedelta(seconds=30)


async def test_an_outage_that_says_how_long_is_left_alone_so_long(open_mam, script, clock):
    """A 503 with Retry-After holds back every caller; one without is followed by the next probe in seconds."""
    script.say(503, "", Retry_After="600")
    script.say(503)
    script.say(200, '{"username": "reader"}')
    mam = open_mam(script, ANYONE)

    for _ in range(2):
        with pytest.raises(UnavailableError, match="answered 503") as caught:
            await mam.account()
        assert caught.value.retry_after == timedelta(minutes=10)
    clock.advance(timedelta(minutes=10))
    with pytest.raises(UnavailableError) as caught:
        await mam.account()
    assert caught.value.retry_after is None
    clock.advance(timedelta(seconds=2))

    assert (await mam.account()).username == "reader"


async def test_callers_in_the_queue_hear_of_a_429_without_asking(open_mam, site, api):
    """The one request that was refused is the only one."""
    site.always(Fault.TOO_MANY)
    mam = open_mam(site, api)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_outcome(mam.account())) for _ in range(6)]

    assert [task.result() for task in tasks] == ["UnavailableError", *["NotAskedError"] * 5]
    assert len(site.visits) == 1


async def test_a_cancelled_caller_leaves_the_turn_to_the_next():
    """A shutdown in the middle of the pause blocks no one."""
    clock = FakeClock()
    pace = Pace(clock=clock, interval=timedelta(seconds=2))
    turns = []

    async def take(name):
        async with pace.turn():
            turns.append(name)

    await take("first")
    async with asyncio.TaskGroup() as group:
        second = group.create_task(take("second"))
        group.create_task(take("third"))
        await clock.sleep(timedelta(0))
        second.cancel()
        await clock.sleep(timedelta(0))
        await clock.sleep(timedelta(0))
        clock.advance(timedelta(seconds=2))

    assert turns == ["first", "third"]


async def test_a_406_stops_the_downloads_until_a_person_resumes(open_mam, site, api):
    """Searches go on; torrent files are not asked for."""
    site.fail_next(Fault.BLOCKED, path="/tor/download.php")
    mam = open_mam(site, api)
    recording = Recording(torrent_id=1)

    for _ in range(3):
        with pytest.raises(NeedsPersonError, match=r"blocks this account's downloads \(406\)"):
            await mam.torrent_file(recording)
    assert len(site.visits) == 1
    assert mam.acquisition_blocked is not None
    await mam.account()
    mam.resume()

    with pytest.raises(NotFoundError):
        await mam.torrent_file(recording)
    assert mam.acquisition_blocked is None


async def test_downloads_in_the_queue_stop_at_a_406_too(open_mam, site, api):
    """Of four at once, one is sent."""
    site.always(Fault.BLOCKED)
    mam = open_mam(site, api)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_outcome(mam.torrent_file(Recording(torrent_id=1)))) for _ in range(4)]

    assert [task.result() for task in tasks] == ["NeedsPersonError"] * 4
    assert len(site.visits) == 1


async def _outcome(call):
    try:
        await call
    except Exception as error:  # noqa: BLE001 - the test looks at which one it is
        return type(error).__name__
    return "done"
