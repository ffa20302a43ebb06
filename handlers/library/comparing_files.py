"""Whether a library item has its files as they are on the disk."""

from collections.abc import Sequence

from domain import paths
from handlers.library.files_on_disk import DiskFile
from store.books import Book


def differing(book: Book, files: Sequence[DiskFile]) -> str:
    """In which of its files an item differs from the disk, for a person; empty when in none.

    Names and sizes are compared. Inodes are not: on some file systems they change with every mount.
    """
    here = {_name(file.path): file.size for file in files}
    there = {_name(file.path): file.size for file in book.files}
    if here.keys() - there.keys():
        return f"{len(there)} of its {len(here)} audio files"
    stale = any(there[name] != size for name, size in here.items())
    return f"{sum(there.values())} of its {sum(here.values())} bytes" if stale else ""


def _name(path: str) -> str:
    """A file's name in its item: discs may have files of one name."""
    return "/".join(paths.parts(path)[-2:]).casefold()
