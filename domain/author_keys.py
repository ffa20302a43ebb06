"""Keys that find an author's books in an index, before books are compared."""

from collections.abc import Sequence
from functools import lru_cache

from domain.matching.names import COMPATIBLE, agreement, names


def surnames(authors: Sequence[str]) -> frozenset[str]:
    """The keys of a book in the index: the surname in each reading of each author's name."""
    return _surnames(tuple(authors))


@lru_cache(maxsize=1024)  # a library lists an author's books together
def _surnames(authors: tuple[str, ...]) -> frozenset[str]:
    return frozenset(person[-1] for person in names(authors).people)


def author_keys(authors: Sequence[str]) -> frozenset[str]:
    """The keys to search the index for. A book with none of them has no author in common.

    "Liu Cixin" is searched under both names, because the surname may come first. A surname that is misspelt on
    one side is not found; "Various" has no key.
    """
    return frozenset(word for person in names(authors).people for word in (person[0], person[-1]))


def share_author(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of the authors is certainly among the others: without that, no two books are one.

    It costs a tenth of comparing the books.
    """
    return agreement(names(one), names(other)) >= COMPATIBLE
