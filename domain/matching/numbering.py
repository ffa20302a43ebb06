"""Which volume a part of a title names, and lists of several volumes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from domain.late_pattern import late
from domain.matching.numerals import COUNTING, ORDERING, lone, value
from domain.matching.text import ARTICLES, plain, words
from domain.matching.vocabulary import volume_words as tables
from domain.matching.volumes import Volumes, among, one

_PART: Final = late(
    rf"\b(?:part|pt)\b\.? ?(?P<part>{COUNTING}|{ORDERING})(?![a-z0-9])(?P<of> ?(?:of|/) ?{COUNTING})?"
    r"|^ ?(?P<piece>\d{1,2}) ?(?:of|/) ?\d{1,2} ?$"
    rf"|(?P<cjk>[{''.join(tables.CJK_PARTS)}])[巻卷編篇册冊](?!\w)|^ ?(?P<half>[上中下]) ?$"
)


def _either(table: dict[str, str]) -> str:
    found = {plain(word) for words in table.values() for word in words.split()}
    return "|".join(sorted(map(re.escape, found), key=len, reverse=True))


_BOOK: Final = _either(tables.BOOKS)
_MARKER: Final = f"{_BOOK}|{_either(tables.VOLUMES)}"
_LAST: Final = _either(tables.AT_THE_END)
_COUNTER: Final = f"[{''.join(tables.CJK_UNITS.split())}]"
_UNIT: Final = f"{_COUNTER}(?!作)"
_KANJI: Final = "[一二三四五六七八九十]{1,3}"
_NUMBER: Final = f"(?:{COUNTING}|{ORDERING})"
_HOW_MANY: Final = rf"(?: ?(?:of|/|von|sur|de|z|из|av|van) ?{COUNTING})?"
_ORDERED: Final = late(rf"(?<!\w)(?P<number>{ORDERING}) (?P<marker>{_MARKER})\b")
_IN_SERIES: Final = late(
    rf"(?<!\w)(?P<number>{ORDERING}) (?:\w+ )?in (?:the |a |this )?(?=.*\b(?:series|saga|trilogy|cycle)\b)"
)
_VOLUMES: Final = (
    late(
        rf"(?:\b(?P<marker>{_MARKER})\b\.? ?(?:the |der |das |le |la |el )?|(?P<sign>#) ?)#?(?P<number>{_NUMBER}){_HOW_MANY}"
    ),
    _ORDERED,
    _IN_SERIES,
    late(rf"(?:第 ?(?P<number>\d{{1,3}}|{_KANJI}) ?(?P<marker>{_UNIT})?)"),
    late(rf"제? ?(?P<number>\d{{1,3}}|(?<!\w){_KANJI}) ?(?P<marker>{_UNIT})"),
    late(rf"\b(?P<marker>{_LAST})(?!\w)\.? ?#?(?P<number>{_NUMBER}){_HOW_MANY} ?$"),
)
_BESIDE: Final = frozenset(plain(tables.BESIDE).split())
_FIRST_BOOKS: Final = frozenset(_BOOK.split("|"))
_SEPARATOR: Final = (
    "(?:" + "|".join(rf" ?{re.escape(plain(s))} ?" if not plain(s).isalnum() else rf" {plain(s)} "
    for s in dict.fromkeys(tables.BETWEEN.split())) + r"| ?, ?(?:and|und|et|y|e|i|и) | ?; ?)"
)  # fmt: skip
_SIGNED: Final = rf"(?:(?:\b(?:{_MARKER}|{_LAST}|parts?|pts?)\b\.? ?)|#)"
_MARKED_LIST: Final = late(
    rf"{_SIGNED}#?(?P<first>{_NUMBER})(?:{_SEPARATOR}{_SIGNED}?#?{_NUMBER})+"
    rf"|(?<!\w){ORDERING}(?:{_SEPARATOR}{ORDERING})+ (?:{_MARKER})\b"
    rf"|第?\d{{1,3}}{_COUNTER}?(?:[-–—~・、,]第?\d{{1,3}}{_COUNTER}?)+(?<={_COUNTER})"
)
_PLAIN_NUMBER: Final = (
    r"(?:(?<![\d.,])\d{1,3}(?:[.,]\d)?(?!\d)|(?<!\w)(?:x{0,3}(?:ix|iv|vi{0,3}|i{1,3})|x{1,3})(?!\w))"
)
_PLAIN_LIST: Final = late(
    rf"{_PLAIN_NUMBER}(?: ?[-–—+,/~] ?{_PLAIN_NUMBER}| (?:and|to|through|bis|und|et|y|i|и) {_PLAIN_NUMBER}"
    rf"| ?, ?(?:and|und|et) {_PLAIN_NUMBER})+"
)
_EACH: Final = late(_NUMBER)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A volume's number in a title.

    `marker` is the word before it; `of` are the words of the series that it was named with, empty
    if the series is the title's own.
    """

    volumes: Volumes
    marker: str = ""
    of: tuple[str, ...] = ()

    @property
    def counts_books(self) -> bool:
        """Whether the first of them is the book itself, and not a part of it or its first instalment."""
        return not self.marker or self.marker in _FIRST_BOOKS

    def named(self, of: tuple[str, ...]) -> "Numbered":
        """The same number in the series *of*."""
        return replace(self, of=of)


