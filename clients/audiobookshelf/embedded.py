"""What a scan of Audiobookshelf makes of the tags in an audio file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.audiobookshelf.names import split_names
from domain.recording import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The values in one file's tags; None or empty where they say nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    publisher: str | None = None
    published_year: str | None = None
    description: str | None = None
    isbn: str | None = None
    asin: str | None = None
    language: str | None = None


def read_embedded(tags: Mapping[str, Any]) -> Embedded:
    """The values of a file's ``metaTags``, by Audiobookshelf's names; one of the wrong kind counts as absent."""

    def tag(name: str) -> str | None:
        value = tags.get(name)
        return value if isinstance(value, str) and value else None

    series = tag("tagSeries")
    return Embedded(
        title=tag("tagAlbum") or tag("tagTitle"),
        authors=split_names(tag("tagArtist") or tag("tagAlbumArtist") or ""),
        narrators=split_names(tag("tagComposer") or ""),
        series=(Series(name=series, sequence=tag("tagSeriesPart")),) if series else (),
        publisher=tag("tagPublisher"),
        published_year=tag("tagDate"),
        description=tag("tagDescription"),
        isbn=tag("tagIsbn"),
        asin=tag("tagASIN"),
        language=tag("tagLanguage"),
    )
