"""Changes library items: one way for everything that writes to them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from clients.audiobookshelf import Audiobookshelf, LibraryItem
from domain.chapters import from_json
from domain.clock import Clock
from domain.errors import TransientError
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from handlers.writing import dry_run
from handlers.writing.item_fields import ItemFields
from handlers.writing.seen_items import SeenItems, Written, see
from handlers.writing.settle import SettleChanges
from store.changes import UNSETTLED, Change, Changes, NewChange, Newest
from store.field_locks import FieldLocks, Locked
from store.locks import Locks

AT_ONCE: Final = 50  # items in one read and one write; facts/audiobookshelf.md 2.7


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
    """What a decision rests on.

    Args:
        item: As it was read just now.
        newest: By field the newest change that was made to it, or may have been.
        scans_revert: Whether a scan of its library undoes what is written over the API (facts/audiobookshelf.md
            3); False where none of our values gave way to the files' own.
        locked: By field since when a person keeps it as it is.
    """

    item: LibraryItem
    newest: Mapping[str, Change]
    scans_revert: bool
    locked: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """Why a field is set or left, as a phrase, and what it is set to; None leaves it as it is.

    `kept` is one that is left because a person has spoken.
    """

    why: str
    new: NewValue | None = None
    kept: bool = False


Decide = Callable[[KnownItem], Mapping[FieldName, FieldDecision]]
"""What becomes of each field of an item. It rests on nothing but what is known of the item."""


@dataclass(frozen=True, slots=True)
class ServedItem:
    """An item as it was when it was decided upon, as it was read last, and what was decided."""

    before: LibraryItem
    item: LibraryItem
    decided: Mapping[FieldName, FieldDecision]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDesk:
    """Sets fields of items, and proves by reading that they hold.

    Safe to repeat, and after a crash between any two of its calls: a change is noted before it is sent, and
    whether it arrived shows in the item, which is read again just before each write (Audiobookshelf has no
    optimistic locking) and after it. Where that is learnt only later, Audiobookshelf is also made to store again
    what arrived, since its own file may lack it. An item that is being scanned is not written, and where a scan began
    meanwhile it is read again after that. No other part of any daemon decides about an item meanwhile.

    Args:
        audiobookshelf: The library.
        changes: The history.
        locks: The fields that people keep as they are.
        fields: How our fields show in an item.
        clock: Dates the changes.
        dry_run: Note what would be sent, and send nothing.
        items: The locks of the items, over all daemons.
        written: What is stored of the items as they are after a write.
    """

    audiobookshelf: Audiobookshelf
    changes: Changes
    locks: FieldLocks
    fields: ItemFields
    clock: Clock
    dry_run: bool
    items: Locks
    written: Written

    async def __call__(self, item_ids: Iterable[str], decide: Decide) -> Mapping[str, ServedItem]:
        """Do what is decided for each of these items: one is read and written alone, several in batches.

        Args:
            item_ids: The items.
            decide: Called once for each that there is.

        Returns:
            By id what became of them; those that are gone are left out.

        Raises:
            TransientError: Audiobookshelf did not keep what it was sent.
            ScanningError: It is scanning one of them, or was while it was written.
        """
        served: dict[str, ServedItem] = {}
        remaining = iter(sorted(set(item_ids)))
        while some := list(islice(remaining, AT_ONCE)):
            async with self.items.of(f"item {item_id}" for item_id in some):
                served |= await self._serve(some, decide)
        return served

    async def look(self, item_id: str) -> KnownItem | None:
        """What a decision about an item would rest on now; None when it is gone. Nothing is written or settled."""
        item = await self.audiobookshelf.item(item_id)
        items = {} if item is None else {item_id: item}
        return (await self._known(items, *await self.changes.standing(items))).get(item_id)

    async def _serve(self, item_ids: Sequence[str], decide: Decide) -> dict[str, ServedItem]:
        """Read, decide, write, read back, settle: while no other part of ours touches the items."""
        settle = SettleChanges(self.changes, self.fields)
        seen, newest, locked = await self._seen(item_ids, settle)
        items = seen.items
        known = await self._known(items, newest, locked)
        decided = {item_id: decide(one) for item_id, one in known.items()}
        rows = [self._row(items[item_id], name, new) for item_id, name, new in _new_values(decided)]
        if self.dry_run:
            await dry_run.note(self.changes, rows)
        after: Mapping[str, LibraryItem] = {}
        if rows and not self.dry_run:
            seen.refuse_busy(row.item_id for row in rows)
            planned = await self.changes.plan(rows)
            await self._write(items, decided)
            after = await self._read_back(planned, settle)
        return {i: ServedItem(item, after.get(i, item), decided[i]) for i, item in items.items()}

    async def _seen(self, item_ids: Sequence[str], settle: SettleChanges) -> tuple[SeenItems, Newest, Locked]:
        """The items and what decisions about them rest on, once it is known what became of each change."""
        seen = await see(self.audiobookshelf, item_ids)
        newest, locked = await self.changes.standing(seen.items)
        unsettled = [one for fields in newest.values() for one in fields.values() if one.status in UNSETTLED]
        if not unsettled:
            return seen, newest, locked
        seen.refuse_busy(change.item_id for change in unsettled)
        arrived = settle.arrived(seen.items, unsettled)
        await settle(seen.items, [change for change in unsettled if change not in arrived])
        for item_id in () if self.dry_run else sorted({change.item_id for change in arrived}):
            await self.audiobookshelf.store_again(seen.items[item_id])
        await settle(seen.items, arrived)
        if arrived:
            seen = await see(self.audiobookshelf, item_ids)
        return seen, *await self.changes.standing(seen.items)

    async def _read_back(self, planned: Sequence[Change], settle: SettleChanges) -> Mapping[str, LibraryItem]:
        after = await see(self.audiobookshelf, sorted({change.item_id for change in planned}))
        if refused := await settle.sent(after, planned, self.written(after.items.values())):
            names = ", ".join(sorted({change.field for change in refused}))
            raise TransientError(f"Audiobookshelf did not keep the written values: {names}")
        after.refuse_busy(change.item_id for change in planned)
        return after.items

    async def _known(
        self, items: Mapping[str, LibraryItem], newest: Newest, locked: Locked
    ) -> dict[str, KnownItem]:
        """Libraries are asked about only where an item holds what its files say in place of what we wrote."""
        reverted = any(
            self._is_reverted(item, change)
            for item_id, item in items.items()
            for change in newest.get(item_id, {}).values()
        )
        libraries = await self.audiobookshelf.libraries() if reverted else ()
        reverting = {one.id for one in libraries if "absMetadata" not in one.metadata_precedence}
        return {
            item_id: KnownItem(
                item, newest.get(item_id, {}), item.library_id in reverting, locked.get(item_id, {})
            )
            for item_id, item in items.items()
        }

    def _is_reverted(self, item: LibraryItem, ours: Change) -> bool:
        name = FieldName(ours.field)
        current, embedded = self.fields.value(item, name), self.fields.embedded(item, name)
        return current != ours.after and embedded is not None and self.fields.same(name, embedded, current)

    async def _write(
        self, items: Mapping[str, LibraryItem], decided: Mapping[str, Mapping[FieldName, FieldDecision]]
    ) -> None:
        values: dict[str, dict[FieldName, Any]] = {}
        for item_id, name, new in _new_values(decided):
            values.setdefault(item_id, {})[name] = new.value
            if name is FieldName.CHAPTERS:
                await self.audiobookshelf.set_chapters(item_id, from_json(new.value))
        changes = {one: self.fields.change(items[one], wanted) for one, wanted in values.items()}
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


def _new_values(
    decided: Mapping[str, Mapping[FieldName, FieldDecision]],
) -> list[tuple[str, FieldName, NewValue]]:
    return [
        (item_id, name, one.new)
        for item_id, fields in decided.items()
        for name, one in fields.items()
        if one.new is not None
    ]
