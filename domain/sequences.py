"""Places in a series, in the form that Audiobookshelf keeps (facts/audiobookshelf_2.md 0.10 and 1)."""

import re
from typing import Final

from domain.recording import Series

_DASHES: Final = re.compile(r"\s*[\-\u2010-\u2015\u2212~]\s*")
_JOINTS: Final = re.compile(r"\s*([,;/&+])\s*")
_VOLUME: Final = re.compile(r"(?:books?|bk|vol(?:ume)?s?|parts?|no|nr|number)\b\.?\s*(?=\d)", re.IGNORECASE)
# Not behind a digit or a decimal sign: "1.05", "0,5".
_ZEROS: Final = re.compile(r"(?<![\d.])(?<!\d,)0+(?=\d)")
_NUMBER_AT_END: Final = re.compile(r"(.*\S) #([^\s#]+)")


def sequence_text(written: str | None) -> str | None:
    """The place without blanks, ``#`` and leading zeros: "02" is "2", "1.5", "0" and "1-3" stay.

    None where there is none, or where it says no place without blanks: at its next scan Audiobookshelf would
    move such words into the series' name.
    """
    text = " ".join((written or "").replace("#", " ").split())
    text = _ZEROS.sub("", _VOLUME.sub("", text))
    text = _JOINTS.sub(r"\1", _DASHES.sub("-", text)).strip(",;/&+")
    first, *rest = text.split()[:2] or [""]
    if rest and not first[0].isdigit():
        return None
    return first or None


def series_place(series: Series) -> Series | None:
    """The series with its place in this form; None where it has no name.

    A name that ends in a number ("Links #7") would be taken apart at the next scan where no place follows it: it
    is taken apart here.
    """
    name, place = " ".join(series.name.split()), sequence_text(series.sequence)
    if (found := _NUMBER_AT_END.fullmatch(name)) and place in {None, sequence_text(found[2])}:
        name, place = found[1], sequence_text(found[2])
    return Series(name=name, sequence=place) if name else None
