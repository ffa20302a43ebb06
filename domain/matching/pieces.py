"""A title cut at its separators, and what each piece is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from domain.matching import markers, series
from domain.matching.names import Name
from domain.matching.text import ARTICLES, NUMBER_WORDS, plain, title_words, words
from domain.matching.volumes import Volumes, one, volumes

_SPELT: Final = (
    rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|x{{0,3}}(?:ix|iv|vi{{0,3}}|i{{1,3}})|x{{1,3}}|{'|'.join(NUMBER_WORDS)})"
)
_BRACKET: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
# Not between digits: "1 - 3" and "10:15" are one thing.
_BREAK: Final = re.compile(
    r"[:;|](?!\d)|(?<!\d)[:;|]| //? |(?<!\d) [-~]+ | [-~]+ (?!\d)|(?<!\d)[–—]+|[–—]+(?!\d)|,(?= or\b)"
)
_COMMA: Final = re.compile(r",(?!\d)")
_SPAN: Final = re.compile(
    r"(?:\b(?P<marker>books?|vols?|volumes?|seasons?|parts?|episodes?)\b\.? ?|#)?#?"
    r"\b(?P<first>\d{1,3}(?:[.,]\d)?) ?(?:-|–|—|\bto\b|\bthrough\b|\bthru\b|\band\b) ?#?(?P<last>\d{1,3}(?:[.,]\d)?)\b"
)
_PART: Final = re.compile(
    rf"\b(?:part|pt)\b\.? ?(?P<part>{_SPELT})(?![a-z0-9])(?P<of> ?(?:of|/) ?{_SPELT}\b)?"
    r"|^ ?(?P<piece>\d{1,2}) ?(?:of|/) ?\d{1,2} ?$"
)
_VOLUME: Final = re.compile(
    rf"(?:\b(?P<marker>book|bk|volume|vol|season)\b\.? ?|#)#?(?P<number>{_SPELT})\b(?: ?(?:of|/) ?\d{{1,2}}\b)?"
    r"|\b(?:no|number|episode|ep)\b\.? ?#?(?P<last>\d{1,4}) ?$"
)


class Kind(Enum):
    """What a piece of a title is."""

    MAIN = auto()
    SERIES = auto()
    AUTHOR = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What both sides tell of the book beside its title, to recognise it within one."""

    series: frozenset[series.Key]
    authors: frozenset[Name]

    def is_author(self, found: tuple[str, ...]) -> bool:
        """Whether these words are authors' names and nothing else."""
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
    """The pieces in order, and the numbers that stood among them.

    `volume` stood behind a word or sign; it is the title's `own` unless a series was named with it.
    `marker` is that word, `span` holds a range such as "Books 1-3".
    """

    pieces: list[Piece]
    volume: Volumes | None = None
    own: bool = False
    marker: str = ""
    part: str | None = None
    part_of_series: Volumes | None = None
    span: Volumes | None = None


def cut(text: str, known: Known) -> Cut:
    """Take a title apart."""
    result = Cut([])
    for segment, (stretch, bracketed) in enumerate(_segments(text)):
        if known.is_author(words(stretch)):  # "Sanderson, Brandon - Elantris"
            result.pieces.append(Piece(Kind.AUTHOR, title_words(stretch), segment, ""))
            continue
        for piece in _stretches(stretch):
            _add(result, piece, segment, bracketed=bracketed, known=known)
    _join_series(result, known)
    if result.part_of_series and any(piece.kind is Kind.MAIN for piece in result.pieces):
        # As in "The Lord of the Rings, Part 1: The Fellowship of the Ring".
        result.volume, result.part = result.volume or result.part_of_series, None
    return result


def _segments(text: str) -> Iterator[tuple[str, bool]]:
    shown = re.sub(r"\s+", " ", plain(text))
    for position, stretch in enumerate(_BRACKET.split(shown)):
        yield from ((piece, bool(position % 2)) for piece in _BREAK.split(stretch) if piece.strip())


def _stretches(segment: str) -> Iterator[str]:
    """The segment at its commas, and behind a number: "The Wheel of Time Book 1 The Eye of the World"."""
    for piece in _COMMA.split(segment):
        found = _VOLUME.search(piece)
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
    rest = _take_span(result, piece, alone=bracketed)
    part = _PART.search(rest)
    rest = _without(rest, part)
    volume = _VOLUME.search(rest)
    rest = _without(rest, volume)
    kind, kept = _classify(rest, first=not result.pieces, known=known, bracketed=bracketed)
    if kind is Kind.MAIN and volume and (bracketed or result.pieces or rest.lstrip().startswith("of ")):
        kind = Kind.SERIES  # "Mistborn Book 1" as a subtitle, "Book 1 of the Stormlight Archive"
    if bracketed and volume:  # "(Mistborn, Book 3)"
        for before in result.pieces:
            before.kind = Kind.SERIES if before.segment == segment else before.kind
    owner = kind if kept else (result.pieces[-1].kind if result.pieces else Kind.MAIN)
    if volume and result.volume is None:
        result.volume = one(volume["number"] or volume["last"])
        result.marker = volume["marker"] or ""
        result.own = owner is Kind.MAIN
    if part and result.part is None:
        number = one(part["part"] or part["piece"])
        result.part = number.first
        result.part_of_series = number if owner is Kind.SERIES and not part["of"] else None
    if kept:
        result.pieces.append(Piece(kind, kept, segment, rest.split()[0]))


def _join_series(result: Cut, known: Known) -> None:
    """Recognise a series whose name has a colon in it: "Star Wars: The High Republic: Light of the Jedi"."""
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
    if played or markers.describes(bare):
        return Kind.NOTE, kept
    return Kind.MAIN, kept


def _take_span(result: Cut, piece: str, *, alone: bool) -> str:
    """The piece without "Books 1-3"; without a word in front, only a bracket or the end may be a range."""
    found = _SPAN.search(piece)
    if not found:
        return piece
    hyphen = re.search(r"[-–—]", found[0])
    at_end = not piece[found.end() :].strip() and hyphen
    if not (found["marker"] or at_end or (alone and found[0].strip() == piece.strip())):
        return piece
    result.span = result.span or volumes(f"{found['first']} - {found['last']}")
    return _without(piece, found)


def _without(piece: str, found: re.Match[str] | None) -> str:
    return piece if found is None else f"{piece[: found.start()]} {piece[found.end() :]}"
