"""By which words a person finds a record in a list: those of its title and people, without case and accents."""

from collections.abc import Iterable
from typing import Final

from domain.matching.text import words, written_out

LONGEST: Final = 500
"""In characters: an index of PostgreSQL takes no more than some 2,700 bytes."""

_TERMS: Final = 8


def search_text(texts: Iterable[str | None]) -> str:
    """The words of these texts as they are searched; the order of the texts is the order of the records.

    Of a letter that is also written as two, both spellings are found: "Muller" and "Mueller".
    """
    given = [text for text in texts if text]
    spelt = [other for text in given if (other := written_out(text))]
    return " ".join(word for text in [*given, *spelt] for word in words(text))[:LONGEST].rstrip()


def search_terms(typed: str) -> tuple[str, ...]:
    """What each record that is found has somewhere; empty where no word was typed."""
    return words(typed)[:_TERMS]
