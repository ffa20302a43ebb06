"""Names of authors: which of them are the same person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.likeness import edits
from domain.matching.credits import Credit, credited
from domain.matching.text import REMEMBERED, plain, words, written_out

Name = tuple[str, ...]
"""A person's names in the order given, surname last: ("george", "r", "r", "martin")."""

SAME: Final = 1.0
"""No difference, and no part is missing."""
COMPATIBLE: Final = 0.85
"""From here up it is one person: initials for names, a middle name left out, one letter wrong."""
WEAK: Final = 0.4
"""A surname alone, or given names that differ by a letter: no proof."""

_MOST: Final = 80
_LONGEST: Final = 200
# The site's result page cuts a list of authors after the tenth (facts/mam.md 3.1, corpus).
_PAGE_LIMIT: Final = 10
_MORE: Final = re.compile(r"(?:,?\s*(?:\band\s+\d+\s+more|\bet al\b\.?|\band others))\s*$")
# Left out; "fils" and "the younger" are kept, because they distinguish two people.
_TITLES: Final = frozenset(
    words("jr sr ii iii pere phd md mba dr sir dame lord lady rev prof professor mr mrs ms esq obe cbe mbe")
)
_PARTICLES: Final = frozenset(
    {"de", "da", "di", "du", "del", "la", "le", "van", "von", "der", "den", "mc", "mac", "st"}
)
# From this length on, names that differ by one letter are misspelt rather than different.
_LONG_GIVEN: Final = 4
_LONG_NAME: Final = 6
_WRITTEN_OUT: Final = 3
_MOST_INITIALS: Final = 3
_VOWEL: Final = re.compile(r"[aeiouy]")
_PATRONYMICS: Final = tuple(words("ович евич ич овна евна ична инична"))


@dataclass(frozen=True, slots=True)
class Names:
    """The authors of one side: each entry in every reading; `cut_short` when more are not shown."""

    entries: tuple[tuple[Name, ...], ...]
    cut_short: bool

    @property
    def people(self) -> frozenset[Name]:
        """Every reading of every entry."""
        return frozenset(name for entry in self.entries for name in entry)

    @property
    def written_out(self) -> frozenset[Name]:
        """The readings that can be recognised in a title: not a surname split off its given names."""
        return frozenset(
            name for entry in self.entries for name in entry if name is entry[0] or len(name) > 1
        )


def names(texts: Sequence[str]) -> Names:
    """Read author entries: "Last, First", several people in one string, roles, "and 11 more"."""
    return _names(tuple(text[:_LONGEST] for text in texts[:_MOST]))


@lru_cache(REMEMBERED)
def _names(texts: tuple[str, ...]) -> Names:
    entries: list[tuple[Name, ...]] = []
    cut_short = len(texts) >= _PAGE_LIMIT
    for text in texts:
        shown = plain(text)
        kept = _MORE.sub("", shown)
        cut_short = cut_short or kept != shown
        spelt = written_out(text)
        others = [_readings(credit) for credit in credited(_MORE.sub("", plain(spelt)))] if spelt else []
        found = [_readings(credit) for credit in credited(kept)]
        if len(others) == len(found):
            found = [tuple(dict.fromkeys(one + other)) for one, other in zip(found, others, strict=True)]
        entries += filter(None, found)
    return Names(tuple(entries), cut_short)


def agreement(asked: Names, row: Names) -> float:
    """How certain it is that one of the wanted authors is among the row's, 0 to 1.

    One of several is enough, because lists are often incomplete; `WEAK` or less is no proof.
    """
    people = row.people
    best = [max((alike(a, b) for a in entry for b in people), default=0.0) for entry in asked.entries]
    top = max(best, default=0.0)
    if top < COMPATIBLE:
        return top
    found = sum(1 for grade in best if grade >= COMPATIBLE)
    return top * (0.9 + 0.1 * found / len(best))


