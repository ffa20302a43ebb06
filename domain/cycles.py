"""The cycles that a clock or a person starts, and how a run of each begins."""

from collections.abc import Callable, Mapping
from typing import Final

from domain.events import EnrichmentDue, Event, LibrarySyncDue, ReconcileDue, SearchDue

CYCLES: Final[Mapping[str, Callable[[int], Event]]] = {
    "search": lambda run: SearchDue(run=run),
    "enrichment": lambda run: EnrichmentDue(run=run),
    "reconcile": lambda run: ReconcileDue(run=run),
    "library-sync": lambda run: LibrarySyncDue(run=run),
}
"""By the cycle's name: makes the first event of the run with this number."""
