"""Folders on the disk that Audiobookshelf reads as other books than they are, in words."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from domain import paths
from domain.folder_shapes import FolderShape, Shaped, shapes

MOST: Final = 100_000
"""Files of a library that are looked at; a larger one is looked at in part."""

_WORDS: Final[Mapping[FolderShape, tuple[str, str]]] = {
    FolderShape.SWALLOWS: (
        "{path}: Audiobookshelf makes one item of all books below it, because {other} lies there",
        "move {other} into a folder of its own",
    ),
    FolderShape.MERGES: (
        "{path}: Audiobookshelf made one item of all books below it, because {other} came together with them",
        "remove {other} from {path}, then scan the library in Audiobookshelf",
    ),
    FolderShape.SPLITS: (
        "{path}: Audiobookshelf takes “{other}” and its like for books of their own, not for discs of one",
        "rename them to “CD 1”, “CD 2” and so on, inside the folder of the book",
    ),
    FolderShape.HALF_READ: (
        "{path}: Audiobookshelf read only a part of its discs, because “{other}” begins with the same name",
        "scan the library in Audiobookshelf",
    ),
    FolderShape.LOOSE_FILE: (
        "{path}: Audiobookshelf lost this file, which lies in the library's own folder",
        "scan the library in Audiobookshelf, and move the file into a folder of its own",
    ),
}


_AWAITED: Final = frozenset({FolderShape.SWALLOWS, FolderShape.SPLITS, FolderShape.HALF_READ})
"""Those for whose sake a book has no item of its own; the others show in the item that there is."""


@dataclass(frozen=True, slots=True)
class OddFolder:
    """One of them: what Audiobookshelf makes of it, and what to do."""

    shaped: Shaped
    root: str

    @property
    def path(self) -> str:
        """As the daemon sees it."""
        return f"{self.root}/{self.shaped.path}".rstrip("/")

    @property
    def what(self) -> str:
        """What is wrong."""
        return _WORDS[self.shaped.shape][0].format(path=self.path, other=self.shaped.other)

    @property
    def mend(self) -> str:
        """What to do about it."""
        return _WORDS[self.shaped.shape][1].format(path=self.path, other=self.shaped.other)


def in_library(root: str) -> list[OddFolder]:
    """Those of a library folder; reads the disk."""
    return [OddFolder(one, root) for one in shapes(islice(_files(root, root), MOST))]


def around(file: str, roots: Sequence[str]) -> OddFolder | None:
    """The one for whose sake a file of the library is in no item of its book; None without one. Reads the disk near it."""
    root = max((one for one in roots if paths.is_below(file, one)), key=len, default=None)
    if root is None or file == root:
        return None
    rel = PurePosixPath(file).relative_to(root)
    top = rel.parts[0]
    near = (name for name in _names(root) if name.startswith(top))
    listed = islice((one for name in near for one in _files(f"{root}/{name}", root)), MOST)
    its = [one for one in shapes(listed) if one.shape in _AWAITED and PurePosixPath(one.path) in rel.parents]
    return OddFolder(its[0], root) if its else None


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - only the names are needed
    except OSError:
        return []


def _files(at: str, root: str) -> Iterator[str]:
    """The files at or below a path, relative to the library's folder, without what Audiobookshelf does not see."""
    if os.path.isfile(at):  # noqa: PTH113 - texts
        yield at[len(root) + 1 :]
    for folder, folders, names in os.walk(at):
        folders[:] = filter(_is_seen, folders)
        yield from (f"{folder}/{name}"[len(root) + 1 :] for name in filter(_is_seen, names))


def _is_seen(name: str) -> bool:
    return not (name.startswith(".") or "@eaDir" in name)
