"""The words that uploaders use, language by language; a pattern contains those of all languages.

To add a language, add its `Words` to one of the files and to `ALL`.
"""

from typing import Final

from domain.extraction.languages._words import Words
from domain.extraction.languages.english import ENGLISH
from domain.extraction.languages.german import GERMAN
from domain.extraction.languages.others import DUTCH, JAPANESE, NORDIC, POLISH, RUSSIAN
from domain.extraction.languages.romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH

__all__ = ["ALL", "ELSEWHERE", "ENGLISH", "GERMAN", "NO_LETTER", "NO_LETTER_BEFORE", "WORDS", "Words", "word"]

ALL: Final = (
    ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, NORDIC, POLISH, RUSSIAN, JAPANESE,
)  # fmt: skip

WORDS: Final = Words(*("|".join(filter(None, field)) for field in zip(*ALL, strict=True)))
"""Each field with its words in all languages."""

ELSEWHERE: Final = tuple(line for words in ALL for line in words.elsewhere.splitlines() if line)
"""The lines of `Words.elsewhere` in all languages."""

NO_LETTER: Final = r"(?![^\W\d_])"
"""After a word that must end there."""
NO_LETTER_BEFORE: Final = r"(?<![^\W\d_])"


def word(pattern: str) -> str:
    """A regular expression for one of the words as a whole word."""
    return rf"{NO_LETTER_BEFORE}(?:{pattern}){NO_LETTER}"
