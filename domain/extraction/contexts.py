"""What the words around a value mean for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from domain.extraction.findings import TEXTS, Trust
from domain.extraction.text import Text
from domain.late_pattern import late
from domain.recording import Source

_REACH: Final = 72
"""How many characters before a value may contain its label, and how many after it may explain it."""
_MOST_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One meaning of the words around a value: a fact with this much trust, or not a fact (`REFUSED`).

    Args:
        name: The rule's name in the evidence.
        trust: How certain such a value is.
        before: A regular expression that the text before the value ends with.
        after: One that the text after the value begins with.
        inverts: Whether the value is the opposite of its word.
        sources: The texts in which the context counts.
        forms: The forms of values that it accepts; empty for all.
        example: A text in which it decides, as tags or (where `sources` has no tags) as description.
        value: The value in the example; None for none.
    """

    name: str
    trust: Trust
    before: str = ""
    after: str = ""
    inverts: bool = False
    sources: frozenset[Source] = TEXTS
    forms: Collection[str] = ()
    example: str
    value: str | None = None


class Place(NamedTuple):
    """The context of a value, and how many characters before and after the value belong to it."""

    context: Context
    label: int
    more: int


class Contexts:
    """Finds the context of a value: the first of several, in their order.

    A label reaches back to the last separator, or across separators where *crossing* precedes the value. Results
    are cached by the surrounding words: uploaders use templates.
    """

    def __init__(self, contexts: Sequence[Context], *, crossing: str = "\0") -> None:
        self._contexts = [
            (context, late(rf"(?:{context.before})\Z"), late(context.after)) for context in contexts
        ]
        self._crossing = crossing
        self._remembered = lru_cache(_MOST_REMEMBERED)(self._place)

    def place(self, text: Text, form: str, *, start: int, end: int) -> Place | None:
        """The context of the value that begins and ends there; None without one."""
        lowered, listed = text.lowered, text.listed
        least = max(start - _REACH, 0)
        near = listed.rfind(",", least, start)
        if near < 0 or lowered.find(self._crossing, least, start) >= 0:
            # A cut within the text must not be taken for its beginning.
            before = lowered[:start] if least == 0 else "\0" + lowered[least:start]
        else:
            before = lowered[near:start]
        stop = listed.find(",", end, end + _REACH)
        return self._remembered(
            text.source, form, before, lowered[end : stop + 1 if stop >= 0 else end + _REACH]
        )

    def _place(self, source: Source, form: str, before: str, after: str) -> Place | None:
        for context, ends, begins in self._contexts:
            if source not in context.sources or (context.forms and form not in context.forms):
                continue
            label = ends.search(before)
            more = begins.match(after)
            if label is not None and more is not None:
                return Place(context, len(before) - label.start(), more.end())
        return None
