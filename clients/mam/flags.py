"""MAM's marks of what is in a book, as bits of a row and as images of a page (facts/mam.md 2.1 and 3.1)."""

from collections.abc import Iterable
from typing import Final

ABRIDGED: Final = 32
_SOME_EXPLICIT: Final = 8
_EXPLICIT: Final = 16
_OF_MARKS: Final = {
    "Contains Crude Language": 2,
    "Contains Violence": 4,
    "Contains Some Explicit Sexual Content": _SOME_EXPLICIT,
    "Contains Explicit Sexual Content": _EXPLICIT,
    "Abridged book": ABRIDGED,
    "LGBT themed": 64,
}


def flags_of(marks: Iterable[str]) -> int:
    """The bits that a page's images stand for; other images are none."""
    return sum(_OF_MARKS.get(mark, 0) for mark in set(marks))


def explicit(flags: int) -> bool | None:
    """Whether the book has explicit content, all of it or some; None where nothing is marked at all.

    An uploader who marked something left the other marks out on purpose; one who marked nothing may have
    passed over them.
    """
    return bool(flags & (_EXPLICIT | _SOME_EXPLICIT)) if flags else None
