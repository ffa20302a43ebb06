"""The metadata.json beside a book, in the form that Audiobookshelf reads whole at first sight.

Its forms are strict, and worse than an absent key is a wrong one: an empty or a null list of narrators or series
erases what the files say, a byte order mark makes the whole file unread (facts/audiobookshelf_2.md 4).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from domain.policy import FieldName
from domain.stored_texts import key, one_line, storable, unique

SIDECAR: Final = "metadata.json"
"""Its name; another spelling is not read."""

_SEQUENCE: Final = re.compile(r" #([^#\s]+)\Z")


def sidecar(values: Mapping[FieldName, Any]) -> bytes:
    """The file that says what is known of a book, and nothing else.

    What it says is what `Describe` says, in its forms. A scan makes of it just what a write over the API would
    have set. Our two tags are left to that write.
    """
    said = {theirs: form(values[name]) for name, (theirs, form) in _KEYS.items() if name in values}
    known = {theirs: value for theirs, value in said.items() if value is not None}
    return (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode()


def said_by(content: bytes) -> Mapping[FieldName, Any]:
    """What a file that `sidecar` wrote says, in the forms in which an item holds it."""
    raw = json.loads(content)
    values = {name: raw[theirs] for name, (theirs, _) in _KEYS.items() if theirs in raw}
    if FieldName.SERIES in values:
        places = map(read_series, values[FieldName.SERIES])
        values[FieldName.SERIES] = [{"name": name, "sequence": place} for name, place in places]
    return values


def read_series(text: str) -> tuple[str, str | None]:
    """Name and place that a scan reads in one of the file's series.

    ``A #7 b #7`` loses the first of both places from its name (Audiobookshelf 2.36, utils/parsers/parseSeriesString.js).
    """
    found = _SEQUENCE.search(text)
    return (text.replace(found[0], "", 1), found[1]) if found else (text, None)


def _line(value: Any) -> str | None:
    return one_line(value) or None if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    text = storable(value) if isinstance(value, str) else ""
    return text if one_line(text) else None


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _names(value: Any) -> list[str] | None:
    return list(unique(_lines(value))) or None


def _tags(value: Any) -> list[str] | None:
    return list(dict.fromkeys(_lines(value))) or None


def _lines(value: Iterable[Any] | None) -> list[str]:
    return [line for one in value or () if (line := _line(one))]


def _series(value: Iterable[Mapping[str, Any]] | None) -> list[str] | None:
    """Each as ``Name #1``; none of them where one would be read as another one: a part of them would stay for good."""
    first: dict[str, tuple[str, str | None]] = {}
    for one in value or ():
        if name := one_line(one["name"]):
            first.setdefault(key(name), (name, one_line(one.get("sequence") or "") or None))
    written = {f"{name} #{place}" if place else name: (name, place) for name, place in first.values()}
    read = {text: read_series(text) for text in written}
    return list(written) if written and read == written else None


_KEYS: Final[Mapping[FieldName, tuple[str, Callable[[Any], Any]]]] = {
    FieldName.TITLE: ("title", _line),
    FieldName.SUBTITLE: ("subtitle", _line),
    FieldName.AUTHORS: ("authors", _names),
    FieldName.NARRATORS: ("narrators", _names),
    FieldName.SERIES: ("series", _series),
    FieldName.GENRES: ("genres", _names),
    FieldName.TAGS: ("tags", _tags),
    FieldName.PUBLISHED_YEAR: ("publishedYear", _line),
    FieldName.PUBLISHED_DATE: ("publishedDate", _line),
    FieldName.PUBLISHER: ("publisher", _line),
    FieldName.DESCRIPTION: ("description", _text),
    FieldName.ISBN: ("isbn", _line),
    FieldName.ASIN: ("asin", _line),
    FieldName.LANGUAGE: ("language", _line),
    FieldName.EXPLICIT: ("explicit", _truth),
    FieldName.ABRIDGED: ("abridged", _truth),
}
