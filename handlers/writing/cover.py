"""Gives items a cover where they have none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from clients.audiobookshelf import Audiobookshelf, Covers, LibraryItem
from clients.images import Picture
from domain.clock import Clock
from domain.errors import NotFoundError, TransientError
from domain.facts import ChangeStatus
from domain.policy import FieldName, Policy, Rule
from handlers.writing.cover_offers import NOTHING, CoverOffer, CoverOffers, Fetch, choose
from handlers.writing.cover_places import PathMaps, refusal
from handlers.writing.cover_standing import NEVER, CoverStanding, described, why_kept, why_not_replaced
from handlers.writing.item_desk import Reason
from handlers.writing.seen_items import Written, see
from store.changes import Change, Changes, NewChange
from store.field_locks import FieldLocks
from store.locks import Locks

_COVER: Final = FieldName.COVER
_LOCKED: Final = "you locked it"
_KNOWN: Final = (ChangeStatus.WRITTEN, ChangeStatus.OVERTAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverDesk:
    """Sets an item's cover where it shows only Audiobookshelf's placeholder.

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
        written: What is stored of the item as it is after a write.
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
    written: Written

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
            return NOTHING if not offers else NEVER
        async with self.held(item_id):
            _, why = await self._decided(item_id)
        if why is not None:
            return why
        # The item is not locked while the picture is fetched.
        chosen = await choose(offers, self.fetch)
        if isinstance(chosen, str):
            return chosen
        async with self.held(item_id):
            item, why = await self._decided(item_id)
            if why is not None:
                return why
            await self.send(item, chosen.picture, replace(reason, source=chosen.source))
        return f"{'would be ' if self.dry_run else ''}set to {chosen.picture.description}"

    def held(self, item_id: str) -> Any:
        """Within it no other part of any daemon decides about the item."""
        return self.items.of([f"item {item_id}"])

    async def _decided(self, item_id: str) -> tuple[LibraryItem, str | None]:
        """The item, and why it gets no cover; None where it may have one."""
        seen = await see(self.audiobookshelf, [item_id])
        if (item := seen.items.get(item_id)) is None:
            raise NotFoundError(f"Audiobookshelf no longer has the item {item_id}")
        newest = await self.settled(item)
        why = await self._why_left(item, newest) or await self.refused(item)
        if why is None:
            seen.refuse_busy([item_id])
        return item, why

    async def _why_left(self, item: LibraryItem, newest: Change | None) -> str | None:
        """Why no event gives the item a cover, whatever the server allows; None where one may."""
        if self.policy[_COVER] is Rule.NEVER:
            return NEVER
        why = why_kept(item, newest)
        return _LOCKED if why is None and await self.is_locked(item.id) else why

    async def is_locked(self, item_id: str) -> bool:
        """Whether a person keeps it as it is."""
        return _COVER.value in (await self.locks.of([item_id])).get(item_id, {})

    async def refused(self, item: LibraryItem) -> str | None:
        """Why the server or its place allows no cover; None where one may be written."""
        return await refusal(item, await self.covers.rules(), self.path_map)

    async def look(self, item: LibraryItem) -> CoverStanding:
        """What is known of the cover of an item that was read just now. Nothing is written or settled.

        Only where a cover of ours may be there it is read from Audiobookshelf; no source is asked.
        """
        newest = await self.changes.newest_of(item.id, _COVER.value)
        if newest is not None and newest.status is ChangeStatus.PLANNED:
            newest = replace(newest, status=await self._became(item, newest))
            if newest.status is ChangeStatus.NOT_TAKEN:
                newest = await self.changes.newest_of(item.id, _COVER.value, _KNOWN)
        shown = await self.shown(item) if newest is not None and newest.after is not None else None
        is_ours = newest is not None and shown is not None and shown == newest.after
        theirs = why_not_replaced(item, is_ours=is_ours)
        refused = None if theirs is not None else await self.refused(item)
        return CoverStanding(
            newest=newest,
            is_ours=is_ours,
            why_left=await self._why_left(item, newest) or refused,
            why_not_taken=theirs or refused,
        )

    async def shown(self, item: LibraryItem) -> str | None:
        """The description of what the item shows; None where that is the placeholder."""
        return None if item.cover_path is None else described(await self.covers.shown(item.id))

    async def settled(self, item: LibraryItem) -> Change | None:
        """The newest change of the cover that arrived, or may have; what was sent and not heard of shows by now."""
        newest = await self.changes.newest_of(item.id, _COVER.value)
        if newest is None or newest.status is not ChangeStatus.PLANNED:
            return newest
        await self.changes.settle({newest.id: (await self._became(item, newest), newest.after)})
        return await self.changes.newest_of(item.id, _COVER.value)

    async def _became(self, item: LibraryItem, planned: Change) -> ChangeStatus:
        """What became of a change that was sent and not heard of."""
        if await self.shown(item) == planned.after:
            return ChangeStatus.WRITTEN
        unmoved = item.updated_at is not None and item.updated_at == planned.item_updated_at
        return ChangeStatus.NOT_TAKEN if unmoved else ChangeStatus.OVERTAKEN

    async def send(
        self,
        item: LibraryItem,
        picture: Picture,
        reason: Reason,
        *,
        before: str | None = None,
        undoes: int | None = None,
    ) -> None:
        """Note it, upload it in place of what was there *before*, and see that the item has a cover now."""
        row = self.row(item, reason, before=before, after=picture.description, undoes=undoes)
        if (planned := await self.plan(row)) is None:
            return
        await self.covers.upload(item.id, picture)
        after = await self.audiobookshelf.item(item.id)
        is_kept = after is None or after.cover_path is not None
        status = ChangeStatus.WRITTEN if is_kept else ChangeStatus.NOT_TAKEN
        also = self.written([] if after is None else [after])
        await self.changes.settle({planned.id: (status, row.after)}, also)
        if not is_kept:
            raise TransientError("Audiobookshelf did not keep the cover")

    def row(
        self, item: LibraryItem, reason: Reason, *, before: str | None, after: str | None, undoes: int | None
    ) -> NewChange:
        """The change to note, by the descriptions of the pictures."""
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

    async def plan(self, row: NewChange) -> Change | None:
        """The change, noted; None in a dry run, where nothing follows, and the same is noted once."""
        if self.dry_run:
            noted = await self.changes.newest_of(row.item_id, row.field, (ChangeStatus.DRY_RUN,))
            if noted is None or (noted.after, noted.undoes) != (row.after, row.undoes):
                await self.changes.plan([row])
            return None
        return (await self.changes.plan([row]))[0]
