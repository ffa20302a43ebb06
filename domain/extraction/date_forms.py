"""Full dates as people write them: every reading that is a day in the calendar."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from domain.extraction.findings import few
from domain.likeness import likeness

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_BY_START: Final = {name[:3]: (number, name) for number, name in enumerate(_MONTHS, start=1)}
_LIKE_ENOUGH: Final = 80
"""Similarity in per cent from which a word is a misspelt month ("Feburary"), if its first letters are correct."""

_SHORT_YEAR: Final = 2
_CENTURY_TURN: Final = 50
_YEARS: Final = range(1900, 2100)

_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}"
_ORDINAL: Final = r"(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:19|20)[0-9][0-9](?![0-9])"

_HINT: Final = re.compile(r"[0-9](?:[09][0-9][0-9]|[-/.][0-9a-z])")
"""Every date contains a year, or a number with a mark and more behind it."""
_MOST: Final = 500
_BEFORE: Final = 24
_BEHIND: Final = 40
"""How far a date can reach beyond its hint at most."""

# Each begins with a set of characters and without look-behind, so that the search jumps from one to the next.
_MONTH_FIRST: Final = re.compile(
    rf"({_MONTH})(?:\.?\s*|[-/])([0-9]{{1,2}}){_ORDINAL}(?:\s*[,.]\s*|\s+|[-/])({_YEAR})"
)
_DIGITS_FIRST: Final = re.compile(
    rf"""
    ([0-9])(?:
        ([0-9]{{3}})([-/.])([0-9]{{1,2}}|{_MONTH})\3([0-9]{{1,2}})(?![0-9])
    |   ([0-9]?)([-/.])([0-9]{{1,2}})\7([0-9]{{4}}|[0-9]{{2}})(?![0-9])
    |   ([0-9]?)(?:{_ORDINAL}|\.)(?:\s+(?:of\s+)?|[-/]|)({_MONTH})
        (?:\.?,?\s+|[-/.]|)({_YEAR}|(?<=[-/])[0-9]{{2}}(?![0-9]))
    )
    """,
    re.VERBOSE,
)


class WrittenDate(NamedTuple):
    """A date in a text.

    `days` are the days that it can mean, the US order (month, day, year) first; `short` is whether its
    year has two digits.
    """

    start: int
    end: int
    days: tuple[date, ...]
    short: bool


def written_dates(lowered: str) -> Iterator[WrittenDate]:
    """The full dates in a text in lower case."""
    done = 0
    for hint in few(_HINT.finditer(lowered), _MOST):
        if hint.start() < done:
            continue
        least, most = max(done, hint.start() - _BEFORE), hint.end() + _BEHIND
        found = _month_first(lowered, least, most)
        digits = _digits_first(lowered, least, most)
        if found is None or (digits is not None and digits.start < found.start):
            found = digits
        # A match that begins behind the hint may be cut off at the end of the searched part.
        if found is not None and found.start <= hint.end():
            done = found.end
            yield found


def _month_first(lowered: str, least: int, most: int) -> WrittenDate | None:
    for match in _MONTH_FIRST.finditer(lowered, least, most):
        start, end = match.span()
        if not lowered[start - 1 : start].isalpha():
            month, day, year = match.groups()
            return WrittenDate(start, end, _days((year, _month_number(month), day)), short=False)
    return None


def _digits_first(lowered: str, least: int, most: int) -> WrittenDate | None:
    for match in _DIGITS_FIRST.finditer(lowered, least, most):
        start, end = match.span()
        if not lowered[start - 1 : start].isdigit():
            return _read_digits_first(start, end, match.groups(""))
    return None


def _read_digits_first(start: int, end: int, groups: tuple[str, ...]) -> WrittenDate:
    first, iso_year, _, iso_month, iso_day, first_more, _, second, third, day_more, name, year = groups
    if iso_year:
        month = iso_month if iso_month.isdigit() else _month_number(iso_month)
        return WrittenDate(start, end, _days((first + iso_year, month, iso_day)), short=False)
    if name:
        days = _days((year, _month_number(name), first + day_more))
        return WrittenDate(start, end, days, short=len(year) == _SHORT_YEAR)
    one = first + first_more
    if len(third) == _SHORT_YEAR:
        return WrittenDate(
            start, end, _days((third, one, second), (third, second, one), (one, second, third)), short=True
        )
    return WrittenDate(start, end, _days((third, one, second), (third, second, one)), short=False)


def _month_number(word: str) -> int:
    """1 to 12 for the name of a month, shortened or misspelt; 0 for another word."""
    number, name = _BY_START[word[:3]]
    return number if name.startswith(word) or word == "sept" or likeness(word, name) >= _LIKE_ENOUGH else 0


def _days(*orders: tuple[str, str | int, str | int]) -> tuple[date, ...]:
    days: list[date] = []
    for year, month, day in orders:
        number = int(year)
        if len(year) == _SHORT_YEAR:
            number += 2000 if number < _CENTURY_TURN else 1900
        try:
            reading = date(number, int(month), int(day))
        except ValueError:
            continue
        if number in _YEARS and reading not in days:
            days.append(reading)
    return tuple(days)
