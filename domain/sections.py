"""Which lines of a collection's description are about which book."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.extraction.languages import NO_LETTER, WORDS
from domain.extraction.text import clean
from domain.late_pattern import late
from domain.matching.text import plain, words
from domain.matching.volumes import volumes
from domain.recording import Recording

_VOLUME: Final = rf"(?:{plain(WORDS.volumes)})"
_NUMBERING: Final = rf"\W*(?:(?:{_VOLUME}\b\W*)?#?(?:\d{{1,3}}(?:\.\d)?|[ivx]{{1,5}})\b\W+|第\s*\d+\s*巻\W*)?"
_UNIT: Final = r"(?:h|std|min|uur|godz|ч|k)"
_AFTER_TITLE: Final = rf"(?=\s*(?:$|[-–—:|(\[,;/]|(?:by|von|par)\b|(?:19|20)\d\d\b|\d{{1,3}}\s*{_UNIT}))"
_NEXT_VOLUME: Final = late(
    rf"\W{{0,3}}(?:{_VOLUME})?\W{{0,2}}#?(?P<number>\d{{1,2}})\b(?!\s*{_UNIT}|[:.,]\d)"
)

_READ_BY: Final = rf"(?:{WORDS.read_by}){NO_LETTER}"
_STATEMENT: Final = late(
    rf"[\W_]*(?:{_READ_BY}|(?:{WORDS.abridged}|{WORDS.unabridged})|\d{{1,4}}(?:[:.]\d\d|\s*{_UNIT})"
    rf"|(?:{WORDS.lengths}|{WORDS.publishers}|{WORDS.statements})\s*(?:\([^()]*\)\s*)?(?:$|[-–—:=.…,|]|\d|(?:by|von|par|date)\b))"
)
_OF_ALL: Final = late(rf"(?<![^\W\d_])(?:{WORDS.of_all}){NO_LETTER}")
_MARKER: Final = late(
    rf"(?<![^\W_])(?:(?i:{WORDS.volumes})\W{{0,2}}\d{{1,2}}|\d{{1,2}}[.)]|#\d{{1,2}})\s*[-–—:.)]?\s+(?=[^\W\d_a-zà-ÿа-я])"
)
_TITLED: Final = late(r"\W*[^\W\d_a-zà-ÿа-я][^:–—(]{0,60}?(?::|\s[-–—]\s|\s\()")
_NARRATOR: Final = late(rf"[\W_]*{_READ_BY}|.{{0,200}}?[-–—:,(\[;.]\s*{_READ_BY}")
_SENTENCE_CHARS: Final = 70
_SENTENCE_END: Final = (".", "!", "?", "…", "。", "”", '"')
_MANY: Final = 2


@dataclass(slots=True)
class _Entry:
    """A heading and the lines below it."""

    title: str | None
    rest: str
    block: int
    below: list[str] = field(default_factory=list)
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Sections:
    """A description in parts, each with the title of the book that it is about.

    A part ends at an empty line, and at every line that may be another heading: of another of the books, of one
    that is not among them, or of credits. Lines about several books, or all, are left out.
    """

    _entries: tuple[_Entry, ...]
    _titles: tuple[str, ...]

    @classmethod
    def of(cls, whole: Recording, books: Sequence[Recording]) -> "Sections":
        """The parts of the collection's description."""
        titles = tuple(dict.fromkeys(book.title for book in books if book.title))
        reader = _Reader(books)
        for line in _lines(whole.description or ""):
            reader.take(line)
        return cls(tuple(reader.entries), titles)

    def names(self, title: str) -> bool:
        """Whether a heading names the book."""
        return any(entry.title == title for entry in self._entries)

    def about(self, title: str) -> list[str]:
        """The lines about that book and no other."""
        others = [other for other in self._titles if other != title]
        found: list[str] = []
        for entry in self._entries:
            if entry.title == title:
                lines = [entry.rest, *(entry.below if self._is_sure(entry) else ())]
                found += [
                    line
                    for line in lines
                    if not _OF_ALL.search(clean(line).lower()) and not _names_one(line, others)
                ]
        return [] if _repeats(found) else found

    def _is_sure(self, entry: _Entry) -> bool:
        """Whether the lines below a heading belong to it: not where credits may follow a list's last line."""
        block = [other for other in self._entries if other.block == entry.block]
        beside = [other for other in block if other is not entry]
        return entry is not block[-1] or entry.indented or all(other.below for other in beside)


class _Reader:
    """Reads a description line by line."""

    def __init__(self, books: Sequence[Recording]) -> None:
        self._books = sorted((book for book in books if book.title), key=lambda book: -len(book.title or ""))
        self._block = 0
        self._open: _Entry | None = None
        self.entries: list[_Entry] = []

    def take(self, line: str) -> None:
        """Read the next line."""
        lowered = clean(line).lower()
        if not line.strip():
            self._block += 1
            self._open = None
        elif entry := self._heading(line):
            self._open = entry
            self.entries.append(entry)
        elif _MARKER.match(line.strip()):
            self._open = _Entry(None, "", self._block)
            self.entries.append(self._open)
        elif _OF_ALL.search(lowered):
            self._open = None
        elif _STATEMENT.match(lowered):
            if self._open is not None:
                self._open.indented |= line[:1].isspace()
                self._open.below.append(line)
        elif not _is_sentence(line):
            self._open = None

    def _heading(self, line: str) -> _Entry | None:
        for book in self._books:
            if (match := heading(line, book.title or "")) and _same_volume(match, line, book):
                same_length = len(plain(line)) == len(line)
                rest = line[match.end() :] if same_length else plain(line)[match.end() :]
                return _Entry(book.title, rest, self._block)
        return None


def heading(line: str, title: str) -> re.Match[str] | None:
    """The end of a title at the beginning of a line, perhaps numbered, after which the line describes it or ends."""
    spelt = r"\W+".join(map(re.escape, words(title.partition(":")[0])))
    return re.match(_NUMBERING + spelt + _AFTER_TITLE, plain(line)) if spelt else None


def _same_volume(match: re.Match[str], line: str, book: Recording) -> bool:
    """Whether the number behind a title is the book's own: "Chains 2" is not "Chains"."""
    volume = _NEXT_VOLUME.match(plain(line), match.end())
    if volume is None:
        return True
    own = {str(volumes(place.sequence)) for place in book.series if place.sequence}
    return volume["number"].lstrip("0") in own


def _lines(description: str) -> Iterator[str]:
    """The lines; a line that lists several volumes is split before each."""
    for line in description.splitlines():
        cuts = [match.start() for match in _MARKER.finditer(line)]
        if len(cuts) < _MANY:
            yield line
            continue
        for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
            if piece := line[start:end].strip():
                yield piece


def _is_sentence(line: str) -> bool:
    """Whether a line is running text, which neither names a book nor ends a book's section."""
    is_prose = len(line) > _SENTENCE_CHARS or line.rstrip().endswith(_SENTENCE_END)
    return is_prose and not _TITLED.match(line)


def _names_one(line: str, titles: Iterable[str]) -> bool:
    spaced = f" {' '.join(words(line))} "
    return any(f" {' '.join(words(title.partition(':')[0]))} " in spaced for title in titles)


def _repeats(lines: Iterable[str]) -> bool:
    """Whether different lines name a narrator: then another section began between them."""
    readers = {" ".join(words(line)) for line in lines if names_narrator(line)}
    return len(readers) >= _MANY


def names_narrator(line: str) -> bool:
    """Whether a line names the narrator, at its beginning or behind punctuation."""
    return _NARRATOR.match(clean(line).lower()) is not None
