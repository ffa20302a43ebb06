"""Changing library items: what is known of them, what is chosen, and the proof that it holds."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from clients.audiobookshelf import Audiobookshelf, LibraryItem
from domain.clock import Clock
from domain.errors import TransientError
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from handlers.writing.item_fields import ItemFields
from handlers.writing.settle import SettleChanges
from store.changes import Change, Changes, NewChange
from store.item_locks import Turns

AT_ONCE: Final = 50
"""Items in one read and one write; facts/audiobookshelf.md 2.7."""

_A_MOMENT: Final = timedelta(milliseconds=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is written: whose words the values are, and the event, download and run behind it."""

    source: ChangeSource
    event_id: int | None
    download_id: int | None
    run_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """A value to set, in the form that the item will hold. `undoes` is the change that it takes back."""

    value: Any
    reason: Reason
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as it was read just now, and by field the newest change that was made to it, or may have been."""

    item: LibraryItem
    newest: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class JustRead:
    """An item, and when it was read, in seconds of the clock."""

    item: LibraryItem
    at: float

    def is_all_of(self, item_ids: Sequence[str], *, now: float) -> bool:
        """Whether it is the only one of *item_ids*, and was read no longer ago than a read itself may take."""
        return list(item_ids) == [self.item.id] and now - self.at <= _A_MOMENT.total_seconds()


Choose = Callable[[KnownItem], Awaitable[Mapping[FieldName, NewValue]]]
"""Picks what to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendChanges:
    """Sets fields of items, and proves by reading that they hold.

    Safe to repeat, and after a crash between any two of its calls: a change is noted before it is sent, and
    whether it arrived shows in the item, which is read again just before each write (Audiobookshelf has no
    optimistic locking) and after it. Two of our writes to one item never overlap, whichever daemon makes them.

    Args:
        audiobookshelf: The library.
        changes: The history.
        fields: How our fields show in an item.
        clock: Dates the changes.
        dry_run: Note what would be sent, and send nothing.
        turns: Of the items, over all daemons.
    """

    audiobookshelf: Audiobookshelf
    changes: Changes
    fields: ItemFields
    clock: Clock
    dry_run: bool
    turns: Turns

    async def __call__(
        self, item_ids: Iterable[str], choose: Choose, *, just_read: JustRead | None = None
    ) -> Mapping[str, LibraryItem]:
        """Set what *choose* picks for each of these items.

        One item is read and written alone, several are in batches.

        Args:
            item_ids: The items.
            choose: Picks their values.
            just_read: One of them as it was read a moment ago: it is not read again before the write.

        Returns:
            The items as they were read last, by id; those that are gone are left out.

        Raises:
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        found: dict[str, LibraryItem] = {}
        remaining = iter(sorted(set(item_ids)))
        while some := list(islice(remaining, AT_ONCE)):
            async with self.turns.of(f"item {item_id}" for item_id in some):
                found |= await self._send(some, choose, just_read)
        return found

    async def _send(
        self, item_ids: Sequence[str], choose: Choose, just_read: JustRead | None
    ) -> dict[str, LibraryItem]:
        if just_read is not None and just_read.is_all_of(item_ids, now=self.clock.monotonic()):
            items = {just_read.item.id: just_read.item}
        else:
            items = await self._read(item_ids)
        settle = SettleChanges(self.changes, self.fields)
        newest = (await settle(items)).newest
        chosen = {
            item_id: values
            for item_id, item in items.items()
            if (values := await choose(KnownItem(item, newest.get(item_id, {}))))
        }
        rows = [
            self._row(items[item_id], name, new)
            for item_id, values in chosen.items()
            for name, new in values.items()
        ]
        if self.dry_run:
            await self._note(rows, items)
        if self.dry_run or not rows:
            return items
        planned = await self.changes.plan(rows)
        await self._update(items, chosen)
        after = await self._read(list(chosen))
        refused = await settle.sent(after, planned)
        if refused:
            names = ", ".join(sorted({change.field for change in refused}))
            raise TransientError(f"audiobookshelf did not keep what it was sent: {names}")
        return {item_id: after.get(item_id, item) for item_id, item in items.items()}

    async def _read(self, item_ids: Sequence[str]) -> dict[str, LibraryItem]:
        if len(item_ids) == 1:
            item = await self.audiobookshelf.item(item_ids[0])
            return {} if item is None else {item_ids[0]: item}
        return {item.id: item for item in (await self.audiobookshelf.items(item_ids)).items}

    async def _update(
        self, items: Mapping[str, LibraryItem], chosen: Mapping[str, Mapping[FieldName, NewValue]]
    ) -> None:
        changes = {
            item_id: self.fields.change(items[item_id], {name: new.value for name, new in values.items()})
            for item_id, values in chosen.items()
        }
        if len(changes) == 1:
            await self.audiobookshelf.update(*next(iter(changes.items())))
        else:
            await self.audiobookshelf.update_many(changes)

    def _row(self, item: LibraryItem, name: FieldName, new: NewValue) -> NewChange:
        return NewChange(
            at=self.clock.now(),
            item_id=item.id,
            field=name.value,
            before=self.fields.value(item, name),
            after=new.value,
            status=ChangeStatus.DRY_RUN if self.dry_run else ChangeStatus.PLANNED,
            source=new.reason.source,
            item_updated_at=item.updated_at,
            run_id=new.reason.run_id,
            undoes=new.undoes,
            event_id=new.reason.event_id,
            download_id=new.reason.download_id,
        )

    async def _note(self, rows: Sequence[NewChange], item_ids: Iterable[str]) -> None:
        """Note what would be sent, unless just that was noted last."""
        noted = await self.changes.newest(item_ids, (ChangeStatus.DRY_RUN,))
        await self.changes.plan(
            [row for row in rows if not _alike(row, noted.get(row.item_id, {}).get(row.field))]
        )


def _alike(new: NewChange, noted: Change | None) -> bool:
    return noted is not None and all(
        getattr(new, name) == getattr(noted, name) for name in ("before", "after", "source", "undoes")
    )
