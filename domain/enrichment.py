"""Which empty fields of a book a source may fill, what goes into them, and when to try again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.isbn import isbn_13
from domain.languages import language_code
from domain.matching import Match, Verdict, Wanted, match
from domain.matching.text import words
from domain.policy import FieldName
from domain.recording import Recording, Series
from domain.sanitised import as_html

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
"""Google's days begin at midnight there; facts/google_books.md."""

LONGEST: Final = 6
"""So many looks in vain, and the interval grows no more."""


_EARLY: Final = timedelta(hours=2)
"""A daily run finds what it found the day before, though it begins seconds earlier or the clocks were changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a book apart from its recording; None, blank or empty where nothing is.

    `description` is plain text, `isbn` thirteen digits where it comes from us.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    publisher: str | None = None
    published_year: str | None = None
    isbn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Facts):
    """A print or e-book edition, as Google Books describes it; `language` is a code like ``en``."""

    subtitle: str | None = None
    language: str | None = None


FIELDS: Final = tuple(one.name for one in fields(Facts))
"""What can be filled."""

EDITION_FIELDS: Final = frozenset({"publisher", "isbn"})
"""These are of the print or e-book edition and not of the recording."""


def empty_fields(book: Facts, *, with_edition: bool) -> tuple[str, ...]:
    """The names of the fields that may be filled.

    Args:
        book: As it is now.
        with_edition: Whether fields of a print edition may be filled, too.
    """
    allowed = FIELDS if with_edition else tuple(name for name in FIELDS if name not in EDITION_FIELDS)
    return tuple(name for name in allowed if _blank(getattr(book, name)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a source says of an item: by field, empty where it was not found; and why it was, or was not."""

    found: bool
    why: str
    values: Mapping[FieldName, Any] = field(default_factory=dict)


def said(volume: Volume) -> dict[FieldName, Any]:
    """What a volume says, by field, its description in the form that Audiobookshelf keeps."""
    values = {FieldName(name.replace("_", " ")): getattr(volume, name) for name in FIELDS}
    values[FieldName.AUTHORS] = list(volume.authors)
    values[FieldName.DESCRIPTION] = as_html(volume.description or "")
    return {name: value for name, value in values.items() if not _blank(value)}


def filling(
    values: Mapping[FieldName, Any], empty: Sequence[FieldName], title: str | None
) -> dict[FieldName, Any]:
    """What of an answer goes into the *empty* fields of an item with this title.

    A subtitle that the title contains is left out. "Unabridged" is never written: an item says the same where it was
    never set.
    """
    chosen = {name: values[name] for name in empty if values.get(name)}
    if set(words(chosen.get(FieldName.SUBTITLE, ""))) <= set(words(title or "")):
        chosen.pop(FieldName.SUBTITLE, None)
    return chosen


def provable(book: Facts) -> bool:
    """Whether any volume could be proved to be this book: that takes a title, and an author or an ISBN."""
    return not _blank(book.title) and not (_blank(book.authors) and _isbn(book) is None)


def compare(book: Facts, series: Sequence[Series], volume: Volume, *, language: str | None = None) -> Match:
    """How *volume* answers to a `provable` book; only a verdict of `Verdict.MATCH` is proof.

    A book without an author is proved by its own ISBN, if the title agrees, too.

    Args:
        book: As it is now.
        series: The book's.
        volume: What may be it.
        language: The book's, as a name or a code; None where it is not known.
    """
    numbered = next((one for one in series if one.sequence), next(iter(series), None))
    is_named = not _blank(book.authors)
    wanted = Wanted(
        title=book.title,
        authors=book.authors if is_named else volume.authors,
        series=numbered.name if numbered else None,
        number=numbered.sequence if numbered else None,
    )
    # The subtitle is where a summary, a guide or a boxed set says what it is.
    called = ": ".join(part for part in (volume.title, volume.subtitle) if part)
    found = match(wanted, Recording(title=called or None, authors=volume.authors))
    spoken, written = language_code(language), language_code(volume.language)
    if spoken and written and spoken != written:
        return replace(
            found, verdict=Verdict.NO_MATCH, why=f"It is in another language: {written}, not {spoken}."
        )
    if not is_named and volume.isbn != _isbn(book):
        return replace(found, verdict=Verdict.NO_MATCH, why="Only the title matches.")
    return found


def isbn_to_ask(book: Facts, *, in_vain: int) -> str | None:
    """The ISBN to look a book up by; None when title and author are to be asked for.

    A library's ISBN may be that of an audio edition, which Google Books does not know: after a look in vain
    the words have their turn, then the number again. Without an author there is only the number.
    """
    return _isbn(book) if in_vain % 2 == 0 or _blank(book.authors) else None


def looks_in_vain(before: int, *, filled: bool) -> int:
    """The count after one more look; it stays at `LONGEST`."""
    return 0 if filled else min(before + 1, LONGEST)


def interval(in_vain: int) -> timedelta:
    """How long to leave a book alone after so many looks in vain: 1 day, doubled by each further one to 32."""
    return timedelta(days=2 ** (min(max(in_vain, 1), LONGEST) - 1))


def due_since(now: datetime, *, in_vain: int) -> datetime:
    """Books with so many looks in vain are due when they were looked up at this moment or before."""
    return now - interval(in_vain) + _EARLY


def _isbn(book: Facts) -> str | None:
    return isbn_13(book.isbn or "")


def _blank(value: Any) -> bool:
    return not (value.strip() if isinstance(value, str) else value)
