"""How many queries a key may make (facts/google_books.md)."""

from collections import Counter, deque
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sandbox.google_books.faults import Fault

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
_MINUTE: Final = timedelta(minutes=1)


class Quota:
    """Counts the queries of one key; a refused one costs nothing.

    Args:
        per_day: Of a day that ends at midnight Pacific time.
        per_minute: Of any sixty seconds.
    """

    def __init__(self, *, per_day: int = 1000, per_minute: int = 100) -> None:
        self.per_day = per_day
        self.per_minute = per_minute
        self.used: Counter[date] = Counter()
        self._recent: deque[datetime] = deque()

    def take(self, now: datetime) -> Fault | None:
        """Count one query; the refusal when the day's or the minute's are used up."""
        while self._recent and now - self._recent[0] >= _MINUTE:
            self._recent.popleft()
        day = now.astimezone(PACIFIC).date()
        if self.used[day] >= self.per_day:
            return Fault.PER_DAY
        if len(self._recent) >= self.per_minute:
            return Fault.PER_MINUTE
        self.used[day] += 1
        self._recent.append(now)
        return None
