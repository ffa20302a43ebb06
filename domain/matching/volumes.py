"""Numbers of volumes, as printed in series and titles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from domain.matching.numerals import canonical, value
from domain.matching.text import LONGEST, REMEMBERED, plain
from domain.matching.vocabulary.volume_words import CJK_UNITS

_NUMBER: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?(?![\d])")
_PART: Final = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*p(?:art|t)?\.?\s*(\d{1,3})")
_OF: Final = re.compile(r"(\d{1,3})\s*(?:of|von|de|sur|z|из|/)\s*\d{1,3}")
_WORD: Final = re.compile(r"[^\W\d_]+")
_COUNTERS: Final = re.compile(rf"[第{''.join(CJK_UNITS.split())}](?!作)")
_COMMA_LIST: Final = re.compile(r"\d+(?:,\d+){2,}")


@dataclass(frozen=True, slots=True)
class Volumes:
    """One volume, or all from `first` to `last`; `part` is a part of a single one.

    Numbers are canonical text: "1" for "01", "Book One" and "1.0"; "2.5" for "2,5".
    """

    first: str
    last: str
    part: str | None = None

    @property
    def several(self) -> bool:
        """Whether it is more than one volume."""
        return self.first != self.last

    def __str__(self) -> str:
        if self.several:
            return f"{self.first}-{self.last}"
        return f"{self.first}, part {self.part}" if self.part else self.first


def one(number: str, part: str | None = None) -> Volumes:
    """A single volume; its number may be spelt "02", "III", "three" or "dritte"."""
    found = value(number) or canonical(number)
    return Volumes(found, found, part)


def among(numbers: Iterable[str]) -> Volumes | None:
    """All from the smallest to the greatest of *numbers*, which are digits; None without numbers."""
    ordered = sorted({Decimal(number) for number in numbers})
    return Volumes(_text(ordered[0]), _text(ordered[-1])) if ordered else None


def volumes(text: str | None) -> Volumes | None:
    """The volumes of a sequence: "1", "01", "3.5", "1-12", "0,5 - 7", "01-16, 13.5", "1p1", "I-III", "one to three".

    None without a number.
    """
    return _volumes(text[:LONGEST]) if text else None


@lru_cache(REMEMBERED)
def _volumes(text: str) -> Volumes | None:
    folded = plain(text).strip()
    if found := _PART.fullmatch(folded):
        return one(found[1], canonical(found[2]))
    if found := _OF.search(folded):
        return one(found[1])
    if numbers := _numbers(folded):
        return among(map(canonical, numbers))
    spelt = [number for word in _WORD.findall(_COUNTERS.sub(" ", folded)) if (number := value(word))]
    return among(spelt)


def _numbers(folded: str) -> list[str]:
    if _COMMA_LIST.search(folded):
        folded = folded.replace(",", " ")
    # "0,5" and "2,5" are halves, "1,2" is a list.
    folded = re.sub(r"(?<!\d)([1-9]\d*),(?!5\b)", r"\1 ", folded)
    return _NUMBER.findall(folded)


def _text(number: Decimal) -> str:
    return format(number.normalize(), "f")
