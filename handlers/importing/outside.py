"""Whether a torrent's files lie in no library folder."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass

from clients.qbittorrent import Torrent
from domain import paths
from domain.paths import PathMap
from handlers.library.library_list import LibraryList
from handlers.library.linked_paths import LinkedPaths


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Compares a torrent's place with the library folders, as each of the three programs sees both.

    Args:
        linked_paths: The path map.
        library_list: Audiobookshelf's libraries.
        dirs: `LIBRARY_DIRS`.
    """

    linked_paths: LinkedPaths
    library_list: LibraryList
    dirs: Sequence[str]

    async def __call__(self, torrent: Torrent) -> bool:
        """Whether it lies in none of them, under any name."""
        if not paths.is_absolute(torrent.content_path):  # as right after it was added
            return False
        path_map = await self.linked_paths.map()
        folders = [folder for library in await self.library_list.known() for folder in library.folders]
        if _seen_inside(torrent.content_path, path_map, folders, self.dirs):
            return False
        here = path_map.locate(torrent.content_path, source="client", target="daemon").spelling
        return not await asyncio.to_thread(_really_inside, here, self.dirs)


def _seen_inside(content: str, path_map: PathMap, folders: Sequence[str], dirs: Sequence[str]) -> bool:
    abs_place = path_map.locate(content, source="client", target="abs")
    here = path_map.locate(content, source="client", target="daemon")
    theirs = [path_map.translate(folder, source="abs", target="client") for folder in folders]
    ours = [path_map.translate(folder, source="daemon", target="client") for folder in dirs]
    case = abs_place.ignore_case or here.ignore_case
    return any(
        paths.is_below(place, folder, ignore_case=case)
        for place, some in ((abs_place.path, folders), (here.path, dirs), (content, [*theirs, *ours]))
        for folder in some
    )


def _really_inside(here: str, dirs: Sequence[str]) -> bool:
    real = os.path.realpath(here)
    return any(paths.is_below(real, os.path.realpath(folder)) for folder in dirs)
