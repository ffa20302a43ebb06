"""Takes back the changes of covers."""

from dataclasses import dataclass

from clients.audiobookshelf import LibraryItem
from clients.images import NoPictureError
from domain.errors import TransientError
from domain.facts import ChangeStatus
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_places import removal_refusal
from handlers.writing.item_desk import Reason
from handlers.writing.seen_items import see
from handlers.writing.undo import NOT_WRITTEN, Undone
from store.changes import Change


@dataclass(frozen=True, slots=True)
class UndoCover:
    """Takes back a change of a cover, unless a person has changed it since.

    A picture that was replaced or removed is got again from its source: Audiobookshelf does not keep it.
    """

    desk: CoverDesk

    async def __call__(self, change: Change, reason: Reason) -> Undone:
        """Undo it; what became of it."""
        desk = self.desk
        async with desk.held(change.item_id):
            seen = await see(desk.audiobookshelf, [change.item_id])
            if (item := seen.items.get(change.item_id)) is None:
                return Undone(change, done=False, why="the library no longer has this item")
            seen.refuse_busy([item.id])
            newest = await desk.settled(item)
            why = _why_not(change, newest) or await self._changed_since(item, change, newest)
            if why is not None:
                return Undone(change, done=False, why=why)
            if change.before is None:
                return await self._take_back(item, change, reason)
            return await self._put_back(item, change, reason)

    async def _changed_since(self, item: LibraryItem, change: Change, newest: Change | None) -> str | None:
        """Who changed it since, as a phrase; None where it is as the change left it."""
        shown = await self.desk.shown(item)
        if shown == change.after:
            return None
        if newest is not None and newest.id != change.id and newest.after == shown:
            return f"change {newest.id} set it again since: undo that first"
        if change.after is None:
            return "someone set another cover since"
        return "there is nothing to undo" if shown is None else "someone changed it since, to another picture"

    async def _take_back(self, item: LibraryItem, change: Change, reason: Reason) -> Undone:
        desk = self.desk
        rules = await desk.covers.rules()
        if (why := removal_refusal(rules)) is not None:
            return Undone(change, done=False, why=why)
        row = desk.row(item, reason, before=change.after, after=None, undoes=change.id)
        if (planned := await desk.plan(row)) is None:
            return Undone(change, done=True, why="would be put back to nothing")
        await desk.covers.remove(item.id)
        await desk.changes.settle({planned.id: (ChangeStatus.WRITTEN, None)})
        beside = rules.beside_books and not item.is_file
        left = f"; {item.cover_path} stays on disk, and a scan takes it again" if beside else ""
        return Undone(change, done=True, why=f"put back to nothing{left}")

    async def _put_back(self, item: LibraryItem, change: Change, reason: Reason) -> Undone:
        """Set the former picture again, if it is still to be had."""
        desk = self.desk
        if (why := await desk.refused(item)) is not None:
            return Undone(change, done=False, why=why)
        for offer in await desk.offers.of(change.item_id, change.download_id):
            try:
                picture = await desk.fetch(offer.address)
            except (NoPictureError, TransientError):
                continue
            if picture.description == change.before:
                await desk.send(item, picture, reason, before=change.after, undoes=change.id)
                verb = "would be put back" if desk.dry_run else "put back"
                return Undone(change, done=True, why=f"{verb} to {picture.description}")
        return Undone(change, done=False, why="no source has that picture any more")


def _why_not(change: Change, newest: Change | None) -> str | None:
    status = newest.status if newest is not None and newest.id == change.id else change.status
    if status is not ChangeStatus.WRITTEN:
        return NOT_WRITTEN[status]
    if newest is not None and newest.undoes == change.id:
        return f"change {newest.id} undid it already"
    return None
