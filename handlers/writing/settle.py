"""What became of writes whose outcome nobody has seen yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clients.audiobookshelf import LibraryItem
from domain.facts import ChangeStatus
from domain.policy import FieldName
from handlers.writing.item_fields import ItemFields
from store.changes import Change, Changes


@dataclass(frozen=True, slots=True)
class Settled:
    """By item and field the newest change that arrived, or may have; and those found not to have arrived."""

    newest: Mapping[str, Mapping[str, Change]]
    not_taken: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SettleChanges:
    """Settles planned changes by what the items show.

    A write whose answer was lost may have arrived or not, and a person may have been quicker than the next
    look. Where the item was not changed at all since the change was planned, it did not arrive. Where the
    field holds what was sent, it did; a person who entered the same agrees with us. Where the item was
    changed and the field holds something else, be it what it held before, nobody can tell whether a person
    took our value away: such a change is overtaken, and what the field holds is a person's.
    """

    changes: Changes
    fields: ItemFields

    async def __call__(self, items: Mapping[str, LibraryItem]) -> Settled:
        """Settle what is planned for these items, which were read just now."""
        newest = await self.changes.newest(items)
        planned = [
            change
            for of_item in newest.values()
            for change in of_item.values()
            if change.status is ChangeStatus.PLANNED
        ]
        if not planned:
            return Settled(newest, ())
        not_taken = await self._settle(items, planned)
        return Settled(await self.changes.newest(items), not_taken)

    async def sent(self, items: Mapping[str, LibraryItem], planned: Sequence[Change]) -> tuple[Change, ...]:
        """Settle what was sent just now; items that are gone meanwhile stay planned.

        Returns:
            What did not arrive.
        """
        return await self._settle(items, [change for change in planned if change.item_id in items])

    async def _settle(
        self, items: Mapping[str, LibraryItem], planned: Sequence[Change]
    ) -> tuple[Change, ...]:
        outcomes = {change.id: self._outcome(items[change.item_id], change) for change in planned}
        await self.changes.settle(outcomes)
        return tuple(c for c in planned if outcomes[c.id][0] is ChangeStatus.NOT_TAKEN)

    def _outcome(self, item: LibraryItem, change: Change) -> tuple[ChangeStatus, Any]:
        name = FieldName(change.field)
        current = self.fields.value(item, name)
        if self.fields.same(name, change.after, current):
            return ChangeStatus.WRITTEN, current
        if item.updated_at is not None and item.updated_at == change.item_updated_at:
            return ChangeStatus.NOT_TAKEN, change.after
        return ChangeStatus.OVERTAKEN, change.after
