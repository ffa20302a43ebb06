"""A library item's chapters may be those of a part, or missing: they are seen to."""

from dataclasses import dataclass

from clients.audiobookshelf import LibraryItem
from domain.chapters import is_left_open, is_of_a_part
from domain.errors import NotFoundError
from domain.events import ChaptersDue
from domain.facts import ChangeSource
from domain.outcomes import Done, Drop, Outcome
from domain.policy import FieldName, Rule
from handlers.writing.chapters import CureChapters, FillChapters
from handlers.writing.item_desk import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeToChapters:
    """Cures or fills an item's chapters. Safe to repeat: what was done, or asked in vain, is not done again."""

    cure: CureChapters
    fill: FillChapters

    async def __call__(self, event: ChaptersDue, event_id: int) -> Outcome:
        """Handle the event; *event_id* is noted with the change."""
        # What was sent and not answered shows now, before anything is decided.
        served = (await self.cure.desk([event.item], lambda _: {})).get(event.item)
        if served is None or served.item.is_missing:
            return Drop("the library no longer has this item")
        try:
            return Done(f"chapters: {await self._see_to(served.item, event, event_id)}")
        except NotFoundError:
            return Drop("the library no longer has this item")

    async def _see_to(self, item: LibraryItem, event: ChaptersDue, event_id: int) -> str:
        chapters, files = item.chapters, item.chapter_files
        if is_of_a_part(chapters, files) or await self.cure.is_under_way(item):
            reason = Reason(source=ChangeSource.FILES, event_id=event_id, download_id=event.download)
            return await self.cure(item.id, reason)
        if self.fill.write_fields.policy[FieldName.CHAPTERS] is not Rule.NEVER and is_left_open(
            chapters, files
        ):
            reason = Reason(source=ChangeSource.AUDNEXUS, event_id=event_id, download_id=event.download)
            return await self.fill(item, reason)
        return "they are as they should be"
