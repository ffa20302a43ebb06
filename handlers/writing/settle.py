"""The outcome of writes that were not confirmed yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clients.audiobookshelf import LibraryItem
from domain.facts import ChangeStatus
from domain.policy import FieldName
from handlers.writing.item_fields import ItemFields
from handlers.writing.seen_items import SeenItems
from store.changes import Change, Changes
from store.work import Work, nothing


@dataclass(frozen=True, slots=True)
class SettleChanges:
    """Settles changes by what the items show.

    A write whose answer was lost may have arrived or not, and a person may have written before the next
    read. Where the item was not changed at all since the change was planned, it did not arrive. Where the
    field holds what was sent, it did; a person who enters the same agrees with us. Where the item was
    changed and the field holds something else, be it what it held before, a person may have
    taken our value away: such a change is overtaken, and what the field holds is a person's. Only where a
    scan overlapped the write, what the field held before, or what the files say, is the scan's doing and
    not a person's: that change did not arrive either (facts/audiobookshelf_2.md 0.2).
    """

    changes: Changes
    fields: ItemFields

    async def __call__(
        self, items: Mapping[str, LibraryItem], changes: Sequence[Change]
    ) -> tuple[Change, ...]:
        """Settle changes by the items as they were read just now; those of items that are gone stay unsettled.

        Returns:
            What did not arrive.
        """
        return await self.sent(SeenItems(items, frozenset()), changes)

    async def sent(
        self, after: SeenItems, planned: Sequence[Change], also: Work[None] = nothing
    ) -> tuple[Change, ...]:
        """Settle what was sent just now, but for what a scan may have overlapped: that shows once the scan is over.

        Args:
            after: The items, as they were read back.
            planned: What was sent.
            also: Done in the same transaction.

        Returns:
            What did not arrive.
        """
        here = [change for change in planned if change.item_id in after.items]
        outcomes = {
            one.id: (ChangeStatus.SCANNED, one.after)
            if one.item_id in after.busy
            else self._outcome(after.items[one.item_id], one)
            for one in here
        }
        await self.changes.settle(outcomes, also)
        return tuple(one for one in here if outcomes[one.id][0] is ChangeStatus.NOT_TAKEN)

    def arrived(self, items: Mapping[str, LibraryItem], changes: Sequence[Change]) -> list[Change]:
        """Those of the changes whose values the items hold."""
        return [one for one in changes if one.item_id in items and self._holds(items[one.item_id], one)]

    def _outcome(self, item: LibraryItem, change: Change) -> tuple[ChangeStatus, Any]:
        current = self.fields.value(item, FieldName(change.field))
        if self._holds(item, change):
            return ChangeStatus.WRITTEN, current
        untouched = item.updated_at is not None and item.updated_at == change.item_updated_at
        if (
            change.field == FieldName.CHAPTERS.value
        ):  # which move no such time; whether they were emptied since is unknown
            untouched = bool(current) and current == change.before
        if untouched or (change.status is ChangeStatus.SCANNED and self._is_scans(item, change)):
            return ChangeStatus.NOT_TAKEN, change.after
        return ChangeStatus.OVERTAKEN, change.after

    def _holds(self, item: LibraryItem, change: Change) -> bool:
        name = FieldName(change.field)
        return self.fields.same(name, change.after, self.fields.value(item, name))

    def _is_scans(self, item: LibraryItem, change: Change) -> bool:
        """Whether a scan may have put there what the field holds."""
        name = FieldName(change.field)
        current = self.fields.value(item, name)
        return self.fields.same(name, change.before, current) or current == self.fields.embedded(item, name)
