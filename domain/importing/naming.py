"""The book that a folder or file of a torrent names, in the forms in which uploaders write it."""

import re
from typing import Final

from domain.folder_names import read_path
from domain.matching import numerals, series
from domain.matching.text import words
from domain.matching.volumes import volumes
from domain.recording import Recording, Series

_BETWEEN: Final = re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*|_-_")
_BRACKET: Final = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*")
_NOTE: Final = re.compile(
    r".*\b(?:\d+ ?k(?:bps|bs|b)?|mp3|m4b|m4a|flac|aac|opus|ogg|vbr|(?:un)?abridged|audio ?book|audible|retail"
    r"|chapteri[sz]ed|read by .*|narrated by .*|gelesen von .*|ungek(?:ü|ue)rzt|gek(?:ü|ue)rzt|horbuch|hörbuch"
    r"|(?:19|20)\d\d)\b.*",
    re.IGNORECASE,
)
_MARKER: Final = (
    r"(?:\b(?:book|bk|vol(?:ume)?|band|bd|buch|tome|tomo|libro|livre|deel|tom|том|книга|no|nr)\b\.?\s*#?|#)"
)
_NUMBERED: Final = re.compile(
    rf"(?P<of>.*?)[\s,:]*{_MARKER}?"
    r"(?P<number>\d{1,3}(?:\.\d{1,2})?|(?<=\s)[IVX]{1,4})",
    re.IGNORECASE,
)
_HOW_MANY: Final = re.compile(r"(?<=\d)\s*(?:of|von|из)\s*\d{1,3}(?!\w)", re.IGNORECASE)
_LED: Final = re.compile(
    rf"(?P<of>\D*?)[\s,:]*(?P<marker>{_MARKER}?)(?P<number>\d{{1,3}})[.:,_]*\s+(?P<title>\D.*)", re.IGNORECASE
)


def book_of(name: str, whole: Recording) -> Recording:
    """What a folder's or file's name says of its book: its title, its place in the torrent's series, its ASIN.

    The authors and the language are the whole torrent's: they decide where the book is placed.

    Args:
        name: Without a file's ending.
        whole: The record of the torrent, to recognise its authors and its series in the name.
    """
    shown = _HOW_MANY.sub("", name if " " in name else name.replace("_", " "))
    read = read_path(f"author/series/{shown}", is_file=False)
    notes = [note for note in _BRACKET.findall(read.title or "") if _is_note(note, whole)]
    bare = _BRACKET.sub(lambda found: " - " if found[1] in notes else found[0], read.title or shown)
    pieces = [piece for part in _BETWEEN.split(bare) if (piece := part.strip(" -"))]
    cut = [_cut(piece, whole) for piece in pieces]
    numbers = [read.sequence, *(number for _, number in cut), *(_cut(note, whole)[1] for note in notes)]
    number = next(filter(None, numbers), None)
    titles = [title for title, _ in cut if title and not _is_known(title, whole)]
    if not titles and not number:  # a series called as its first book
        titles = [title for title, _ in cut if _is_series(title, whole)]
    in_series = (Series(name=whole.series[0].name, sequence=number),) if number and whole.series else ()
    return Recording(
        torrent_id=whole.torrent_id,
        title=" - ".join(titles) or None,
        authors=whole.authors,
        series=in_series,
        language=whole.language,
        asin=read.asin,
    )


def _cut(piece: str, whole: Recording) -> tuple[str, str | None]:
    """A piece without the number in it, and the number: of "02", "Book 2", "Ember #2", "Ember 02 Lies", "02 Lies"."""
    found = _NUMBERED.fullmatch(piece)
    if found and (not found["of"].strip() or _is_series(found["of"], whole)):
        return "", numerals.value(found["number"])
    found = _LED.fullmatch(piece)
    if found and (_is_series(found["of"], whole) if found["of"] else _is_place(found, whole)):
        return found["title"], numerals.value(found["number"])
    return piece, None


def _is_place(found: re.Match[str], whole: Recording) -> bool:
    """Whether a number before a title is the book's place: marked, written as "02", or among the torrent's numbers."""
    if found["marker"] or found["number"].startswith("0"):
        return True
    spans = [span for one in whole.series if (span := volumes(one.sequence)) and span.several]
    return any(float(span.first) <= float(found["number"]) <= float(span.last) for span in spans)


def _is_note(text: str, whole: Recording) -> bool:
    return _NOTE.fullmatch(text) is not None or _cut(text, whole)[1] is not None or _is_known(text, whole)


def _is_known(piece: str, whole: Recording) -> bool:
    """Whether a piece is only an author, a narrator or the series."""
    people = {frozenset(words(person)) for person in (*whole.authors, *whole.narrators)}
    everybody = frozenset().union(*people)
    found = frozenset(words(piece))
    return found in people or bool(found and found <= everybody | {"and", "by"}) or _is_series(piece, whole)


def _is_series(text: str, whole: Recording) -> bool:
    key = series.key(text)
    return any(series.likeness(key, series.key(one.name)) >= series.SAME for one in whole.series)
