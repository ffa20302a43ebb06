"""A text prepared for the rules."""

import re
import unicodedata
from typing import Final, NamedTuple, Self

from domain.recording import Source

MAX_CHARS: Final = 20_000
"""How many characters of a text are read: the longest descriptions are a few thousand characters."""

MAX_SNIPPET: Final = 120

_HIDDEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_BLANKS: Final = dict.fromkeys(
    map(ord, "\t\r\f\v\x85\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_LINES: Final = dict.fromkeys(map(ord, "\u2028\u2029"), "\n")
_HYPHENS: Final = dict.fromkeys(map(ord, "‐‑‒−﹣"), "-")
_COLONS: Final = dict.fromkeys(map(ord, "∶꞉﹕"), ":")
_WIDE: Final = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
"""The full-width punctuation, letters and digits of Japanese text."""
_SPELT: Final[dict[int, str | None]] = (
    _HIDDEN | _BLANKS | _LINES | _HYPHENS | _COLONS | _WIDE | {ord("⁄"): "/"}
)
_ODD: Final = re.compile(f"[{re.escape(''.join(map(chr, _SPELT)))}]")

_EDGES: Final = " ,;|/•·~-–—=:"
_MANY_BLANKS: Final = re.compile(r" {3,}")
_MANY_DOTS: Final = re.compile(r"([.…_·*=~-])\1{5,}")
_ROWS: Final = ("......", "……", "______", "······", "******", "======", "~~~~~~", "------")


def clean(words: str) -> str:
    """The first `MAX_CHARS` of a text, with one spelling for characters that look alike.

    Letters and their marks are combined (NFC), every blank is a space, invisible characters are left out, and
    long rows of dots or dashes are short; line ends stay.
    """
    words = words[:MAX_CHARS]
    if not words.isascii():
        words = _ODD.sub(_plain, unicodedata.normalize("NFC", words))
    elif not words.isprintable():
        words = _ODD.sub(_plain, words)
    if "   " in words:
        words = _MANY_BLANKS.sub("  ", words)
    return _MANY_DOTS.sub(r"\1\1\1\1\1", words) if any(row in words for row in _ROWS) else words


def _plain(odd: re.Match[str]) -> str:
    return _SPELT[ord(odd[0])] or ""


class Text(NamedTuple):
    """One source's words as written and in lower case, with the same positions in both."""

    source: Source
    written: str
    lowered: str
    listed: str
    """In lower case, with a comma in place of every mark that separates tags or lines."""

    @classmethod
    def of(cls, source: Source, words: str) -> Self:
        """The prepared words; see `clean`."""
        return cls.of_clean(source, clean(words))

    @classmethod
    def of_clean(cls, source: Source, written: str) -> Self:
        """The same from words that `clean` returned."""
        lowered = written.lower()
        if len(lowered) != len(written):  # a few capitals, like the dotted I, are longer in lower case
            lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in written)
        listed = lowered.replace("|", ",").replace(";", ",").replace("\n", ",")
        return cls(source, written, lowered, listed)

    def snippet(self, start: int, end: int) -> str:
        """The words at that position, on one line and without the separators around them."""
        return " ".join(self.written[start:end].split())[:MAX_SNIPPET].strip(_EDGES)
