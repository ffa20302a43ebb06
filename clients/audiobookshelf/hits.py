"""From the answer of a search for books to hits: facts/audiobookshelf_2.md 6.

What a source says is anybody's text: a value of the wrong kind, without meaning or longer than any true one counts as
absent, and an element that is no object is left out.
"""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from clients._plain_text import one_line, plain_text
from clients.audiobookshelf.values import mapping, number, sequence, text
from domain.asin import asin_of
from domain.extraction.placeholders import people
from domain.hits import Hit
from domain.isbn import isbn_13
from domain.recording import Series
from domain.sequences import series_place

MOST: Final = 20
"""So many hits are read: what is farther down is not what was meant."""

_LONGEST_TITLE: Final = 500
_LONGEST_NAME: Final = 120
_LONGEST_ADDRESS: Final = 2000
_MOST_NAMES: Final = 40
_LONGEST_MINUTES: Final = 100 * 24 * 60
# Marks that turn the direction of what follows, and such as cannot be seen at all.
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_MARKUP: Final = re.compile(r"[<>{}]|https?://", re.IGNORECASE)
_OF_THE_NAME: Final = re.compile(
    r"(?:[js]r|i{1,3}|iv|ph\.? ?d|m\.? ?d|m\.?a|esq|obe|mbe|cbe)\.?", re.IGNORECASE
)
"""What stands after a comma and is no name: of "Ray Porter, Second, Jr." the last."""

_ROLE: Final = re.compile(r"\s+-\s+\w[\w\s-]*$")
_YEAR: Final = re.compile(r"[12][0-9]{3}(?![0-9])")
_PLACE: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?")


def read_hits(answer: Iterable[Any]) -> tuple[Hit, ...]:
    """The hits of an answer, in its order."""
    return tuple(_hit(one) for one in list(answer)[:MOST] if isinstance(one, dict))


def _hit(raw: dict[str, Any]) -> Hit:
    description, year = raw.get("description"), _YEAR.match(text(raw.get("publishedYear")) or "")
    abridged = raw.get("abridged")
    return Hit(
        title=_line(raw.get("title")),
        subtitle=_line(raw.get("subtitle")),
        authors=_names(raw.get("author")),
        narrators=people(_names(raw.get("narrator"))),
        series=tuple(_series(raw.get("series"))),
        publisher=_name(raw.get("publisher")),
        published_year=year[0] if year else None,
        description=_UNSEEN.sub("", plain_text(description)) or None
        if isinstance(description, str)
        else None,
        cover=_address(raw.get("cover")),
        asin=asin_of(_line(raw.get("asin"))),
        isbn=isbn_13(_line(raw.get("isbn")) or ""),
        genres=_listed(raw.get("genres")),
        tags=_listed(raw.get("tags")),
        language=_name(raw.get("language")),
        seconds=_seconds(raw.get("duration")),
        abridged=abridged if isinstance(abridged, bool) else None,
    )


def _line(value: Any, *, longest: int = _LONGEST_TITLE) -> str | None:
    if not isinstance(value, str) or len(value) > longest:
        return None
    return one_line(_UNSEEN.sub("", value)) or None


def _name(value: Any) -> str | None:
    """What may be a name; one with markup or an address in it is none."""
    found = _line(value, longest=_LONGEST_NAME)
    return None if found is None or _MARKUP.search(found) else found


def _names(joined: Any) -> tuple[str, ...]:
    """The people of one text, which are joined by commas there."""
    parts: list[str] = []
    for part in joined.split(",")[:_MOST_NAMES] if isinstance(joined, str) else ():
        if parts and _OF_THE_NAME.fullmatch(part.strip()):
            parts[-1] += f", {part.strip()}"
        else:
            parts.append(_ROLE.sub("", part))
    return tuple(dict.fromkeys(filter(None, map(_name, parts))))


def _listed(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_name, sequence(values)[:_MOST_NAMES]))))


def _series(values: Any) -> Iterable[Series]:
    for one in map(mapping, sequence(values)[:_MOST_NAMES]):
        if name := _name(one.get("series")):
            place = series_place(Series(name=name, sequence=text(one.get("sequence"))))
            if place is not None:
                yield place if _PLACE.fullmatch(place.sequence or "") else Series(name=place.name)


def _address(value: Any) -> str | None:
    """The address of a picture, by http or https and without credentials."""
    if not isinstance(value, str) or len(value) > _LONGEST_ADDRESS or not value.isprintable():
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return value if is_web else None


def _seconds(minutes: Any) -> int | None:
    found = None if isinstance(minutes, bool) else number(minutes)
    return round(found * 60) if found is not None and 0 < found <= _LONGEST_MINUTES else None
