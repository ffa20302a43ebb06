"""What a comparison answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a row is the book that was asked for."""

    MATCH = "match"
    UNCERTAIN = "uncertain"
    """It may be; a person decides, nothing is applied."""
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
    """It cannot be told."""
    return Ruling(Verdict.UNCERTAIN, why)


class Edition(StrEnum):
    """How a book is performed."""

    READING = "reading"
    DRAMATISATION = "dramatisation"


class Extent(StrEnum):
    """How much a row holds."""

    BOOK = "book"
    PART = "part"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class Match:
    """How a row answers to what was asked.

    Args:
        verdict: Follows from the rules, not from the score: only `Verdict.MATCH` is proof.
        score: 0 to 100, for ranking: `parts` over what was asked.
        parts: Points per part that was asked: title of 40, author of 30, series of 20, number of 10.
        why: One sentence for a person.
        edition: How the row is performed.
        extent: How much the row holds.
    """

    verdict: Verdict
    score: float
    why: str
    parts: Mapping[str, float] = field(default_factory=dict)
    edition: Edition = Edition.READING
    extent: Extent = Extent.BOOK
