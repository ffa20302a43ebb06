"""Keys that find an author's books in an index, before anything is compared."""

from collections.abc import Sequence

from domain.matching.names import COMPATIBLE, agreement, names


def author_keys(authors: Sequence[str]) -> frozenset[str]:
    """The keys of some authors. Two lists without a common key hold no common author.

    One key is the surname of each way to read a name, the other its letters in order: "Liu Cixin" and
    "Cixin Liu" share that one. A surname that is misspelt on one side has no common key; "Various" has none.
    """
    people = names(authors).people
    surnames = {person[-1] for person in people}
    return frozenset(surnames | {"".join(sorted("".join(person))) for person in people if len(person) > 1})


def share_author(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of the authors is surely among the others: without that, no two books are one.

    It costs a tenth of comparing the books.
    """
    return agreement(names(one), names(other)) >= COMPATIBLE
