"""A source's description of one recording."""

from dataclasses import dataclass

from domain.recording import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A recording that a search for a book found, as its source describes it; None or empty where it says nothing.

    `seconds` is its length, to the minute. `cover` is the address of a picture, `description` plain text, `isbn`
    thirteen digits, `asin` ten characters, `language` as the source writes it. Every text is one line of what can be
    seen, apart from the description.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    seconds: int | None = None
    abridged: bool | None = None
    language: str | None = None
    asin: str | None = None
    isbn: str | None = None
    subtitle: str | None = None
    series: tuple[Series, ...] = ()
    publisher: str | None = None
    published_year: str | None = None
    description: str | None = None
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    cover: str | None = None
