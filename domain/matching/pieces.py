"""A title split at its separators, and the kind of each piece."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from domain.matching import markers, series
from domain.matching.credits import names_a_role
from domain.matching.names import Name
from domain.matching.numbering import (
    Numbered,
    first_number,
    number_alone,
    part_of,
    without_lists,
    without_numbers,
    without_part,
)
from domain.matching.text import ARTICLES, plain, title_words, words
from domain.matching.volumes import Volumes, among

_BRACKET: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
# Not between digits: "1 - 3" and "10:15" are one thing.
_BREAK: Final = re.compile(
    r"[:;|](?!\d)|(?<!\d)[:;|]| //? |(?<!\d) [-~]+ | [-~]+ (?!\d)|(?<!\d)[–—]+|[–—]+(?!\d)|,(?= or\b)"
    r"|(?<=[а-я]{3})\. (?=[а-я])"
)
_COMMA: Final = re.compile(r",(?!\d)")


class Kind(Enum):
    """The kind of a piece of a title."""

    MAIN = auto()
    SERIES = auto()
    AUTHOR = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What both sides know of the book besides its title, to recognise it in a title."""

    series: frozenset[series.Key]
    authors: frozenset[Name]

    def is_author(self, found: tuple[str, ...]) -> bool:
        """Whether these words are only authors' names."""
        if "".join(found) in {"".join(author) for author in self.authors}:
            return True
        given = set(found)
        named = [author for author in self.authors if given.issuperset(author)]
        return bool(named) and given <= {"and", "by", "with"}.union(*named)


@dataclass(slots=True)
class Piece:
    """A stretch between separators; `first` is its first word as printed, article or not."""

    kind: Kind
    words: tuple[str, ...]
    segment: int
    first: str


@dataclass(slots=True)
class Cut:
    """The pieces in order, and the numbers between them.

    `numbers` were behind a word or sign, `span` has a range or list such as "Books 1-3".
    """

    pieces: list[Piece]
    numbers: tuple[Numbered, ...] = ()
    part: str | None = None
    part_of_series: Volumes | None = None
    span: Volumes | None = None

    @property
    def own(self) -> Numbered | None:
        """The title's own number."""
        return next((number for number in self.numbers if not number.of), None)

    def number_of(self, known: Iterable[series.Key]) -> Volumes | None:
        """The book's number: the title's own, or else its number in a known series."""
        if self.own:
            return self.own.volumes
        keys = tuple(known)
        return next((number.volumes for number in self.numbers if is_known(number.of, keys)), None)


def is_known(named: series.Key, known: Iterable[series.Key]) -> bool:
    """Whether a series in a title is one of the book's known series."""
    return any(series.likeness(named, key) >= series.SAME for key in known)


def cut(text: str, known: Known) -> Cut:
    """Split a title."""
    shown, span = without_lists(re.sub(r"\s+", " ", plain(text)))
    result = Cut([], span=span)
    for segment, (stretch, bracketed) in enumerate(_segments(shown)):
        if known.is_author(words(stretch)):  # "Sanderson, Brandon - Elantris"
            result.pieces.append(Piece(Kind.AUTHOR, title_words(stretch), segment, ""))
            continue
        for piece in _stretches(stretch):
            _add(result, piece, segment, bracketed=bracketed, known=known)
    _join_series(result, known)
    if result.part_of_series and any(piece.kind is Kind.MAIN for piece in result.pieces):
        # As in "The Lord of the Rings, Part 1: The Fellowship of the Ring".
        result.numbers += (Numbered(result.part_of_series),)
        result.part = None
    _count_several(result)
    return result


def _count_several(result: Cut) -> None:
    """Several numbers of one kind are a list, also with titles between them."""
    kinds = {(number.of, number.marker) for number in result.numbers}
    for kind in kinds:
        listed = [number.volumes.first for number in result.numbers if (number.of, number.marker) == kind]
        if len(set(listed)) > 1:
            result.span = result.span or among(listed)


