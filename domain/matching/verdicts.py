"""The result of a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a row is the wanted book."""

    MATCH = "match"
    UNCERTAIN = "uncertain"
    """It may be; a person decides, and nothing is applied."""
    NO_MATCH = "no_match"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return _ORDER.index(self)


_ORDER = (Verdict.MATCH, Verdict.UNCERTAIN, Verdict.NO_MATCH)


@dataclass(frozen=True, slots=True)
class Ruling:
    """No verdict may be better than `verdict`, because of `why`, a sentence for a person."""

    verdict: Verdict
    why: str


def no(why: str) -> Ruling:
    """It is another book."""
    return Ruling(Verdict.NO_MATCH, why)


def maybe(why: str) -> Ruling:
    """It is uncertain."""
    return Ruling(Verdict.UNCERTAIN, why)


class Edition(StrEnum):
    """How a book is performed."""

    READING = "reading"
    DRAMATISATION = "dramatisation"


class Extent(StrEnum):
    """Whether a row is one book, or more or less than one."""

    BOOK = "book"
    PART = "part"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class Match:
    """How a row matches the query.

    Args:
        verdict: Follows from the rules, not from the score: only `Verdict.MATCH` is proof.
        score: 0 to 100, for ranking: `parts` as a share of what the query has.
        parts: Points of each part of the query: title of 40, author of 30, series of 20, number of 10.
        why: One sentence for a person.
        edition: How the row is performed.
        extent: Whether it is one book, or more or less than one.
    """

    verdict: Verdict
    score: float
    why: str
    parts: Mapping[str, float] = field(default_factory=dict)
    edition: Edition = Edition.READING
    extent: Extent = Extent.BOOK
