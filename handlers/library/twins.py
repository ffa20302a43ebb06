"""One folder in several libraries: each has an item with the very same files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.books import Book, Books
from store.libraries import Libraries

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class FindTwins:
    """Finds the same books in other libraries: a write to one item is made to all of them."""

    books: Books
    libraries: Libraries

    async def __call__(self, books: Sequence[Book]) -> list[Book]:
        """The existing twins of these items; with one library, no file is looked up."""
        if not books or len(await self.libraries.all()) < _SEVERAL:
            return []
        ids = {book.item_id for book in books}
        by_files: dict[frozenset[tuple[int, int]], set[str]] = {}
        for book in books:
            by_files.setdefault(book.inodes, set()).add(book.library_id)
        alike = await self.books.with_inodes(pair for book in books for pair in book.inodes)
        return [
            other
            for other in alike
            if not other.is_missing
            and other.item_id not in ids
            and by_files.get(other.inodes, {other.library_id}) - {other.library_id}
        ]


def without_twins(books: Iterable[Book]) -> list[Book]:
    """One of the items that are twins of each other; two in one library are two books."""
    kept: list[Book] = []
    by_files: dict[frozenset[tuple[int, int]], dict[str, list[Book]]] = {}
    for book in books:
        if book.inodes:
            by_files.setdefault(book.inodes, {}).setdefault(book.library_id, []).append(book)
        else:
            kept.append(book)
    return kept + [book for alike in by_files.values() for book in max(alike.values(), key=len)]