def alike(one: Name, other: Name) -> float:
    """How certain it is that two names are one person's, 0 to 1; the surname alone never proves it (`WEAK`)."""
    if one == other or "".join(one) == "".join(other) or (len(one) > 1 and sorted(one) == sorted(other)):
        return SAME
    if _latin(one) != _latin(other):
        return WEAK  # "Лев Толстой" and "Leo Tolstoy": another script cannot be compared
    if len(one) == 1 or len(other) == 1:
        return WEAK if one[-1] == other[-1] else 0.0
    if one[-1] != other[-1]:
        return COMPATIBLE if one[:-1] == other[:-1] and _slip(one[-1], other[-1], one[0]) else 0.0
    return _given(*sorted((one[:-1], other[:-1]), key=len))


def _given(short: Name, long: Name) -> float:
    """Given names with one surname: every one of the shorter must be in the longer, in order."""
    if len(long) > len(short) and len(long[0]) == 1 and long[1:] == short and len(short[0]) > 1:
        return COMPATIBLE  # "Scott Fitzgerald" for "F Scott Fitzgerald"
    if not _abbreviates(short[0], long[0]):
        return _misspelt(short[0], long[0]) if len(short) == len(long) else 0.0
    rest = iter(long[1:])
    fits = all(any(_abbreviates(name, other) for other in rest) for name in short[1:])
    return (0.95 if short[0] == long[0] else 0.9) if fits else 0.0


def _misspelt(one: str, other: str) -> float:
    """Given names a letter apart: "Susana" is Susanna, but "Neil" need not be Neal, nor Martin Martina."""
    shorter = min(len(one), len(other))
    if shorter < _LONG_GIVEN or edits(one, other) > 1:
        return 0.0
    inside = one[0] == other[0] and one[-1] == other[-1]
    return COMPATIBLE if inside and shorter >= _LONG_NAME else WEAK


def _abbreviates(one: str, other: str) -> bool:
    """Whether they are equal, or one is the initial of the other: a letter of a script with capitals."""
    short = min(one, other, key=len)
    return one == other or (len(short) == 1 and short != short.upper() and one[0] == other[0])


def _latin(name: Name) -> bool:
    return any(letter.isascii() and letter.isalpha() for word in name for letter in word)


def _slip(one: str, other: str, given: str) -> bool:
    """A typing error in a long surname after a given name in full."""
    long_enough = min(len(one), len(other)) >= _LONG_NAME and len(given) >= _WRITTEN_OUT
    return long_enough and one[0] == other[0] and edits(one, other) <= 1


def _readings(credit: Credit) -> tuple[Name, ...]:
    """Every reading of one person's name, the most likely first."""
    parts = [part for part in (_person(words(text)) for text in credit.person) if part]
    if not parts:
        return ()
    if len(parts) == len(("Last", "First")):  # or two people: both readings, since only one can match
        found = [_person(parts[1] + parts[0]), *parts]
    else:
        found = [*([(*parts[0], *words(credit.family))] if credit.family else []), *parts]
    other_orders = [order for name in found for order in _other_orders(name)]
    return tuple(dict.fromkeys([*found, *other_orders]))


def _other_orders(name: Name) -> list[Name]:
    """The reading with the surname first, and with letters that may be initials separated.

    Initials are recognised by their place: "Tolkien J. R. R." ends in them, "JRR Tolkien" begins with them.
    """
    found = []
    first, last = name[0], name[-1]
    ends = len(name) > 1 and len(last) == 1 and last != last.upper() and len(first) > 1
    if ends or (len(name) == len(("Толстой", "Лев", "Николаевич")) and last.endswith(_PATRONYMICS)):
        found.append((*name[1:], first))
    together = len(name) > 1 and 1 < len(first) <= _MOST_INITIALS and first.isascii()
    if together and not _VOWEL.search(first):
        found.append((*first, *name[1:]))
    return found


def _person(found: Iterable[str]) -> Name:
    kept = [word for word in found if word not in _TITLES]
    merged: list[str] = []
    for word in reversed(kept):
        if merged and word in _PARTICLES:
            merged[-1] = word + merged[-1]
        else:
            merged.append(word)
    return tuple(reversed(merged))
