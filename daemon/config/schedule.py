"""When a cron pattern comes due, in a zone with daylight saving."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from domain.counted import counted

_FIELDS: Final = 5
# No zone sets its clocks back by more: with this head start a local time that comes twice is met.
_HEAD_START: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron pattern in a time zone.

    A pattern with a fixed minute and hour is due once a day in spite of clock changes: a local time that is
    left out comes at the moment after the gap, one that comes twice counts the first time. A pattern whose
    minute or hour begins with a star follows elapsed time. Both as Debian's cron does it.

    Args:
        pattern: Five fields.
        zone: The zone of the pattern.
    """

    pattern: str
    zone: ZoneInfo

    def latest(self, now: datetime) -> datetime | None:
        """The last due time up to *now*, in UTC; None when there was none in fifty years."""
        start = (now + _HEAD_START).astimezone(self.zone)
        return next((due for due in self._times(start, reverse=True) if due <= now), None)

    def next_after(self, now: datetime) -> datetime | None:
        """The next due time after *now*, in UTC; None when there is none in fifty years."""
        return next((due for due in self._times(now.astimezone(self.zone)) if due > now), None)

    def _times(self, start: datetime, *, reverse: bool = False) -> Iterator[datetime]:
        return (due.astimezone(UTC) for due in CronSim(self.pattern, start, reverse=reverse))


def checked(pattern: str) -> str:
    """The pattern in its plain form; an empty one, which turns a cycle off, stays empty.

    Raises:
        ValueError: It is invalid, or never due; the message is for the author.
    """
    fields = pattern.split()
    if not fields:
        return ""
    if len(fields) != _FIELDS:
        raise ValueError(
            f"has {counted(len(fields), 'field', 'fields')} and needs 5 (minute, hour, day, month, weekday), like 0 3 * * *"
        )
    plain = " ".join(fields)
    try:
        come = list(islice(CronSim(plain, datetime(2000, 1, 1, tzinfo=UTC)), 1))
    except CronSimError as error:
        raise ValueError(f"is not a cron pattern: {str(error).lower()}; write it like 0 3 * * *") from error
    if not come:
        raise ValueError("never runs: no month has that day")
    return plain
