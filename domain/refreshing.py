"""When the record of a finished torrent is read from MAM again."""

from datetime import datetime, timedelta
from typing import Final

AFTER_COMPLETION: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""Uploaders correct most of a record in its first weeks."""

EVERY: Final = timedelta(days=180)
"""After these."""

PUT_OFF: Final = timedelta(days=1)
"""How long a record is left alone whose answer could not be used."""


def next_refresh(completed_at: datetime, *, read_at: datetime) -> datetime:
    """When a record is read again: 1, 7 and 30 days after the completion, then every 180 days.

    The moments depend on the completion alone, so that late readings do not add up, and the torrents of a client that
    was taken over whole do not all come due on one day.

    Args:
        completed_at: When the torrent client held every byte.
        read_at: When the record was read last. Of the moments that passed since, only one is made up for.
    """
    first = [completed_at + after for after in AFTER_COMPLETION]
    passed = (read_at - first[-1]) // EVERY
    return next((moment for moment in first if moment > read_at), first[-1] + EVERY * (passed + 1))
