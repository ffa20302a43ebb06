"""What the model of whose value wins knows of fields: their values, what a person enters, and whose a value is then."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from clients.audiobookshelf import LibraryItem
from clients.images import read_picture
from domain.described import TagsFromMam
from domain.facts import ChangeSource
from domain.listed_duration import MISMATCH_TAG, DurationTag
from domain.policy import FieldName, policy_from, with_chapters
from handlers.writing.item_fields import ItemFields
from sandbox import pictures
from sandbox.audiobookshelf import Book
from store.changes import Change

OURS: Final = dict.fromkeys(("publisher", "description", "genres", "tags"), "ours")
POLICY: Final = with_chapters(policy_from(OURS), "empty")
FIELDS: Final = ItemFields(DurationTag("Listed duration {h}h {mm}m"), TagsFromMam(("A", "B")))
TAPE: Final = {
    "composer": "T. Reader",
    "publisher": "Tape House",
    "album": "Tape",
    "genre": "T/S",
    "subtitle": "T",
}
PICTURES: Final = {
    one.description: one for one in (read_picture(pictures.jpeg(200, 200, mark=mark)) for mark in "AB")
}
"""By the description of each; it is their address, too."""


def _chapters(*titles: str) -> list[dict[str, Any]]:
    """So many chapters of a minute each."""
    return [{"start": at * 60, "end": at * 60 + 60, "title": title} for at, title in enumerate(titles)]


VALUES: Final[Mapping[FieldName, Sequence[Any]]] = {
    FieldName.NARRATORS: [["A"], ["T. Reader"], ["B", "A"]],
    FieldName.ABRIDGED: [True, False],
    FieldName.EXPLICIT: [True, False],
    FieldName.TITLE: ["A", "Tape", "Bare"],
    FieldName.SUBTITLE: ["A", "T"],
    FieldName.DURATION_TAG: ["Listed duration 1h 00m", "Listed duration 2h 00m"],
    FieldName.MISMATCH_TAG: [True, False],
    FieldName.AUTHORS: [["A"], ["a", "B"]],
    FieldName.SERIES: [[{"name": "S", "sequence": "1"}], [{"name": "s", "sequence": None}]],
    FieldName.PUBLISHER: ["A", "Tape House", "B"],
    FieldName.DESCRIPTION: ["<p>A</p>", "<div>A & B</div>"],
    FieldName.LANGUAGE: ["A", "B"],
    FieldName.PUBLISHED_YEAR: ["2001", "2002"],
    FieldName.PUBLISHED_DATE: ["2001-01-01", "2002-01-01"],
    FieldName.ISBN: ["A", "B"],
    FieldName.ASIN: ["A", "B"],
    FieldName.GENRES: [["A", "B"], ["T", "S"], ["b"]],
    FieldName.TAGS: [["A"], ["B", "A"]],
    FieldName.COVER: list(PICTURES),
    FieldName.CHAPTERS: [_chapters("A", "B"), _chapters("B", "A")],
}
EMPTY: Final[Mapping[FieldName, Any]] = {
    name: [] if isinstance(values[0], list) else False if values[0] is True else None
    for name, values in VALUES.items()
}
PLACEHOLDERS: Final = {FieldName.TITLE: "Bare", FieldName.CHAPTERS: _chapters("1.mp3", "2.mp3")}
"""What Audiobookshelf puts into the bare book for want of a value: its path, and a chapter for each of its files."""


def entered(book: Book, name: FieldName, value: Any) -> dict[str, Any]:
    """The form that a person sends to give a field this value."""
    match name:
        case FieldName.DURATION_TAG:
            others = [tag for tag in book.tags if not FIELDS.duration_tag.is_one(tag)]
            return {"tags": [*others, *([value] if value else [])]}
        case FieldName.MISMATCH_TAG:
            others = [tag for tag in book.tags if tag != MISMATCH_TAG]
            return {"tags": [*others, *([MISMATCH_TAG] if value else [])]}
        case FieldName.SERIES:
            return {"series": [(one["name"], one["sequence"]) for one in value]}
        case FieldName.TAGS:
            return {"tags": [*(tag for tag in book.tags if tag not in FIELDS.tags.wanted), *value]}
    return {name.value.replace(" ", "_"): value}


def is_persons(item: LibraryItem, name: FieldName, value: Any, newest: Change | None) -> bool:
    """Whether a value that a person has just entered is theirs, by what was sent to the field last."""
    if newest is None:
        return bool(value) and not FIELDS.same(name, FIELDS.embedded(item, name), value)
    if newest.source is ChangeSource.PERSON:
        return True
    return not FIELDS.same(name, newest.after, value)
