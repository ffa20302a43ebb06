"""Gives items a cover where they have none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from clients.audiobookshelf import Audiobookshelf, Covers, LibraryItem
from clients.images import NoPictureError, Picture
from domain.clock import Clock
from domain.errors import NotFoundError, TransientError
from domain.facts import ChangeStatus
from domain.policy import FieldName, Policy, Rule
from handlers.writing.cover_offers import NOTHING, CoverOffer, CoverOffers, Fetch, choose
from handlers.writing.cover_places import PathMaps, refusal, removal_refusal
from handlers.writing.cover_standing import described, why_kept
from handlers.writing.item_desk import Reason
from handlers.writing.seen_items import see
from handlers.writing.undo import NOT_WRITTEN, Undone
from store.changes import Change, Changes, NewChange
from store.field_locks import FieldLocks
from store.locks import Locks

_COVER: Final = FieldName.COVER
_GONE: Final = "the library no longer has this item"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverDesk:
    """Sets an item's cover where it shows only Audiobookshelf's placeholder, and takes back what it set.

    Safe to repeat, and after a crash between any two of its calls, as `ItemDesk` is: a change is noted before it is
    sent, what became of it shows in the item's picture, and a person's word is final. A cover that lies with the files
    or in them is the item's own, whether or not a scan has taken it already. What is noted as the value is the
    picture's description, which no other picture has.

    Args:
        audiobookshelf: The items.
        covers: Their covers.
        changes: The history.
        locks: The fields that people keep as they are.
        items: The locks of the items, over all daemons.
        fetch: Gets a picture by its address.
        offers: Which pictures there are.
        path_map: Where the books are here.
        policy: Whether covers are set at all.
        clock: Dates the changes.
        dry_run: Note what would be sent, and send nothing.
    """

    audiobookshelf: Audiobookshelf
    covers: Covers
    changes: Changes
    locks: FieldLocks
    items: Locks
    fetch: Fetch
    offers: CoverOffers
    path_map: PathMaps
    policy: Policy
    clock: Clock
    dry_run: bool

    async def __call__(self, item_id: str, offers: Sequence[CoverOffer], reason: Reason) -> str:
        """Give an item the best of some pictures, if it may have one.

        Args:
            item_id: The item.
            offers: The pictures, those that are preferred first.
            reason: Why; the source that is noted is that of the picture.

        Returns:
            What became of it, as a phrase.

        Raises:
            NotFoundError: The item is gone.
            UnavailableError: A source or Audiobookshelf is away.
            ScanningError: Audiobookshelf is scanning the item.
            TransientError: No picture is to be had now, or Audiobookshelf did not keep it.
        """
        if self.policy[_COVER] is Rule.NEVER or not offers:
            return NOTHING if not offers else "METADATA_POLICY says never"
        async with self._held(item_id):
            _, why = await self._decided(item_id)
        if why is not None:
            return why
        # The item is not locked while the picture is fetched.
        chosen = await choose(offers, self.fetch)
        if isinstance(chosen, str):
            return chosen
        async with self._held(item_id):
            item, why = await self._decided(item_id)
            if why is not None:
                return why
            await self._send(item, chosen.picture, replace(reason, source=chosen.source))
        return f"{'would be ' if self.dry_run else ''}set to {chosen.picture.description}"

    async def undo(self, change: Change, reason: Reason) -> Undone:
        """Take back a change of a cover, unless a person has changed it since."""
        async with self._held(change.item_id):
            seen = await see(self.audiobookshelf, [change.item_id])
            if (item := seen.items.get(change.item_id)) is None:
                return Undone(change, done=False, why=_GONE)
            seen.refuse_busy([item.id])
            newest = await self._settled(item)
            if (why := self._why_not_undone(change, newest)) is not None:
                return Undone(change, done=False, why=why)
            if change.after is None:
                return await self._put_back(item, change, reason)
            return await self._take_back(item, change, reason)

    def _held(self, item_id: str) -> Any:
        return self.items.of([f"item {item_id}"])

    async def _decided(self, item_id: str) -> tuple[LibraryItem, str | None]:
        """The item, and why it gets no cover; None where it may have one."""
        seen = await see(self.audiobookshelf, [item_id])
        if (item := seen.items.get(item_id)) is None:
            raise NotFoundError(f"Audiobookshelf no longer has the item {item_id}")
        newest = await self._settled(item)
        why = why_kept(item, newest)
        if why is None and _COVER.value in (await self.locks.of([item_id])).get(item_id, {}):
            why = "a person locked it"
        if why is None:
            why = await refusal(item, await self.covers.rules(), self.path_map)
        if why is None:
            seen.refuse_busy([item_id])
        return item, why

    async def _settled(self, item: LibraryItem) -> Change | None:
        """The newest change of the cover that arrived, or may have; what was sent and not heard of shows by now."""
        newest = await self.changes.newest_of(item.id, _COVER.value)
        if newest is None or newest.status is not ChangeStatus.PLANNED:
            return newest
        shown = None if item.cover_path is None else await self.covers.shown(item.id)
        if described(shown) == newest.after:
            status = ChangeStatus.WRITTEN
        elif item.updated_at is not None and item.updated_at == newest.item_updated_at:
            status = ChangeStatus.NOT_TAKEN
        else:
            status = ChangeStatus.OVERTAKEN
        await self.changes.settle({newest.id: (status, newest.after)})
        return await self.changes.newest_of(item.id, _COVER.value)

    async def _send(
        self, item: LibraryItem, picture: Picture, reason: Reason, *, undoes: int | None = None
    ) -> None:
        """Note it, upload it, and see that the item has a cover now."""
        row = self._row(item, reason, before=None, after=picture.description, undoes=undoes)
        if (planned := await self._plan(row)) is None:
            return
        await self.covers.upload(item.id, picture)
        after = await self.audiobookshelf.item(item.id)
        if after is not None and after.cover_path is None:
            await self.changes.settle({planned.id: (ChangeStatus.NOT_TAKEN, row.after)})
            raise TransientError("audiobookshelf did not keep the cover")
        await self.changes.settle({planned.id: (ChangeStatus.WRITTEN, row.after)})

    async def _take_back(self, item: LibraryItem, change: Change, reason: Reason) -> Undone:
        shown = None if item.cover_path is None else await self.covers.shown(item.id)
        if shown is None:
            return Undone(change, done=False, why="there is nothing to undo")
        if described(shown) != change.after:
            return Undone(change, done=False, why="a person changed it since, to another picture")
        rules = await self.covers.rules()
        if (why := removal_refusal(rules)) is not None:
            return Undone(change, done=False, why=why)
        row = self._row(item, reason, before=change.after, after=None, undoes=change.id)
        if (planned := await self._plan(row)) is None:
            return Undone(change, done=True, why="would be put back to nothing")
        await self.covers.remove(item.id)
        await self.changes.settle({planned.id: (ChangeStatus.WRITTEN, None)})
        beside = rules.beside_books and not item.is_file
        left = f"; {item.cover_path} stays on disk, and a scan takes it again" if beside else ""
        return Undone(change, done=True, why=f"put back to nothing{left}")

    async def _put_back(self, item: LibraryItem, change: Change, reason: Reason) -> Undone:
        """Set the picture again that an undoing took away, if it is still to be had."""
        if item.cover_path is not None:
            return Undone(change, done=False, why="a person set another cover since")
        if (why := await refusal(item, await self.covers.rules(), self.path_map)) is not None:
            return Undone(change, done=False, why=why)
        for offer in await self.offers.of(change.item_id, change.download_id):
            try:
                picture = await self.fetch(offer.address)
            except (NoPictureError, TransientError):
                continue
            if picture.description == change.before:
                await self._send(item, picture, reason, undoes=change.id)
                verb = "would be put back" if self.dry_run else "put back"
                return Undone(change, done=True, why=f"{verb} to {picture.description}")
        return Undone(change, done=False, why="no source has that picture any more")

    def _why_not_undone(self, change: Change, newest: Change | None) -> str | None:
        status = newest.status if newest is not None and newest.id == change.id else change.status
        if status is not ChangeStatus.WRITTEN:
            return NOT_WRITTEN[status]
        if newest is not None and newest.undoes == change.id:
            return f"change {newest.id} undid it already"
        if newest is not None and newest.id != change.id:
            return f"change {newest.id} set it again since: undo that first"
        return None

    def _row(
        self, item: LibraryItem, reason: Reason, *, before: str | None, after: str | None, undoes: int | None
    ) -> NewChange:
        return NewChange(
            at=self.clock.now(),
            item_id=item.id,
            field=_COVER.value,
            before=before,
            after=after,
            status=ChangeStatus.DRY_RUN if self.dry_run else ChangeStatus.PLANNED,
            source=reason.source,
            item_updated_at=item.updated_at,
            run_id=reason.run_id,
            undoes=undoes,
            event_id=reason.event_id,
            download_id=reason.download_id,
        )

    async def _plan(self, row: NewChange) -> Change | None:
        """The change, noted; None in a dry run, where nothing follows, and the same is noted once."""
        if self.dry_run:
            noted = await self.changes.newest_of(row.item_id, row.field, (ChangeStatus.DRY_RUN,))
            if noted is None or (noted.after, noted.undoes) != (row.after, row.undoes):
                await self.changes.plan([row])
            return None
        return (await self.changes.plan([row]))[0]
