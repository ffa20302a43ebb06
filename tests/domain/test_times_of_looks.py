"""When the newest items are read while something is awaited."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.looking import CLOSES, ENDS, EVERY, OPENS, WHILE_NOTIFIED, Expected, Look, Looks

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def times(expected: Sequence[Expected], *, pause: timedelta = EVERY, begins: datetime = START) -> list[Look]:
    """Every reading until there is none to come, each made exactly when it is due."""
    looks, now, made = Looks(), begins, list[Look]()
    while (look := looks.next(expected, now=now, pause=pause)) is not None:
        looks, now = looks.after(look), look.at
        made.append(look)
    return made


def test_readings_begin_shortly_before_an_item_can_come():
    """Not while Audiobookshelf's watcher still waits for quiet."""
    [first, second, *_] = times([Expected(START)])

    assert (first.at, second.at) == (after(8), after(8.5))


def test_an_item_of_the_usual_time_is_noticed_within_half_a_second():
    """It comes 8.4 to 12.9 s after the last write."""
    made = [look.at for look in times([Expected(START)])]

    for came in (8.4, 10.4, 12.4, 12.6, 12.9, 19.9):
        noticed = next(at for at in made if at >= after(came))
        assert noticed - after(came) <= EVERY


def test_readings_become_rarer_and_end():
    """A scan may come minutes later; then the event's own waits find it."""
    made = [look.at - START for look in times([Expected(START)])]
    pauses = [later - earlier for earlier, later in itertools.pairwise(made) if earlier >= CLOSES]

    assert pauses == sorted(pauses)
    assert made[-1] <= ENDS
    assert len(made) < 65


def test_without_anything_awaited_nothing_is_read():
    """An idle daemon sends no request."""
    assert Looks().next([], now=START) is None


@pytest.mark.parametrize("seconds", [601, 3600, 10**7])
def test_files_that_were_written_long_ago_are_not_read_for(seconds):
    """A book that Audiobookshelf has not taken for ten minutes is no matter of seconds."""
    assert Looks().next([Expected(START)], now=after(seconds)) is None


def test_a_file_of_some_minutes_ago_is_read_for_at_once():
    """As after a start of the daemon."""
    assert Looks().next([Expected(START)], now=after(120)) == Look(after(120), None)


def test_many_that_wait_share_each_reading():
    """As many readings as for the first and the last of them together."""
    together = times([Expected(after(number / 300)) for number in range(300)])
    alone = times([Expected(START), Expected(after(0.999))])

    assert len(together) <= len(alone) + 2


def test_only_libraries_with_something_awaited_are_read():
    """And each of them at its own pace."""
    old, new = Expected(after(-300), "old"), Expected(START, "new")
    looks = Looks(by_library={"old": after(-1), "new": after(9)})

    assert looks.next([old, new], now=after(9)) == Look(after(9.5), frozenset({"new"}))
    assert looks.next([old, new], now=after(60)) == Look(after(60), frozenset({"old", "new"}))


def test_a_library_that_is_read_often_does_not_hold_up_another():
    """The other's turn comes although a reading was made a moment ago."""
    expected = [Expected(after(-300), "old"), *(Expected(after(n * 10), "new") for n in range(10))]

    read = {library for look in times(expected) for library in look.libraries or ()}

    assert read == {"old", "new"}


def test_files_outside_of_every_library_may_come_into_any():
    """Another program links them somewhere."""
    expected = [Expected(START, "one"), Expected(START)]

    assert Looks().next(expected, now=START) == Look(after(8), None)


def test_a_longer_pause_holds_for_every_reading():
    """As while the socket reports new items by itself, or a write is in flight."""
    made = [look.at for look in times([Expected(START)], pause=WHILE_NOTIFIED)]

    assert made[0] == after(8)
    assert all(later - earlier >= WHILE_NOTIFIED for earlier, later in itertools.pairwise(made))


def test_a_clock_that_was_set_back_does_not_stop_the_readings():
    """What was noted in a future that is gone does not count."""
    looks = Looks(everywhere=after(3600))

    assert looks.next([Expected(START)], now=after(9)) == Look(after(9), None)


EXPECTED = st.builds(
    Expected,
    written_at=st.integers(-900, 900).map(after),
    library_id=st.sampled_from([None, "one", "two"]),
)


@given(
    expected=st.lists(EXPECTED, max_size=5),
    pause=st.sampled_from([EVERY, timedelta(seconds=1), WHILE_NOTIFIED]),
    late=st.floats(0, 40),
)
def test_readings_never_come_faster_than_their_pause_and_end(expected, pause, late):
    """Whatever is awaited, and however late each reading is made."""
    looks, now, made = Looks(), START, list[datetime]()
    while (look := looks.next(expected, now=now, pause=pause)) is not None:
        assert look.at >= now
        now = look.at + timedelta(seconds=late)
        looks = looks.after(Look(now, look.libraries))
        made.append(now)

    assert all(later - earlier >= pause for earlier, later in itertools.pairwise(made))
    assert all(
        now - timedelta(seconds=late) <= max(one.written_at for one in expected) + ENDS for now in made
    )
    assert all(now >= min(one.written_at for one in expected) + OPENS for now in made)


@given(expected=st.lists(EXPECTED, min_size=1, max_size=4), came=st.floats(8.4, 19))
def test_each_awaited_item_is_noticed_in_its_own_window(expected, came):
    """However many others are awaited in however many libraries."""
    made = times(expected, begins=after(-1000))

    for one in expected:
        moment = one.written_at + timedelta(seconds=came)
        seeing = [look.at for look in made if look.libraries is None or one.library_id in look.libraries]
        assert min(at for at in seeing if at >= moment) - moment <= EVERY
