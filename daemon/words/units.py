"""Moments, spans, sizes and counts in words, by humanize; and the plural of a noun, by gettext."""

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

import humanize

from domain.counted import counted

_NOW: Final = timedelta(seconds=5)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


def ago(given: datetime, now: datetime) -> str:
    """A moment as seen from *now*: "5 minutes ago", "in 2 days"."""
    off = now - given
    if abs(off) < _NOW:
        return "in a moment" if off < timedelta() else "just now"
    # Of a day and more only the days count: those of many rows are the same.
    long = short_span(timedelta(days=abs(off).days) if abs(off) >= _DAY else abs(off))
    return f"in {long}" if off < timedelta() else f"{long} ago"


def exact(given: datetime, zone: tzinfo) -> str:
    """Date and time in *zone*, with its name."""
    local = given.astimezone(zone)
    return f"{local.day} {local.strftime('%b %Y, %H:%M:%S %Z')}"


def span(given: timedelta) -> str:
    """A span of time as exactly as a person cares: "2 hours and 5 minutes", "12 seconds"."""
    return _span(round(given.total_seconds()))


@lru_cache(maxsize=1000)
def _span(seconds: int) -> str:
    # Kept: humanize takes longer for it than the page for the rest of a row.
    given = timedelta(seconds=seconds)
    smallest = "hours" if given >= _DAY else "minutes" if given >= _HOUR else "seconds"
    return humanize.precisedelta(given, minimum_unit=smallest, format="%0.0f")


def running_time(seconds: int) -> str:
    """How long a recording is, as players and listings write it: "27 h 05 min"; humanize would begin with days."""
    return f"{number(seconds // 3600)} h {seconds // 60 % 60:02} min"


@lru_cache(maxsize=1000)
def short_span(given: timedelta) -> str:
    """A span of time for a column: "2 minutes", "an hour"."""
    return humanize.naturaldelta(given)


def size(given: int) -> str:
    """Bytes: "1.5 GiB"."""
    return humanize.naturalsize(given, binary=True)


def number(given: int) -> str:
    """A number with its thousands apart: "12,345"."""
    return humanize.intcomma(given)


def count(given: int, one: str, many: str) -> str:
    """A number and its noun: "1 book", "12,345 books"."""
    return counted(given, one, many)
