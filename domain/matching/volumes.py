"""Numbers of volumes, as series and titles print them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from domain.matching.text import LONGEST, NUMBER_WORDS, REMEMBERED, plain, roman

_NUMBER: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?(?![\d])")
_PART: Final = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*p(?:art|t)?\.?\s*(\d{1,3})")
_OF: Final = re.compile(r"(\d{1,3})\s*(?:of|/)\s*\d{1,3}")
_COMMA_LIST: Final = re.compile(r"\d+(?:,\d+){2,}")


@dataclass(frozen=True, slots=True)
class Volumes:
    """One volume, or all from `first` to `last`; `part` is a piece of a single one.

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
    """A single volume, its number in any spelling: "02", "III", "three"."""
    value = NUMBER_WORDS.get(number) or roman(number) or _canonical(number)
    return Volumes(value, value, part)


def volumes(text: str | None) -> Volumes | None:
    """What a sequence says: "1", "01", "3.5", "1-12", "0,5 - 7", "01-16, 13.5", "1p1".

    None when it names no number.
    """
    return _volumes(text[:LONGEST]) if text else None


@lru_cache(REMEMBERED)
def _volumes(text: str) -> Volumes | None:
    folded = plain(text).strip()
    if found := _PART.fullmatch(folded):
        return one(found[1], _canonical(found[2]))
    if found := _OF.fullmatch(folded):
        return one(found[1])
    numbers = sorted((Decimal(_canonical(n)) for n in _numbers(folded)), key=Decimal)
    if numbers:
        return Volumes(_text(numbers[0]), _text(numbers[-1]))
    spelt = [word for word in re.findall(r"[a-z]+", folded) if word in NUMBER_WORDS or roman(word)]
    return one(spelt[0]) if spelt else None


def _numbers(folded: str) -> list[str]:
    if _COMMA_LIST.search(folded):
        folded = folded.replace(",", " ")
    # "0,5" and "2,5" are halves, "1,2" is a list.
    folded = re.sub(r"(?<!\d)([1-9]\d*),(?!5\b)", r"\1 ", folded)
    return _NUMBER.findall(folded)


def _canonical(number: str) -> str:
    return _text(Decimal(number.replace(",", ".")))


def _text(value: Decimal) -> str:
    return format(value.normalize(), "f")
