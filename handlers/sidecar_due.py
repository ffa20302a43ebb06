"""A metadata file of ours lies beside a book: it is removed once the book's item has the values."""

from dataclasses import dataclass

from domain.events import SidecarDue
from domain.outcomes import Outcome
from handlers.importing.sidecars import RemoveSidecar


@dataclass(frozen=True, slots=True)
class SeeToSidecar:
    """Removes the file. Safe to repeat: one that is gone, or not ours any more, is left alone."""

    remove: RemoveSidecar

    async def __call__(self, event: SidecarDue, event_id: int) -> Outcome:
        """Handle the event; *event_id* is noted with the changes."""
        return await self.remove(event.path, event_id)
