"""What a scan of Audiobookshelf makes of the tags in an audio file, and of a book's path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from domain.folder_names import PathReading
from domain.name_strings import split_names
from domain.recording import Series

_NOTHING: Final = (None, "", ())
_BETWEEN_GENRES: Final = re.compile("[/;,]")
_TRUTHS: Final = {
    **dict.fromkeys(("1", "true", "yes", "y", "abridged", "explicit"), True),
    **dict.fromkeys(("0", "2", "false", "no", "n", "unabridged", "clean", "none"), False),
}
"""A file's advisory is 1 where it is explicit, and 2 where it was made clean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The values in one file's tags, or in a path; None or empty where they say nothing."""

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    publisher: str | None = None
    published_year: str | None = None
    description: str | None = None
    isbn: str | None = None
    asin: str | None = None
    language: str | None = None
    genres: tuple[str, ...] = ()
    abridged: bool | None = None
    explicit: bool | None = None


def read_embedded(tags: Mapping[str, Any]) -> Embedded:
    """The values of a file's ``metaTags``, by Audiobookshelf's names; one of the wrong kind counts as absent."""
    tag = partial(_tag, tags)
    series = tag("tagSeries")
    return Embedded(
        title=title_in(tags),
        subtitle=tag("tagSubtitle"),
        authors=split_names(tag("tagArtist") or tag("tagAlbumArtist") or ""),
        narrators=split_names(tag("tagComposer") or ""),
        series=(Series(name=series, sequence=tag("tagSeriesPart")),) if series else (),
        publisher=tag("tagPublisher"),
        published_year=tag("tagDate"),
        description=tag("tagDescription"),
        isbn=tag("tagIsbn"),
        asin=tag("tagASIN"),
        language=tag("tagLanguage"),
        genres=_several(tag("tagGenre") or ""),
        abridged=_truth(tags, "abridged"),
        explicit=_truth(tags, "explicit", "advisory"),
    )


def title_in(tags: Mapping[str, Any]) -> str | None:
    """The book's title in a file's ``metaTags``."""
    return _tag(tags, "tagAlbum") or _tag(tags, "tagTitle")


def _tag(tags: Mapping[str, Any], name: str) -> str | None:
    value = tags.get(name)
    return value if isinstance(value, str) and value else None


def read_embedded_in_path(path: PathReading) -> Embedded:
    """The values in a path."""
    return Embedded(
        title=path.title,
        authors=split_names(path.authors),
        narrators=split_names(path.narrators),
        series=(Series(name=path.series, sequence=path.sequence),) if path.series else (),
        published_year=path.published_year,
        asin=path.asin,
    )


def both(stronger: Embedded, weaker: Embedded) -> Embedded:
    """The values of the stronger source, and the weaker one's where it says nothing."""
    said = {name: getattr(stronger, name) for name in Embedded.__slots__}
    return Embedded(
        **{name: getattr(weaker, name) if value in _NOTHING else value for name, value in said.items()}
    )


def _several(genres: str) -> tuple[str, ...]:
    return tuple(genre for one in _BETWEEN_GENRES.split(genres) if (genre := one.strip()))


def _truth(tags: Mapping[str, Any], *about: str) -> bool | None:
    """What the tag about it says, whatever its name: Audiobookshelf reads none yet (facts/audiobookshelf.md 7)."""
    for name, value in tags.items():
        if any(word in name.lower() for word in about):
            told = _TRUTHS.get(str(value).strip().lower())
            return not told if told is not None and "unabridged" in name.lower() else told
    return None
