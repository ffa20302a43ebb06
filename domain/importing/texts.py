"""What a record says for the folders of its book, as texts."""

import re
from typing import Final

from domain.importing.names import escaped, visible
from domain.importing.spelling import names_text
from domain.importing.template import Values
from domain.recording import Recording, Series
from domain.sequences import series_place

_ASIN: Final = re.compile("[A-Z0-9]{10}")
_PLACE: Final = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)
UNNAMED: Final = "Untitled"


def spelled(recording: Recording, title: str) -> Values:
    """The texts as Audiobookshelf reads them back; an unknown one is empty.

    Args:
        recording: What MAM says.
        title: What its book is called.
    """
    series = first_series(recording)
    asin = visible(recording.asin or "").upper()
    return {
        "author": names_text(recording.authors),
        "series": visible(series.name) if series else "",
        "sequence": visible(series.sequence or "") if series else "",
        "title": visible(title) or UNNAMED,
        "narrator": names_text(recording.narrators, braced=True),
        "year": f"{recording.release_date.year:04}" if recording.release_date else "",
        "asin": asin if _ASIN.fullmatch(asin) else "",
        "edition": edition(recording),
    }


def unchanged(recording: Recording, title: str) -> Values:
    """The same texts as the record has them; what cannot be seen is written out."""
    series = first_series(recording)
    return {
        **spelled(recording, title),
        "author": escaped(", ".join(recording.authors)),
        "series": escaped(series.name) if series else "",
        "title": escaped(title) or UNNAMED,
        "narrator": escaped(", ".join(recording.narrators)),
    }


def first_series(recording: Recording) -> Series | None:
    """The series that a folder is named after: the first with a place that is a number, else the first."""
    series = [one for one in map(series_place, recording.series) if one is not None and visible(one.name)]
    numbered = (one for one in series if _PLACE.fullmatch(one.sequence or ""))
    return next(numbered, series[0] if series else None)


def edition(recording: Recording) -> str:
    """What distinguishes two editions of a book, in words: "Unabridged M4B"; empty where nothing does."""
    abridged = {True: "Abridged", False: "Unabridged", None: ""}[recording.abridged]
    types = [visible(one).upper() for one in recording.file_types]
    return " ".join(filter(None, [abridged, *types]))
