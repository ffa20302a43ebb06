"""What a rule found, and how far it is trusted."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

from domain.extraction.text import Text
from domain.recording import Evidence, Source, trusted_evidence

T = TypeVar("T")
V = TypeVar("V", bound=int | str | date)


TAGS: Final[frozenset[Source]] = frozenset({"tags"})
DESCRIPTION: Final[frozenset[Source]] = frozenset({"description"})
TITLE: Final[frozenset[Source]] = frozenset({"title"})
TEXTS: Final[frozenset[Source]] = TAGS | DESCRIPTION
ALL_TEXTS: Final[frozenset[Source]] = TEXTS | TITLE


_AROUND: Final = 120
"""More than any match of a rule reaches before its word, and half of what it reaches after."""
_LONG: Final = 500

Finder = Callable[[Text, int, int], Iterable[tuple[V, int, int]]]


class Trust(IntEnum):
    """How certain words are. From `LABELLED` on, a finding prevails over less trusted ones that contradict it."""

    REFUSED = 0
    HINT = 1
    STATED = 2
    LABELLED = 3
    SOURCED = 4
    PROVEN = 5


class Finding(NamedTuple, Generic[V]):
    """What one rule read at one place.

    `precision` is how far another value, in the same unit, may differ and still agree.
    """

    value: V
    trust: Trust
    rule: str
    source: Source
    snippet: str
    precision: int = 0

    def as_evidence(self) -> Evidence:
        """The same in a recording's form."""
        words = str(self.value).lower() if isinstance(self.value, bool) else str(self.value)
        return trusted_evidence(source=self.source, rule=self.rule, snippet=self.snippet, value=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[V]):
    """Words that are a fact wherever they occur.

    Args:
        name: The rule's name in the evidence.
        trust: How certain its findings are.
        find: The values in a text, each with its position; see `by_pattern`. It gets the
            part of the text to search.
        words: One of these is in every text in lower case with a value; empty when that is not
            known. A text without them is not searched.
        sources: The texts that it searches.
        example: A text with a value, as the first of `sources` in the order title, tags, description.
        value: Its value, as text.
    """

    name: str
    trust: Trust
    find: Finder[V]
    words: tuple[str, ...] = ()
    sources: frozenset[Source] = TEXTS
    example: str
    value: str

    def findings(self, text: Text, least: int, most: int) -> list[Finding[V]]:
        """The rule's findings in that part of *text*, which is one of its sources."""
        if self.words and not contains(text.lowered, self.words):
            return []
        return [
            Finding(value, self.trust, self.name, text.source, text.snippet(start, end))
            for value, start, end in self.find(text, least, most)
        ]


def by_pattern(pattern: str, read: Callable[[Text, re.Match[str]], V | None]) -> Finder[V]:
    """Finds the matches of a regular expression in a text in lower case.

    Args:
        pattern: The regular expression.
        read: The value of a match; None when the match is not a value.
    """
    search = re.compile(pattern).finditer

    def find(text: Text, least: int, most: int) -> Iterable[tuple[V, int, int]]:
        for match in search(text.lowered, least, most):
            value = read(text, match)
            if value is not None:
                yield value, *match.span()

    return find


def by_source(rules: Sequence[Rule[V]]) -> dict[Source, tuple[Rule[V], ...]]:
    """The rules of each source, in their order."""
    sources: tuple[Source, ...] = ("title", "tags", "description")
    return {source: tuple(rule for rule in rules if source in rule.sources) for source in sources}


def part_with(words: Collection[str], lowered: str) -> tuple[int, int] | None:
    """The part of a text from a little before the first of the words to a little after the last.

    None without any of them. Every match of a rule with one of them in it, or close to it, is in that part.
    """
    if not contains(lowered, words):
        return None
    if len(lowered) < _LONG:
        return 0, len(lowered)
    firsts = [place for word in words if (place := lowered.find(word)) >= 0]
    last = max([lowered.rfind(word) for word in words])
    return max(0, min(firsts) - _AROUND), min(len(lowered), last + 2 * _AROUND)


def few(found: Iterable[T], most: int) -> list[T]:
    """All findings; none if there are more than *most*: so many are not about one recording."""
    taken = list(islice(found, most + 1))
    return taken if len(taken) <= most else []


def contains(lowered: str, words: Iterable[str]) -> bool:
    """Whether one of the words is in a text."""
    for word in words:  # noqa: SIM110 - twice as fast as any() and a generator, and called for every text
        if word in lowered:
            return True
    return False
