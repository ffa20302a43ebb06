"""The part of a title that names the book, and how certain it is that two titles name one book."""

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Final

from domain.likeness import edits, likeness
from domain.matching import series
from domain.matching.names import Name
from domain.matching.numbering import Numbered
from domain.matching.pieces import Cut, Kind, Known, Piece, cut, is_known
from domain.matching.text import REMEMBERED, written_out
from domain.matching.volumes import Volumes, one

_Words = tuple[str, ...]

_DIGITS: Final = 3
"""The most digits of a volume's number: four are a year."""
_RECOGNISABLE: Final = 3
"""The words that a subtitle needs to be recognised by its beginning."""
# From this length on, a difference of one letter is a typing error.
_LONG_TITLE: Final = 10
_LONG_WORD: Final = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the form for the rules.

    `forms` are its readings in which no substantial part is left out, each without blanks. `stem` and
    `bare` split a title that ends in a number ("pagekeeper", 2). `groups` are its substantial
    parts; a subtitle follows the first one; `second` is the first word of the second as printed.
    `volume` is the book's number behind a word or sign, `foreign` are those in series that neither side knows.
    """

    main: _Words
    forms: frozenset[str]
    groups: tuple[_Words, ...]
    second: str
    stem: str | None
    bare: Volumes | None
    volume: Volumes | None
    foreign: tuple[Numbered, ...]
    found: Cut

    @property
    def head(self) -> str:
        """The part before the subtitle, without blanks."""
        return "".join(self.groups[0])

    @property
    def stems(self) -> tuple[_Words, ...]:
        """The title, and the title without the number at its end."""
        return (self.main, self.main[:-1]) if self.bare else (self.main,)

    @property
    def extra(self) -> _Words:
        """The subtitle, if it is substantial."""
        return tuple(word for group in self.groups[1:] for word in group)


class Grade(IntEnum):
    """The relation of two titles, worst first."""

    OTHER = 0
    PARTLY = 1
    """One continues where the other ends, or has something before it."""
    NEARLY = 2
    """They differ by a typing error."""
    SAME = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """The relation of two titles.

    `longer` is the title with a subtitle that the other one lacks; None without one. `by_stem`
    says that the number at the end of one of them had to be removed.
    """

    grade: Grade
    similarity: float
    longer: Title | None = None
    by_stem: bool = False


@lru_cache(REMEMBERED)
def read(text: str, known: Known) -> Title:
    """Read a title with what is known of the book; "Überlegen" also as "Ueberlegen"."""
    found = _read(text, known)
    spelt = written_out(text)
    return replace(found, forms=found.forms | _read(spelt, known).forms) if spelt else found


def _read(text: str, known: Known) -> Title:
    found = cut(text, known)
    if not any(piece.kind is Kind.MAIN for piece in found.pieces):
        # The title is the series' name: "The Best of Bova: Volume 1".
        found.numbers = tuple(number.named(()) for number in found.numbers)
    pieces = _naming(found.pieces) or [Piece(Kind.MAIN, ("".join(text.split()).casefold(),), 0, "")]
    segments = [list(group) for _, group in groupby(pieces, key=lambda piece: piece.segment)]
    groups = tuple(_joined(segment) for segment in segments)
    foreign = tuple(n for n in found.numbers if n.of and not is_known(n.of, known.series))
    named, numbered = _without_numbered(groups, known)
    volume = found.number_of(known.series) or (one(numbered[-1]) if numbered else None)
    main = tuple(word for group in named for word in group)
    bare = len(named) == 1 and _ends_in_number(main) and not found.numbers and not numbered
    whole = _joined([piece for piece in found.pieces if piece.kind in {Kind.MAIN, Kind.SERIES}]) or main
    readings = (main, whole, *_without_authors(main, known.authors), *_without_series(main, known))
    return Title(
        main=main,
        forms=frozenset("".join(reading) for reading in readings),
        groups=groups,
        second=segments[1][0].first if len(segments) > 1 else "",
        stem="".join(main[:-1]) if bare else None,
        bare=one(main[-1]) if bare else None,
        volume=volume,
        foreign=foreign,
        found=found,
    )


def compare(one_title: Title, other: Title) -> Comparison:
    """The relation of two titles that were read with the same `Known`."""
    similarity = likeness(" ".join(one_title.main), " ".join(other.main)) / 100
    if one_title.forms & other.forms:
        return Comparison(Grade.SAME, 1.0)
    if _stems(one_title) & _stems(other):
        return Comparison(Grade.SAME, 1.0, by_stem=True)
    if _continued(one_title, other):
        return Comparison(Grade.SAME, similarity)
    for short, long in ((one_title, other), (other, one_title)):
        if long.extra and long.head in _stems(short):
            return Comparison(Grade.PARTLY, similarity, longer=long)
        if any("".join(group) in short.forms for group in long.groups[1:]):
            return Comparison(Grade.PARTLY, similarity)
    if _slip(one_title.main, other.main):
        return Comparison(Grade.NEARLY, similarity)
    return Comparison(Grade.OTHER, similarity)


def _naming(pieces: list[Piece]) -> list[Piece]:
    """The pieces that name the book; without any, its series, its description or its author."""
    main = [piece for piece in pieces if piece.kind is Kind.MAIN]
    if main:
        return main
    for kind in (Kind.SERIES, Kind.NOTE, Kind.AUTHOR):
        # "Twilight: The Twilight Saga" has one name twice.
        once = {series.key(" ".join(piece.words)): piece for piece in reversed(pieces) if piece.kind is kind}
        if once:
            return list(reversed(once.values()))
    return []


def _joined(pieces: list[Piece]) -> _Words:
    return tuple(word for piece in pieces for word in piece.words)


def _without_numbered(groups: tuple[_Words, ...], known: Known) -> tuple[tuple[_Words, ...], _Words]:
    """Remove a group that is a series and a number: "Conan Chronicles 02 - Conan the Defender".

    In front any name counts, behind only a known one: "Time War 3" may be the title itself.
    """
    for place, group in enumerate(groups):
        if _ends_in_number(group) and (not place or series.key(" ".join(group[:-1])) in known.series):
            rest = groups[:place] + groups[place + 1 :]
            return (rest, group) if rest else (groups, ())
    return groups, ()


def _ends_in_number(group: _Words) -> bool:
    return len(group) > 1 and group[-1].isdecimal() and len(group[-1]) <= _DIGITS


def _without_series(main: _Words, known: Known) -> list[_Words]:
    """The reading without a series and a number in front: "Discworld 09 Eric"."""
    return [
        main[place + 1 :]
        for place, word in enumerate(main[:-1])
        if place and word.isdecimal() and series.key(" ".join(main[:place])) in known.series
    ]


def _without_authors(main: _Words, authors: frozenset[Name]) -> list[_Words]:
    """Readings without "by the author" behind, and without "the author's" in front."""
    readings: list[_Words] = []
    for author in authors:
        size = len(author)
        if main[-size - 1 :] == ("by", *author):
            readings.append(main[: -size - 1])
        if main[:size] == (*author[:-1], f"{author[-1]}s"):
            readings.append(main[size:])
    return [reading for reading in readings if reading]


def _stems(title: Title) -> frozenset[str]:
    return title.forms | {title.stem} if title.stem else title.forms


def _continued(one_title: Title, other: Title) -> bool:
    """One subtitle is cut off within the other, and is too long for coincidence."""
    short, long = sorted((one_title, other), key=lambda title: len(title.extra))
    size = len(short.extra)
    main = [piece for piece in long.found.pieces if piece.kind is Kind.MAIN]
    ends = set(accumulate(len(piece.words) for piece in main if piece.segment != main[0].segment))
    begun = one_title.head == other.head and long.extra[:size] == short.extra
    return begun and size >= _RECOGNISABLE and size not in ends


def _slip(one_words: _Words, other: _Words) -> bool:
    """One letter within one word differs, in a title long enough for a typing error.

    Not at a word's end, where "Hunter" and "Hunted" differ, nor in a number.
    """
    differing = [pair for pair in zip(one_words, other, strict=False) if pair[0] != pair[1]]
    if len(one_words) != len(other) or len(differing) != 1 or len("".join(one_words)) < _LONG_TITLE:
        return False
    first, second = differing[0]
    letters = min(len(first), len(second)) >= _LONG_WORD and not any(c.isdecimal() for c in first + second)
    ends = first[0] == second[0] and first[-1] == second[-1]
    return letters and ends and edits(first, second) == 1
