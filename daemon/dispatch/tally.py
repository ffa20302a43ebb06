"""What this process has done since it started, for metrics."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.facts import EventVerdict
from domain.histogram import Histogram
from store.queue.claims import Claim

_BOUNDS: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 21600.0, 86400.0, 604800.0)
"""In seconds: an item that is in the library already takes no time, its watcher 12 s, a person days."""


@dataclass(slots=True)
class Tally:
    """How many events were settled how, and how long completions took from their report to applied.

    A completion counts when it is settled, from its time in the store: one that was reported
    before a restart counts from then. It counts again only if it was reported again meanwhile.
    """

    settled: Counter[tuple[str, str]] = field(default_factory=Counter)
    applied: Histogram = field(default_factory=lambda: Histogram(_BOUNDS))

    def note(self, claim: Claim, verdict: EventVerdict, now: datetime) -> None:
        """An event was settled by this daemon."""
        self.settled[claim.event.kind, verdict] += 1
        if claim.event.kind == "torrent.finished" and verdict is EventVerdict.DONE:
            self.applied.observe((now - claim.created_at).total_seconds())
