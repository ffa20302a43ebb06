"""How the fields that we set show in a library item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clients.audiobookshelf import ItemChange, LibraryItem
from domain.listed_duration import MISMATCH_TAG, DurationTag
from domain.policy import FieldName
from domain.recording import Series
from domain.sanitised import same_words

__all__ = ["FieldName", "ItemFields"]

_OUR_TAGS: Final = frozenset({FieldName.DURATION_TAG, FieldName.MISMATCH_TAG})
_LISTS: Final = frozenset({FieldName.NARRATORS, FieldName.AUTHORS, FieldName.SERIES})
_UNSAID: Final = frozenset({FieldName.ABRIDGED})
"""What no file says; facts/audiobookshelf.md 7."""


@dataclass(frozen=True, slots=True)
class ItemFields:
    """Reads and changes our fields of an item; values are plain JSON.

    Args:
        duration_tag: How the listed duration is written as a tag.
    """

    duration_tag: DurationTag

    def value(self, item: LibraryItem, name: FieldName) -> Any:
        """What the item holds.

        A list of names; for series a list of objects with name and sequence; a truth; a text, or None. A
        duration tag is a text, or None when there is no such tag; several at once are a list of them.
        """
        match name:
            case FieldName.DURATION_TAG:
                tags = [tag for tag in item.tags if self.duration_tag.is_one(tag)]
                return tags if len(tags) > 1 else next(iter(tags), None)
            case FieldName.MISMATCH_TAG:
                return MISMATCH_TAG in item.tags
        return _plain(getattr(item, _attribute(name)))

    def normal(self, name: FieldName, value: Any) -> Any:
        """*value* as the item will hold it: names and lines are tidied, blank ones left out."""
        if name in _OUR_TAGS:
            return value
        if name in _LISTS:
            value = [one for one in value or () if _name(one).strip()]
        elif isinstance(value, str) and not value.strip():
            value = None
        return _plain(getattr(ItemChange.model_validate({_attribute(name): value}), _attribute(name)))

    def same(self, name: FieldName, sent: Any, kept: Any) -> bool:
        """Whether the item holds what was sent, as far as Audiobookshelf keeps it; facts/audiobookshelf.md 3.

        Authors and series that it knows keep their spelling and their order, a description is sanitised.
        """
        match name:
            case FieldName.AUTHORS | FieldName.SERIES:
                return _unordered(sent) == _unordered(kept)
            case FieldName.DESCRIPTION:
                return same_words(sent, kept)
        return bool(sent == kept)

    def embedded(self, item: LibraryItem, name: FieldName) -> Any:
        """What a scan makes of the audio files: of the first one's tags. None when they say nothing."""
        if name in _OUR_TAGS | _UNSAID or not item.audio_files:
            return None
        return _plain(getattr(item.audio_files[0].embedded, _attribute(name))) or None

    def change(self, item: LibraryItem, values: Mapping[FieldName, Any]) -> ItemChange:
        """The change that sets *values* and leaves every other tag where it is; None clears a text."""
        sent: dict[str, Any] = {
            _attribute(name): "" if value is None else value
            for name, value in values.items()
            if name not in _OUR_TAGS
        }
        tags = self._tags(item.tags, values)
        if tags != list(item.tags):
            sent["tags"] = tuple(tags)
        return ItemChange.model_validate(sent)

    def _tags(self, tags: tuple[str, ...], values: Mapping[FieldName, Any]) -> list[str]:
        kept = list(tags)
        if FieldName.DURATION_TAG in values:
            ours = values[FieldName.DURATION_TAG] or []
            kept = [tag for tag in kept if not self.duration_tag.is_one(tag)]
            kept += ours if isinstance(ours, list) else [ours]
        if FieldName.MISMATCH_TAG in values:
            kept = [tag for tag in kept if tag != MISMATCH_TAG]
            kept += [MISMATCH_TAG] if values[FieldName.MISMATCH_TAG] else []
        return kept

    def shown(self, value: Any) -> str:
        """A value for a person."""
        match value:
            case True | False:
                return "yes" if value else "no"
            case list():
                return ", ".join(map(_name, value)) or "nobody"
            case None:
                return "nothing"
        return str(value)


def _attribute(name: FieldName) -> str:
    """What our clients call it."""
    return name.value.replace(" ", "_")


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, tuple):
        return [one.model_dump() if isinstance(one, Series) else one for one in value]
    return value


def _name(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    return f"{one['name']} #{one['sequence']}" if one.get("sequence") else str(one["name"])


def _unordered(values: list[Any] | None) -> list[str]:
    return sorted(_name(one).casefold() for one in values or ())
