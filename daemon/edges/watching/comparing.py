"""Changes in the library's folders while they were not watched: the disk against the mirror."""

import asyncio
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import structlog

from daemon.edges.watching import disk
from domain import paths
from domain.paths import PathMap
from handlers.library.files_on_disk import DiskFile, differing
from handlers.library.linked_paths import LinkedPaths, lies_in
from store.books import Book, Books
from store.libraries import Libraries
from store.mirror import Mirror

MOST: Final = 500
"""How many books are reported at once; the sync finds the others once Audiobookshelf has scanned its folders."""

_AT_ONCE: Final = 200

_Item = tuple[str, list[DiskFile]]

_log: Final = structlog.get_logger("shelfhook.watcher")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareWithMirror:
    """Finds the books whose files differ from the mirror, without reading the files."""

    books: Books
    mirror: Mirror
    libraries: Libraries
    linked_paths: LinkedPaths

    async def __call__(self, root: Path) -> list[str] | None:
        """The items below a root that are new, changed or gone; None while the mirror is not complete.

        Nothing is reported of a root that is empty and was not, nor of one that is in no library: the one is not
        mounted, the other wants a `PATH_MAP`.
        """
        known = await self.libraries.all()
        if not known or any(library.compared_at is None for library in known):
            return None
        path_map = await self.linked_paths.map()
        here = path_map.locate(str(root), source="daemon", target="abs")
        folders = [folder for library in known for folder in library.folders]
        if not lies_in(path_map, str(root), folders):
            _log.warning("library_dir_in_no_library", folder=str(root), seen_as=here.path, libraries=folders)
            return []
        found, there = await self._new_and_changed(root, path_map)
        gone = await self._gone(root, here.path, path_map)
        if not there and gone:
            _log.warning("library_dir_empty", folder=str(root), books=len(gone))
            return []
        if len(found) + len(gone) > MOST:
            _log.warning("library_out_of_sync", folder=str(root), books=len(found) + len(gone), reported=MOST)
        return [*found, *gone][:MOST]

    async def _new_and_changed(self, root: Path, path_map: PathMap) -> tuple[list[str], int]:
        """The items on the disk that differ from the mirror, and how many items there are at all."""
        found: list[str] = []
        there = 0
        items = disk.items_below(str(root), root)
        while some := await asyncio.to_thread(_next, items):
            there += len(some)
            found += await self._differing(some, path_map)
        return found, there

    async def _differing(self, items: Iterable[_Item], path_map: PathMap) -> list[str]:
        places = {item: path_map.locate(item, source="daemon", target="abs") for item, _ in items}
        ignore_case = any(place.ignore_case for place in places.values())
        known: dict[str, list[Book]] = {}
        for book in await self.books.at((place.path for place in places.values()), ignore_case=ignore_case):
            if not book.is_missing:
                known.setdefault(paths.key(book.path), []).append(book)
        here = {item: known.get(paths.key(place.path), []) for item, place in places.items()}
        return [
            item
            for item, files in items
            if not here[item] or any(differing(book, files) for book in here[item])
        ]

    async def _gone(self, root: Path, folder: str, path_map: PathMap) -> list[str]:
        """The items of the mirror that are not on the disk, as the daemon would see them."""
        found: list[str] = []
        after = ""
        while some := await self.mirror.paths_below(folder, after=after, limit=_AT_ONCE):
            after = some[-1][0]
            here = [path_map.locate(path, source="abs", target="daemon") for _, path in some]
            found += await asyncio.to_thread(_absent, [place.spelling for place in here], root)
        return found


def _next(items: Iterator[_Item]) -> list[_Item]:
    return list(islice(items, _AT_ONCE))


def _absent(items: Iterable[str], root: Path) -> list[str]:
    return [item for item in items if Path(item).is_relative_to(root) and _is_gone(item)]


def _is_gone(item: str) -> bool:
    """Whether an item is not there; one that cannot be seen is not gone."""
    try:
        os.lstat(item)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # closed, failing, or a name that no file system has
        return False
    return False
