"""Which of many recordings are worth comparing with another one, by what their listings have in common."""

import heapq
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from domain.matching.series import key
from domain.matching.text import title_words
from domain.recording import Recording

T = TypeVar("T")

_MOST: Final = 8
_SHORT: Final = 3
"""Letters of a word that most titles have, like "the" and "of"; a number is never one."""

Marks = frozenset[object]
"""What a listing has in common with those of the same book: words of its title, and its places in series."""


def marks(recording: Recording) -> Marks:
    """The marks of a recording; none for one that has no title and no series."""
    found = title_words(recording.title or "")
    telling = [word for word in found if len(word) > _SHORT or word.isdigit()] or found
    places = [(key(one.name), one.sequence) for one in recording.series if one.sequence]
    return frozenset((*telling, *places))


def nearest(one: Marks, others: Iterable[tuple[T, Marks]], *, most: int = _MOST) -> Sequence[T]:
    """The few of *others* that have most in common with *one*; nothing in common is never near."""
    near = (
        (len(one & marked) / len(one | marked), place, other)
        for place, (other, marked) in enumerate(others)
        if one & marked
    )
    return [other for _, _, other in heapq.nlargest(most, near, key=lambda found: (found[0], -found[1]))]