def _segments(shown: str) -> Iterator[tuple[str, bool]]:
    for position, stretch in enumerate(_BRACKET.split(shown)):
        yield from ((piece, bool(position % 2)) for piece in _BREAK.split(stretch) if piece.strip())


def _stretches(segment: str) -> Iterator[str]:
    """The segment split at its commas, and behind a number: "The Wheel of Time Book 1 The Eye of the World"."""
    for piece in _COMMA.split(segment):
        found = first_number(piece)
        before, behind = (piece[: found.end()], piece[found.end() :]) if found else (piece, "")
        if (
            found
            and piece[: found.start()].strip()
            and behind.strip()
            and not behind.lstrip().startswith("of ")
        ):
            yield before
            yield behind
        else:
            yield piece


def _add(result: Cut, piece: str, segment: int, *, bracketed: bool, known: Known) -> None:
    rest, part = without_part(piece)
    rest, numbers = without_numbers(rest, first=not result.pieces)
    alone = number_alone(rest) if bracketed or result.pieces else None
    if alone:
        rest, numbers = "", (*numbers, alone)
    kind, kept = _classify(rest, first=not result.pieces, known=known, bracketed=bracketed)
    if kind is Kind.MAIN and numbers and (bracketed or result.pieces or rest.lstrip().startswith("of ")):
        kind = Kind.SERIES  # "Mistborn Book 1" as a subtitle, "Book 1 of the Stormlight Archive"
    if bracketed and numbers:  # "(Mistborn, Book 3)"
        for before in result.pieces:
            before.kind = Kind.SERIES if before.segment == segment else before.kind
    of = _series_of(result, kind, kept, segment)
    result.numbers += tuple(number.named(of) for number in numbers)
    if part and result.part is None:
        result.part = part_of(part).first
        of_series = of or kind is Kind.SERIES
        result.part_of_series = part_of(part) if of_series and not part["of"] else None
    if kept:
        result.pieces.append(Piece(kind, kept, segment, rest.split()[0]))


def _series_of(result: Cut, kind: Kind, kept: tuple[str, ...], segment: int) -> series.Key:
    """The series that a number belongs to; empty if that is the title's own.

    Behind a description or an author it is the title's: "A LitRPG Adventure, Book 12". A subtitle includes
    it: "Sons of Ares, Volume 1".
    """
    if kept and kind is Kind.SERIES:
        return series.key(" ".join(kept).removeprefix("of "))
    if kept:
        return ()
    naming = [one for one in result.pieces if one.kind in {Kind.MAIN, Kind.SERIES}]
    if not naming:
        return ()
    beside = [one for one in naming if one.segment == segment] or naming[-1:]
    if beside[-1].kind is Kind.SERIES or beside[0] is not naming[0]:
        return series.key(" ".join(word for one in beside for word in one.words))
    return ()


def _join_series(result: Cut, known: Known) -> None:
    """Recognise a series with a colon in its name: "Star Wars: The High Republic: Light of the Jedi"."""
    for size in range(2, min(4, len(result.pieces))):
        run = result.pieces[:size]
        if series.key(" ".join(word for piece in run for word in piece.words)) in known.series:
            for piece in run:
                piece.kind = Kind.SERIES


def _classify(rest: str, *, first: bool, known: Known, bracketed: bool) -> tuple[Kind, tuple[str, ...]]:
    played = markers.drama(rest)
    if played and first:
        rest, played = markers.without_drama(rest), None
    bare = markers.without_noise(rest, bracketed=bracketed)
    kept = () if ARTICLES.issuperset(words(bare)) and not first else title_words(bare)
    if known.is_author(words(bare)):
        return Kind.AUTHOR, kept
    if series.key(bare) in known.series:
        return Kind.SERIES, kept
    if played or markers.describes(bare) or (not first and names_a_role(bare)):
        return Kind.NOTE, kept
    return Kind.MAIN, kept