def without_lists(text: str) -> tuple[str, Volumes | None]:
    """The text without "Books 1, 2 & 3", "#1-#3" or "I-III" at an end, and the volumes that it lists."""
    numbers: list[str] = []
    for found in _MARKED_LIST.finditer(text):
        listed = list(_values(found[0]))
        if len(set(listed)) > 1:
            numbers += listed
            text = text.replace(found[0], " ", 1)
    start = 0
    while plain_list := _PLAIN_LIST.search(text, start):
        listed = list(_values(plain_list[0]))
        if len(set(listed)) > 1 and _is_alone(text, plain_list):
            return without(text, plain_list), among([*numbers, *listed])
        start = plain_list.start() + 1
    return text, among(numbers)


def without_part(piece: str) -> tuple[str, re.Match[str] | None]:
    """The piece without "Part 1 of 3", and its position."""
    found = _PART.search(piece)
    return without(piece, found), found


def part_of(found: re.Match[str]) -> Volumes:
    """The number of a part that `without_part` found."""
    number = found["part"] or found["piece"] or tables.CJK_PARTS[found["cjk"] or found["half"]]
    return one(number)


def without_numbers(piece: str, *, first: bool) -> tuple[str, tuple[Numbered, ...]]:
    """The piece without "Book 2", "3rd volume" or 第3巻, and the numbers in these.

    The first piece of a title may be a title itself: "The Fifth Season".
    """
    numbers: list[Numbered] = []
    for pattern in _VOLUMES:
        while found := pattern.search(piece):
            if first and pattern is _ORDERED and ARTICLES.issuperset(words(without(piece, found))):
                break
            groups = found.groupdict()
            number = value(groups["number"])
            if number is None:
                break
            numbers.append(Numbered(Volumes(number, number), groups.get("marker") or ""))
            piece = without(piece, found)
    return ("" if numbers and _BESIDE.issuperset(words(piece)) else piece), tuple(numbers)


def first_number(piece: str) -> re.Match[str] | None:
    """The position of the first number behind a marker or sign; one that must end its piece does not count."""
    patterns = (pattern for pattern in _VOLUMES[:-1] if pattern is not _IN_SERIES)
    hits = [found for pattern in patterns if (found := pattern.search(piece))]
    return min(hits, key=lambda found: found.start(), default=None)


def number_alone(piece: str) -> Numbered | None:
    """The number that is the whole piece: "2", "III", "the third"."""
    number = lone(piece)
    return Numbered(Volumes(number, number)) if number else None


def without(piece: str, found: re.Match[str] | None) -> str:
    """The piece without the match."""
    return piece if found is None else f"{piece[: found.start()]} {piece[found.end() :]}"


def _values(text: str) -> Iterable[str]:
    return (number for found in _EACH.finditer(text) if (number := value(found[0])))


def _is_alone(text: str, found: re.Match[str]) -> bool:
    """A list without a marker counts in brackets of its own, or behind words at the end of a stretch."""
    before, behind = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    if before[-1:] in {"(", "[", "{"} and behind[:1] in {")", "]", "}"}:
        return True
    return bool(before) and (not behind or behind[0] in "([{:)]}")
