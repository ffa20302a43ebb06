"""The cycles that a clock or a person starts, one row each.

A new cycle has a row here, its event in `domain.events`, its handler in the route table, and its schedule among the
settings; everything else that depends on the cycles reads this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.events import EnrichmentDue, Event, LibrarySyncDue, ReconcileDue, RefreshDue, SearchDue


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle.

    Args:
        name: In the API, on the command line, and in capitals before ``_CRON``.
        title: For people.
        does: Its purpose; the subject of the sentence is the cycle.
        first: Creates the first event of the run with this number; every step of a run is of that kind.
        asks: The services that it calls.
        leads: Whether only the leader among several daemons on one store takes its steps.
    """

    name: str
    title: str
    does: str
    first: Callable[[int], Event]
    asks: tuple[str, ...]
    leads: bool

    @property
    def event(self) -> str:
        """The kind of its events."""
        return self.first(0).kind


CYCLES: Final[Mapping[str, Cycle]] = {
    cycle.name: cycle
    for cycle in (
        Cycle(
            name="search",
            title="Search",
            does="searches MyAnonamouse for the books on your list",
            first=lambda run: SearchDue(run=run),
            asks=("mam",),
            leads=True,
        ),
        Cycle(
            name="enrichment",
            title="Enrichment",
            does="fills empty fields from Audible and Google Books",
            first=lambda run: EnrichmentDue(run=run),
            asks=("audiobookshelf", "google_books"),
            leads=True,
        ),
        Cycle(
            name="refresh",
            title="Refresh",
            does="reads again what MyAnonamouse says of your finished downloads",
            first=lambda run: RefreshDue(run=run),
            asks=("qbittorrent", "mam"),
            leads=True,
        ),
        Cycle(
            name="reconcile",
            title="Reconcile",
            does="finds finished torrents that the hook missed",
            first=lambda run: ReconcileDue(run=run),
            asks=("qbittorrent",),
            leads=False,
        ),
        Cycle(
            name="library-sync",
            title="Library sync",
            does="reads new items from Audiobookshelf",
            first=lambda run: LibrarySyncDue(run=run),
            asks=("audiobookshelf",),
            leads=False,
        ),
    )
}
"""By name."""
