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
    """When a record is read again: 1, 7 and 30 days after the completion, then 180 days after it was read last.

    Args:
        completed_at: When the torrent client held every byte.
        read_at: When the record was read last. What came due before is not caught up on, so a torrent that completed
            long before shelfhook knew it is first read again after 180 days.
    """
    moments = (completed_at + after for after in AFTER_COMPLETION)
    return next((moment for moment in moments if moment > read_at), read_at + EVERY)
