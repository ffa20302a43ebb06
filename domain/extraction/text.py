"""A text made ready for the rules."""

from typing import Final, NamedTuple, Self

from domain.recording import Source

MAX_CHARS: Final = 20_000
"""No more of a text is read: the longest descriptions are a few thousand characters."""

MAX_SNIPPET: Final = 120

_ODD_BLANKS: Final = "\t\r\f\v\u0085\u00a0\u00ad\u2007\u2009\u200b\u200e\u200f\u2028\u202f\u3000\ufeff"
_EDGES: Final = " ,;|/•·~-–—=:"


class Text(NamedTuple):
    """One source's words as written and in lower case, place by place the same.

    Blanks of every kind are plain ones; line ends stay.
    """

    source: Source
    written: str
    lowered: str
    listed: str
    """In lower case, and with a comma in place of every mark that separates tags or lines."""

    @classmethod
    def of(cls, source: Source, words: str) -> Self:
        """The first `MAX_CHARS` of *words*, made ready for the rules."""
        written = words[:MAX_CHARS]
        if not written.isprintable():
            for blank in _ODD_BLANKS:  # one character for one: places stay what they are
                written = written.replace(blank, " ")
        lowered = written.lower()
        if len(lowered) != len(written):  # a few capitals, as the dotted I, grow in lower case
            lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in written)
        listed = lowered.replace("|", ",").replace(";", ",").replace("\n", ",")
        return cls(source, written, lowered, listed)

    def snippet(self, start: int, end: int) -> str:
        """The words at that place, in one line and without the separators around them."""
        return " ".join(self.written[start:end].split())[:MAX_SNIPPET].strip(_EDGES)
