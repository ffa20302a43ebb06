"""What a record of MAM says of each field of a library item: the one place that knows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.genres import Genres, genre_key, tag_segments
from domain.isbn import isbn_13
from domain.languages import language_code, language_name
from domain.policy import FieldName
from domain.recording import Recording
from domain.sanitised import as_html
from domain.sequences import series_place
from domain.titling import titled

_CODE: Final = 3
"""Letters of a language's code; a longer word is its name."""


@dataclass(frozen=True, slots=True)
class TagsFromMam:
    """Which of MAM's tags become tags of the item.

    Args:
        wanted: Them, as the item shall have them.
        every: Whether all do.
    """

    wanted: tuple[str, ...] = ()
    every: bool = False

    def of(self, recording: Recording) -> list[str]:
        """The tags for the item, none twice."""
        written = {genre_key(tag): tag for tag in reversed(_tags(recording))}
        if self.every:
            return list(written.values())[::-1]
        return [tag for tag in self.wanted if genre_key(tag) in written]

    def is_mams(self, tag: str) -> bool:
        """Whether a tag of an item may be one of these."""
        return self.every or genre_key(tag) in {genre_key(one) for one in self.wanted}


NO_TAGS: Final = TagsFromMam()


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe:
    """What a record says about a library item.

    Args:
        genres: Which genres MAM's categories and tags stand for.
        tags: Which of MAM's tags become tags.
    """

    genres: Genres = Genres()  # noqa: RUF009 - it never changes
    tags: TagsFromMam = NO_TAGS

    def __call__(self, recording: Recording, *, called: Iterable[str] = ()) -> Mapping[FieldName, Any]:
        """By field the value in the form that the item will hold; a field of which nothing is known is left out.

        The forms are those that Audiobookshelf keeps unchanged (facts/audiobookshelf_2.md 1): lists, a truth, or
        a text; a series is an object with name and sequence.

        Args:
            recording: The record.
            called: The titles under which the book is known elsewhere (`domain.titling`).
        """
        title = titled(recording, called)
        released = recording.release_date
        series = map(series_place, recording.series)
        values: dict[FieldName, Any] = {
            FieldName.NARRATORS: list(recording.narrators),
            FieldName.ABRIDGED: recording.abridged,
            FieldName.EXPLICIT: recording.explicit,
            FieldName.TITLE: title.title,
            FieldName.SUBTITLE: title.subtitle,
            FieldName.AUTHORS: list(recording.authors),
            FieldName.SERIES: [one.model_dump() for one in series if one is not None],
            FieldName.PUBLISHER: recording.publisher,
            FieldName.PUBLISHED_YEAR: str(released.year) if released else None,
            FieldName.PUBLISHED_DATE: released.isoformat() if released else None,
            FieldName.DESCRIPTION: as_html(recording.description or "") or None,
            FieldName.ISBN: isbn_13(recording.isbn or ""),
            FieldName.ASIN: recording.asin,
            FieldName.LANGUAGE: _language(recording.language),
            FieldName.GENRES: list(self.genres.of(recording.category, recording.categories, recording.tags)),
            FieldName.TAGS: self.tags.of(recording),
        }
        return {name: value for name, value in values.items() if value is not None and value not in ("", [])}


def _language(written: str | None) -> str | None:
    """In words; None for a code that is unknown."""
    if written is None or (language_code(written) is None and len(written) <= _CODE):
        return None
    return language_name(written)


def _tags(recording: Recording) -> list[str]:
    """The single tags, without those that were read as a fact: a length, a date, a publisher."""
    text = recording.tags or ""
    for found in recording.evidence.values():
        for one in found:
            if one.source == "tags" and one.snippet:
                text = text.replace(one.snippet, ",")
    return tag_segments(text)
