"""What an item took from a metadata file of ours at its first scan, as changes of the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from clients.audiobookshelf import LibraryItem
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from handlers.writing.item_desk import KnownItem
from handlers.writing.item_fields import ItemFields
from store.changes import NewChange

_LISTS: Final = (FieldName.NARRATORS, FieldName.AUTHORS, FieldName.SERIES, FieldName.GENRES, FieldName.TAGS)
_TRUTHS: Final = (FieldName.ABRIDGED, FieldName.EXPLICIT)


@dataclass(frozen=True, slots=True)
class Brought:
    """The values of one file.

    Args:
        said: Them, by field.
        fields: How they show in an item.
        event_id: The event that sees to the file.
        download_id: The download that it was written for, if that is known.
    """

    said: Mapping[FieldName, Any]
    fields: ItemFields
    event_id: int
    download_id: int | None

    def is_unread(self, known: KnownItem) -> bool:
        """Whether the item lacks a value, and no one changed it since it was added."""
        return _is_as_added(known.item) and not all(self._is_held(known.item, name) for name in self.said)

    def changes(self, known: KnownItem, *, now: datetime) -> list[NewChange]:
        """What the file set and no change of ours did before.

        A field that holds something else by now, in an item that was changed since it was added, is a person's: that
        change is overtaken.
        """
        item = known.item
        taken = [name for name in self.said if self._is_held(item, name) or not _is_as_added(item)]
        return [
            self._change(item, name, now)
            for name in taken
            if name not in known.newest
            and not self.fields.same(name, self.said[name], self._without(item, name))
        ]

    def _is_held(self, item: LibraryItem, name: FieldName) -> bool:
        return self.fields.same(name, self.said[name], self.fields.value(item, name))

    def _without(self, item: LibraryItem, name: FieldName) -> Any:
        """What a scan would have put there without the file."""
        embedded = self.fields.embedded(item, name)
        if embedded is not None:
            return self.fields.normal(name, embedded)
        if name in _TRUTHS:
            return False
        return [] if name in _LISTS else None

    def _change(self, item: LibraryItem, name: FieldName, now: datetime) -> NewChange:
        held = self._is_held(item, name)
        return NewChange(
            at=now,
            item_id=item.id,
            field=name.value,
            before=self._without(item, name),
            after=self.fields.value(item, name) if held else self.said[name],
            status=ChangeStatus.WRITTEN if held else ChangeStatus.OVERTAKEN,
            source=ChangeSource.MAM,
            item_updated_at=item.updated_at,
            event_id=self.event_id,
            download_id=self.download_id,
        )


def _is_as_added(item: LibraryItem) -> bool:
    return item.updated_at is not None and item.updated_at == item.added_at
