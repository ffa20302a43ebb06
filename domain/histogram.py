"""Durations as a few numbers, however many there are."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf


@dataclass(slots=True)
class Histogram:
    """Counts how many observations lie at or below each bound, as Prometheus does.

    Args:
        bounds: In seconds, ascending; values above the last one are counted, too.
    """

    bounds: tuple[float, ...]
    total: float = 0.0
    _within: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._within = [0] * (len(self.bounds) + 1)

    @property
    def count(self) -> int:
        """How many observations there were."""
        return sum(self._within)

    def observe(self, seconds: float) -> None:
        """Count one; a clock that was set back does not make a negative duration."""
        seconds = max(seconds, 0.0)
        self._within[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def cumulative(self) -> Iterator[tuple[float, int]]:
        """Each bound, the last of them infinite, with the number of observations up to it."""
        so_far = 0
        bounds: Iterable[float] = (*self.bounds, inf)
        for bound, number in zip(bounds, self._within, strict=True):
            so_far += number
            yield bound, so_far
