"""Counting how long things took."""

from math import inf

from domain.histogram import Histogram


def test_an_observation_counts_at_its_bound_and_all_above():
    """A bound counts what is equal to it; what exceeds all bounds is in the infinite one."""
    histogram = Histogram((1.0, 5.0))

    for seconds in (1.0, 1.1, 5.0, 60.0):
        histogram.observe(seconds)

    assert list(histogram.cumulative()) == [(1.0, 1), (5.0, 3), (inf, 4)]
    assert (histogram.count, histogram.total) == (4, 67.1)


def test_time_that_ran_backwards_is_none():
    """A clock that was set back takes nothing away from the sum."""
    histogram = Histogram((1.0,))

    histogram.observe(-30)

    assert (histogram.count, histogram.total) == (1, 0.0)
