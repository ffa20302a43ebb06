"""Lists and searches: facts/audiobookshelf.md 2.4 and 2.5."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.shapes import author_name, author_name_last_first, expanded

_RECENT_MS: Final = 60 * 24 * 3600 * 1000
_ATTRIBUTES: Final = {"publishedYear": "published_year", "cover": "cover_path"}

_SORTS: Final[dict[str, Callable[[Book], Any]]] = {
    "addedAt": lambda book: book.added_at,
    "size": lambda book: book.size,
    "birthtimeMs": lambda book: book.times["birthtimeMs"],
    "mtimeMs": lambda book: book.times["mtimeMs"],
    "media.duration": lambda book: book.duration,
    "media.metadata.title": lambda book: (book.title or "").lower(),
    "media.metadata.authorName": lambda book: author_name(book).lower(),
    "media.metadata.authorNameLF": lambda book: author_name_last_first(book).lower(),
    "media.metadata.publishedYear": lambda book: book.published_year or "",
}

_BARE: Final[dict[str, Callable[[Book, int], bool]]] = {
    "abridged": lambda book, _now: book.abridged,
    "explicit": lambda book, _now: book.explicit,
    "issues": lambda book, _now: book.is_missing,
    "recent": lambda book, now: book.added_at >= now - _RECENT_MS,
}

_GROUPS: Final[dict[str, Callable[[Book, str], bool]]] = {
    "missing": lambda book, value: not getattr(book, _ATTRIBUTES.get(value, value), None),
    "narrators": lambda book, value: value in book.narrators,
    "authors": lambda book, value: any(author.id == value for author in book.authors),
    "series": lambda book, value: any(place.id == value for place in book.series),
    "publishers": lambda book, value: book.publisher == value,
    "languages": lambda book, value: book.language == value,
    "tags": lambda book, value: value in book.tags,
    "genres": lambda book, value: value in book.genres,
    "tracks": lambda book, value: {"none": 0, "single": 1}.get(value, 2) == min(len(book.tracks), 2),
}


def filtered(books: Iterable[Book], filters: Sequence[str], now: int) -> list[Book]:
    """The books that pass; all of them when the filter is none that is known.

    Raises:
        ProcessExitError: The filter is badly encoded, or given twice.
    """
    if not filters:
        return list(books)
    if len(filters) > 1:
        raise ProcessExitError("two filters")
    name, _, encoded = filters[0].partition(".")
    value = _decoded(encoded)
    if not encoded and name in _BARE:
        return [book for book in books if _BARE[name](book, now)]
    if encoded and name in _GROUPS:
        return [book for book in books if _GROUPS[name](book, value)]
    return list(books)


def _decoded(encoded: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", encoded):
        raise ProcessExitError("a badly encoded filter")
    try:
        return base64.b64decode(unquote(encoded) + "==").decode(errors="replace")
    except binascii.Error:
        return ""


def ordered(books: list[Book], sort: str, *, desc: bool) -> list[Book]:
    """The books in the order asked for, or in none that means anything when *sort* is not known."""
    return sorted(books, key=_SORTS.get(sort, lambda book: book.id), reverse=desc)


def number(value: str) -> int | None:
    """A limit or page as the server reads it: 0 for what is no number, None for what it refuses."""
    try:
        found = float(value or 0)
    except ValueError:
        return 0
    return int(found) if found >= 0 and found.is_integer() else None


def search(books: Sequence[Book], query: str, limit: int) -> dict[str, Any]:
    """The body of a search. Books are found by title, subtitle, ASIN and ISBN alone."""
    pattern = re.compile(".*".join(re.escape(part) for part in query.split("%")), re.IGNORECASE)

    def hit(book: Book) -> bool:
        return any(pattern.search(text) for text in (book.title, book.subtitle, book.asin, book.isbn) if text)

    narrators = _counted(books, pattern, lambda book: book.narrators)
    return {
        "book": [{"libraryItem": expanded(book)} for book in books if hit(book)][:limit],
        "narrators": [{"name": name, "numBooks": count} for name, count in narrators.items()][:limit],
        "tags": _named(_counted(books, pattern, lambda book: book.tags), limit),
        "genres": _named(_counted(books, pattern, lambda book: book.genres), limit),
        "series": [],
        "authors": [],
    }


def _named(counts: Mapping[str, int], limit: int) -> list[dict[str, Any]]:
    return [{"name": name, "numItems": count} for name, count in counts.items()][:limit]


def _counted(
    books: Iterable[Book], pattern: re.Pattern[str], names: Callable[[Book], list[str]]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for book in books:
        for name in filter(pattern.search, names(book)):
            counts[name] = counts.get(name, 0) + 1
    return counts
