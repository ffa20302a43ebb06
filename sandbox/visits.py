"""When requests came, by the site's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: when it came, what for, and how many were under way then, itself included."""

    at: datetime
    method: str
    path: str
    in_flight: int


def smallest_spacing(visits: Sequence[Visit]) -> timedelta | None:
    """The shortest time between the starts of two requests; None when there were fewer than two."""
    return min((later.at - earlier.at for earlier, later in pairwise(visits)), default=None)


def most_in_flight(visits: Sequence[Visit]) -> int:
    """The most requests that were ever under way at once."""
    return max((visit.in_flight for visit in visits), default=0)
