"""A library item may want a cover: it gets the best picture that a source has."""

from dataclasses import dataclass

from domain.errors import NotFoundError
from domain.events import CoverDue
from domain.facts import ChangeSource
from domain.outcomes import Done, Drop, Outcome
from handlers.writing.cover import CoverDesk
from handlers.writing.item_desk import Reason


@dataclass(frozen=True, slots=True)
class SetCover:
    """Gives an item its cover. Safe to repeat: an item that has one keeps it."""

    desk: CoverDesk

    async def __call__(self, event: CoverDue, event_id: int) -> Outcome:
        """Handle the event; *event_id* is noted with the change."""
        offers = await self.desk.offers.of(event.item, event.download)
        reason = Reason(source=ChangeSource.MAM, event_id=event_id, download_id=event.download)
        try:
            return Done(f"cover: {await self.desk(event.item, offers, reason)}")
        except NotFoundError:
            return Drop("the library no longer has this item")
