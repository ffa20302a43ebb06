"""Keys that find an author's books in an index, before anything is compared."""

from collections.abc import Sequence
from functools import lru_cache

from domain.matching.names import COMPATIBLE, agreement, names


def surnames(authors: Sequence[str]) -> frozenset[str]:
    """The keys that a book is kept under: the surname of each way to read an author's name."""
    return _surnames(tuple(authors))


@lru_cache(maxsize=1024)  # an author has several books, and they stand together in a library
def _surnames(authors: tuple[str, ...]) -> frozenset[str]:
    return frozenset(person[-1] for person in names(authors).people)


def author_keys(authors: Sequence[str]) -> frozenset[str]:
    """The keys to look a book up by. A book that is kept under none of them has no author in common.

    "Liu Cixin" is looked up under both names, as the surname may stand in front. A surname that is misspelt on
    one side is not found; "Various" has no key.
    """
    return frozenset(word for person in names(authors).people for word in (person[0], person[-1]))


def share_author(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of the authors is surely among the others: without that, no two books are one.

    It costs a tenth of comparing the books.
    """
    return agreement(names(one), names(other)) >= COMPATIBLE
