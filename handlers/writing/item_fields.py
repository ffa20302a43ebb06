"""How the fields that we set show in a library item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clients.audiobookshelf import ItemChange, LibraryItem
from domain.chapters import as_json, made_of
from domain.described import NO_TAGS, TagsFromMam
from domain.listed_duration import MISMATCH_TAG, DurationTag
from domain.policy import FieldName
from domain.recording import Series
from domain.sanitised import same_words
from domain.stored_texts import one_line
from domain.value_words import name_in_words
from store.changes import Change

__all__ = ["FieldName", "ItemFields", "titles_of"]

_OUR_TAGS: Final = frozenset({FieldName.DURATION_TAG, FieldName.MISMATCH_TAG})
_LISTS: Final = frozenset(
    {FieldName.NARRATORS, FieldName.AUTHORS, FieldName.SERIES, FieldName.GENRES, FieldName.TAGS}
)
_UNORDERED: Final = frozenset({FieldName.AUTHORS, FieldName.SERIES, FieldName.GENRES, FieldName.TAGS})


@dataclass(frozen=True, slots=True)
class ItemFields:
    """Reads and changes our fields of an item; values are plain JSON.

    Args:
        duration_tag: How the listed duration is written as a tag.
        tags: Which tags may be MAM's.
    """

    duration_tag: DurationTag
    tags: TagsFromMam = NO_TAGS

    def value(self, item: LibraryItem, name: FieldName) -> Any:
        """What the item holds.

        A list of names; for series a list of objects with name and sequence; a truth; a text, or None. A
        duration tag is a text, or None when there is no such tag; several at once are a list of them. Of the
        tags only those count that may be MAM's.
        """
        match name:
            case FieldName.DURATION_TAG:
                tags = [tag for tag in item.tags if self.duration_tag.is_one(tag)]
                return tags if len(tags) > 1 else next(iter(tags), None)
            case FieldName.MISMATCH_TAG:
                return MISMATCH_TAG in item.tags
            case FieldName.COVER:
                return item.cover_path
            case FieldName.CHAPTERS:
                return as_json(item.chapters)
            case FieldName.TAGS:
                return [tag for tag in item.tags if self._is_mams(tag)]
        return _plain(getattr(item, _attribute(name)))

    def normal(self, name: FieldName, value: Any) -> Any:
        """*value* as the item will hold it: names and lines are tidied, blank ones left out."""
        if name in _OUR_TAGS:
            return value
        if name is FieldName.CHAPTERS:
            return list(value or ())
        if name is FieldName.TAGS:
            return list(dict.fromkeys(tag for one in value or () if (tag := one_line(one))))
        if name in _LISTS:
            value = [one for one in value or () if one_line(one["name"] if isinstance(one, dict) else one)]
        elif isinstance(value, str) and not one_line(value):
            value = None
        return _plain(getattr(ItemChange.model_validate({_attribute(name): value}), _attribute(name)))

    def same(self, name: FieldName, sent: Any, kept: Any) -> bool:
        """Whether the item holds what was sent, as far as Audiobookshelf keeps it; facts/audiobookshelf.md 3.

        Authors and series that it knows keep their spelling and their order, a description is sanitised. That
        genres or tags stand in another order is not worth a write.
        """
        match name:
            case name if name in _UNORDERED:
                return _unordered(sent) == _unordered(kept)
            case FieldName.DESCRIPTION:
                return same_words(sent, kept)
        return bool(sent == kept)

    def embedded(self, item: LibraryItem, name: FieldName) -> Any:
        """What a scan makes of the first file's tags, else of the path. None when they say nothing."""
        if name is FieldName.CHAPTERS:
            whole = made_of(item.chapters, item.chapter_files) == len(item.audio_files)
            return self.value(item, name) if whole else None
        if name in _OUR_TAGS | {FieldName.TAGS}:
            return None
        value = _plain(getattr(item.scanned, _attribute(name), None))
        return None if value in ("", []) else value

    def last(self, newest: Mapping[str, Change], name: FieldName) -> Change | None:
        """The newest change of a field; None where it was of tags that are not MAM's any more."""
        change = newest.get(name)
        if change is not None and name is FieldName.TAGS:
            concerned = (*(change.before or ()), *(change.after or ()))  # an undoing leaves none
            return change if any(map(self._is_mams, concerned)) else None
        return change

    def change(self, item: LibraryItem, values: Mapping[FieldName, Any]) -> ItemChange:
        """The change that sets *values* and leaves every other tag where it is; None clears a text."""
        sent: dict[str, Any] = {
            _attribute(name): value
            for name, value in values.items()
            if name not in _OUR_TAGS | {FieldName.TAGS, FieldName.CHAPTERS}
        }
        tags = self._tags(item.tags, values)
        if tags != list(item.tags):
            sent["tags"] = tuple(tags)
        return ItemChange.model_validate(sent)

    def _tags(self, tags: tuple[str, ...], values: Mapping[FieldName, Any]) -> list[str]:
        kept = list(tags)
        if FieldName.TAGS in values:
            wanted = values[FieldName.TAGS] or []
            kept = [tag for tag in kept if tag in wanted or not self._is_mams(tag)]
            kept += [tag for tag in wanted if tag not in kept]
        if FieldName.DURATION_TAG in values:
            ours = values[FieldName.DURATION_TAG] or []
            kept = [tag for tag in kept if not self.duration_tag.is_one(tag)]
            kept += ours if isinstance(ours, list) else [ours]
        if FieldName.MISMATCH_TAG in values:
            kept = [tag for tag in kept if tag != MISMATCH_TAG]
            kept += [MISMATCH_TAG] if values[FieldName.MISMATCH_TAG] else []
        return kept

    def _is_mams(self, tag: str) -> bool:
        ours = tag == MISMATCH_TAG or self.duration_tag.is_one(tag)
        return self.tags.is_mams(tag) and not ours


def titles_of(item: LibraryItem) -> tuple[str, ...]:
    """The titles under which an item's book is known: its own, its files', its folder's."""
    return tuple(filter(None, (item.title, item.scanned.title)))


def _attribute(name: FieldName) -> str:
    """What our clients call it."""
    return name.value.replace(" ", "_")


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, tuple):
        return [one.model_dump() if isinstance(one, Series) else one for one in value]
    return value


def _unordered(values: list[Any] | None) -> list[str]:
    return sorted(name_in_words(one).casefold() for one in values or ())
