"""Moments of the API, which are ISO 8601 in UTC, as commands show them."""

from datetime import datetime
from typing import Final

from daemon.clock import SystemClock
from daemon.config.sources import given
from daemon.words import units

UNKNOWN: Final = "–"


def ago(moment: str | None) -> str:
    """A moment as seen from now, for a column: "5 minutes ago"."""
    return UNKNOWN if moment is None else units.ago(datetime.fromisoformat(moment), SystemClock().now())


def exact(moment: str) -> str:
    """Date and time in the schedules' time zone, and how long ago that is."""
    from daemon.config.zones import zone

    try:
        where = zone(given(["timezone"]).get("timezone", ""))
    except ValueError:
        where = zone("UTC")
    return f"{units.exact(datetime.fromisoformat(moment), where)} ({ago(moment)})"


def day(moment: str | None) -> str:
    """Only the date."""
    return UNKNOWN if moment is None else moment.partition("T")[0]
