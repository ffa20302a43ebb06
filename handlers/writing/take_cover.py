"""A person's word on a book's cover: take a source's picture."""

from dataclasses import dataclass

from clients.audiobookshelf import LibraryItem
from clients.images import NoPictureError
from domain.errors import NotFoundError
from domain.facts import ChangeSource
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_offers import CoverOffer
from handlers.writing.cover_standing import brief
from handlers.writing.item_desk import Reason
from handlers.writing.seen_items import see
from handlers.writing.taken import Taken
from store.views.of_book import OfBook


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCover:
    """Uploads a source's picture where an item shows the placeholder or a cover of ours, also one that a person undid.

    No other cover is replaced: Audiobookshelf deletes its file, so that no undoing could bring it back.
    """

    desk: CoverDesk
    joined: OfBook

    async def __call__(self, item_id: str, source: ChangeSource) -> Taken:
        """Take it.

        Raises:
            NotFoundError: The library no longer has the item.
            TransientError: The picture is not to be had now, or Audiobookshelf did not keep it.
            ScanningError: Audiobookshelf is scanning the item.
        """
        download = next(iter(await self.joined.downloads(item_id, limit=1)), None)
        number = None if download is None else download.id
        offers = await self.desk.offers.of(item_id, number)
        offer = next((one for one in offers if one.source is source), None)
        async with self.desk.held(item_id):
            _, why = await self._looked(item_id, offer)
        if why is not None or offer is None:
            return Taken(done=False, value=None, why=why or _SILENT)
        # The item is not locked while the picture is fetched.
        try:
            picture = await self.desk.fetch(offer.address)
        except NoPictureError as error:
            return Taken(done=False, value=None, why=str(error))
        async with self.desk.held(item_id):
            item, why = await self._looked(item_id, offer)
            before = await self.desk.shown(item)
            if before == picture.description:
                why = "it is what the field holds already"
            if why is not None:
                return Taken(done=False, value=None, why=why)
            reason = Reason(source=source, event_id=None, download_id=number)
            await self.desk.send(item, picture, reason, before=before)
        shown = brief(picture.description)
        return Taken(done=True, value=shown, why=f"set to {shown}")

    async def _looked(self, item_id: str, offer: CoverOffer | None) -> tuple[LibraryItem, str | None]:
        """The item, and why the picture cannot be taken; None where it can."""
        seen = await see(self.desk.audiobookshelf, [item_id])
        if (item := seen.items.get(item_id)) is None:
            raise NotFoundError(f"Audiobookshelf has no item {item_id}")
        if await self.desk.is_locked(item_id):
            return item, "it is locked: unlock it first"
        if offer is None:
            return item, _SILENT
        if self.desk.dry_run:
            return item, "DRY_RUN is on, and nothing is written"
        await self.desk.settled(item)
        why = (await self.desk.look(item)).why_not_taken
        if why is None:
            seen.refuse_busy([item_id])
        return item, why


_SILENT = "the source has no picture of it"
