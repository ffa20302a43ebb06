"""The title and the subtitle in what MAM calls a book."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.matching import markers, series
from domain.matching.names import names
from domain.matching.pieces import Kind, Known, cut
from domain.matching.text import ARTICLES, plain, words
from domain.recording import Recording

_BRACKETS: Final = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\})")
_DASH: Final = re.compile(r"\s+[-–—]\s+|\s*\|\s*")
_COLON: Final = re.compile(r":\s+")
_TITLE_LINE: Final = re.compile(r"^\s*(?:book\s+)?title\s*:\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_MOST_TOKENS: Final = 3


@dataclass(frozen=True, slots=True)
class Titled:
    """A title, and its subtitle where it has one for certain."""

    title: str | None
    subtitle: str | None = None


def titled(recording: Recording, called: Iterable[str] = ()) -> Titled:
    """What a record calls its book.

    Of the title go its authors, where it begins or ends with them, and text about the recording and not
    the book: "[Unabridged]", "64 kbps", "read by …". It is split at a colon only where the part in front is
    proved to be the whole title, because a title elsewhere or a "Title:" line in the description says just that,
    or where the rest only says what kind of book it is ("A Novel"). It is not split where the part in front is a
    number or a series, nor where the rest holds a number, a series, a part, several books or another form of
    the book; and not where a title elsewhere is the whole of it.

    Args:
        recording: The record.
        called: The titles under which the book is known elsewhere: its item's, its files', its folder's.
    """
    title = _cleaned(recording)
    if title is None or title != " ".join(title.split()):
        return Titled(title)
    elsewhere = {words(one) for one in called} | {words(one) for one in _lines(recording)}
    if words(title) in elsewhere:
        return Titled(title)
    known = _known(recording)
    for colon in _COLON.finditer(title):
        head, rest = title[: colon.start()].strip(), title[colon.end() :].strip()
        if head and rest and _is_split(head, rest, elsewhere, known):
            return Titled(head, rest)
    return Titled(title)


def _lines(recording: Recording) -> list[str]:
    return _TITLE_LINE.findall(recording.description or "")


def _known(recording: Recording) -> Known:
    return Known(
        series=frozenset(series.key(one.name) for one in recording.series),
        authors=names(recording.authors).written_out,
    )


def _is_split(head: str, rest: str, elsewhere: set[tuple[str, ...]], known: Known) -> bool:
    if not any(letter.isalpha() for letter in head) or not _may_be_subtitle(rest, known):
        return False
    if markers.describes(plain(rest)):
        return True
    return words(head) in elsewhere and series.key(head) not in known.series


def _may_be_subtitle(rest: str, known: Known) -> bool:
    """Whether the rest names nothing that other fields have: a place in a series, a part, a form of the book."""
    found = cut(rest, known)
    numbered = found.numbers or found.part or found.span or any(c.isdecimal() for c in rest)
    named = any(piece.kind in {Kind.SERIES, Kind.AUTHOR} for piece in found.pieces)
    several = markers.several(rest) or markers.whole_series(rest)
    other = markers.drama(rest) or markers.other_form(rest) or markers.ABOUT.search(plain(rest))
    return not (numbered or named or several or other)


def _cleaned(recording: Recording) -> str | None:
    """The title without its authors and without facts about the recording; whole where nothing would be left."""
    whole = " ".join((recording.title or "").split())
    title = _BRACKETS.sub(_kept_bracket, whole)
    pieces = list(_pieces(title, recording))
    cleaned = "".join(pieces).strip(" -–—|,:")
    return (cleaned if set(words(cleaned)) - ARTICLES else whole) or None


def _kept_bracket(bracket: re.Match[str]) -> str:
    inner = next(group for group in bracket.groups() if group is not None)
    return "" if _is_noise(inner, bracketed=True) else bracket[0]


def _pieces(title: str, recording: Recording) -> Iterator[str]:
    """What stands between dashes, each with the dash before it; not the authors at either end, nor noise."""
    authors = [set(words(name)) for name in recording.authors]
    dashes = ["", *_DASH.findall(title)]
    pieces = _DASH.split(title)
    last = len(pieces) - 1
    begun = False
    for place, (dash, piece) in enumerate(zip(dashes, pieces, strict=True)):
        bare = _without_trailing_noise(piece) if place == last else piece
        named = set(words(bare))
        is_author = last > 0 and place in {0, last} and named in authors
        if not named or is_author or (place and _is_noise(bare)):
            continue
        yield f"{dash if begun else ''}{bare}"
        begun = True


def _without_trailing_noise(piece: str) -> str:
    """The piece without single words at its end about the recording: "Test of Fire 30@64K"."""
    tokens = piece.split(" ")
    for size in range(min(_MOST_TOKENS, len(tokens) - 1), 0, -1):
        if _is_noise(" ".join(tokens[-size:])):
            return " ".join(tokens[:-size])
    return piece


def _is_noise(text: str, *, bracketed: bool = False) -> bool:
    return bool(words(text)) and not words(markers.without_technicalities(plain(text), bracketed=bracketed))
