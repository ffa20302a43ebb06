"""When a service may be asked."""

from datetime import timedelta

import pytest

from domain.breaker import FAILURES_TO_OPEN, Breaker
from domain.errors import UnavailableError
from sandbox.clock import START, FakeClock

AWAY = "/api/me: no connection"


@pytest.fixture
def breaker(clock: FakeClock) -> Breaker:
    return Breaker(service="audiobookshelf", clock=clock)


def fail(breaker: Breaker, times: int = FAILURES_TO_OPEN) -> None:
    """So many calls that found no one there."""
    for _ in range(times):
        with breaker.admitted():
            breaker.failed(AWAY)


def refused(breaker: Breaker) -> UnavailableError:
    """The error of a call that is not let through."""
    with pytest.raises(UnavailableError) as caught, breaker.admitted():
        raise AssertionError("it was let through")
    return caught.value


def test_two_failures_do_not_open_it(breaker):
    """One call more than that may fail before all others are stopped."""
    fail(breaker, 2)

    assert not breaker.is_open


def test_three_failures_in_a_row_open_it(breaker):
    """From then on calls fail at once, with the reason and the time left."""
    fail(breaker)

    error = refused(breaker)
    assert breaker.opened_at == START
    assert error.service == "audiobookshelf"
    assert error.retry_after == timedelta(seconds=1)
    assert str(error) == f"Audiobookshelf is unavailable: {AWAY}"


def test_an_answer_in_between_keeps_it_closed(breaker):
    """An item that the service cannot cope with, among others that it can, holds no one back."""
    for _ in range(10):
        fail(breaker, 2)
        breaker.answered()

    assert not breaker.is_open


def test_probes_come_at_growing_intervals(breaker, clock):
    """Each probe that fails makes the next one wait longer, up to a minute."""
    fail(breaker)
    waits = []
    for _ in range(9):
        waits.append(breaker.until_probe.total_seconds())
        clock.advance(breaker.until_probe)
        fail(breaker, 1)

    assert waits == [1, 2, 4, 8, 15, 30, 60, 60, 60]


def test_one_probe_at_a_time_is_let_through(breaker, clock):
    """While it is under way everybody else is refused, also when its time would have come."""
    fail(breaker)
    clock.advance(timedelta(seconds=1))

    with breaker.admitted():
        clock.advance(timedelta(minutes=5))
        refused(breaker)


def test_a_probe_that_was_given_up_lets_the_next_one_through(breaker, clock):
    """A call that ended without reporting anything, as one that was cancelled, blocks no one."""
    fail(breaker)
    clock.advance(timedelta(seconds=1))

    with breaker.admitted():
        pass

    assert breaker.lets_probe


def test_a_success_closes_it_and_is_reported(breaker, clock):
    """What waits for the service is woken once."""
    told = []
    breaker.closed = lambda: told.append(clock.now())
    fail(breaker)
    clock.advance(timedelta(seconds=1))

    for _ in range(2):
        with breaker.admitted():
            breaker.answered()

    assert not breaker.is_open
    assert told == [START + timedelta(seconds=1)]


def test_it_takes_three_failures_again_after_it_closed(breaker, clock):
    """And the intervals begin again."""
    fail(breaker)
    for _ in range(3):
        clock.advance(breaker.until_probe)
        fail(breaker, 1)
    breaker.answered()

    fail(breaker, 2)
    assert not breaker.is_open
    fail(breaker, 1)
    assert breaker.until_probe == timedelta(seconds=1)


def test_calls_that_were_under_way_lengthen_nothing(breaker):
    """Four calls that fail together open it once, and the probe comes after the first interval."""
    for _ in range(4):
        breaker.failed(AWAY)

    assert breaker.until_probe == timedelta(seconds=1)


def test_a_pause_that_was_asked_for_is_kept(breaker, clock):
    """No one asks before it is over, also when it is longer than any interval."""
    breaker.rest("it asked for a pause", timedelta(minutes=10))

    clock.advance(timedelta(minutes=9))
    assert refused(breaker).retry_after == timedelta(minutes=1)
    clock.advance(timedelta(minutes=1))
    assert breaker.lets_probe


def test_a_shorter_pause_shortens_nothing(breaker, clock):
    """What was asked for first still holds."""
    breaker.rest("it asked for a pause", timedelta(minutes=10))

    breaker.rest("it asked for a pause", timedelta(seconds=1))

    assert breaker.until_probe == timedelta(minutes=10)


def test_a_person_is_let_through(breaker, clock):
    """A check that a person asks for is the next probe, whenever that would have been."""
    fail(breaker)

    breaker.invite()

    with breaker.admitted():
        breaker.answered()
    assert not breaker.is_open


@pytest.mark.parametrize("by", [timedelta(days=1), timedelta(hours=-1)])
def test_setting_the_clock_changes_no_interval(breaker, clock, by):
    """The probe comes when so much time has passed, whatever the time of day is said to be."""
    fail(breaker)

    clock.set_wall(by)

    assert breaker.until_probe == timedelta(seconds=1)
    assert not breaker.lets_probe
