"""One folder with two names: symbolic links may lead from a library's and from one of `LIBRARY_DIRS` to the same place."""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from domain import paths
from domain.clock import Clock
from domain.paths import PathMap, PathRule
from store.libraries import Libraries

_KEPT_FOR: Final = timedelta(seconds=5)
"""A link may change at any time; during a burst of calls it is read once."""


@dataclass(slots=True)
class _Kept:
    """The last path map, and since when; seconds of the clock."""

    since: float | None = None
    path_map: PathMap = field(default_factory=PathMap)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPaths:
    """Extends `PATH_MAP` by this machine's symbolic links.

    Args:
        rules: `PATH_MAP`.
        dirs: `LIBRARY_DIRS`.
        libraries: The libraries, with their folders as Audiobookshelf sees them.
        clock: The time.
    """

    rules: Sequence[PathRule]
    dirs: Sequence[Path]
    libraries: Libraries
    clock: Clock
    _kept: _Kept = field(default_factory=_Kept)

    async def map(self) -> PathMap:
        """The present path map."""
        now, kept = self.clock.monotonic(), self._kept
        if kept.since is not None and now - kept.since < _KEPT_FOR.total_seconds():
            return kept.path_map
        folders = [folder for library in await self.libraries.all() for folder in library.folders]
        kept.path_map = await asyncio.to_thread(with_links, self.rules, self.dirs, folders)
        kept.since = now if folders else None
        return kept.path_map


def with_links(rules: Sequence[PathRule], dirs: Iterable[Path], folders: Iterable[str]) -> PathMap:
    """`PATH_MAP` with rules for each of our folders that is a library's under another name; reads the disk.

    Args:
        rules: `PATH_MAP`.
        dirs: Our folders, as the daemon sees them.
        folders: The libraries' folders, as Audiobookshelf sees them.
    """
    given, theirs = PathMap(rules), list(dict.fromkeys(folders))
    added = [
        rule
        for own in map(str, dirs)
        if not lies_in(given, own, theirs)
        for folder in theirs
        for rule in _joining(given, own, folder)
    ]
    # Of two names for a library's folder, ours is the watched one.
    return PathMap((*added, *rules)) if added else given


def lies_in(path_map: PathMap, own: str, folders: Iterable[str]) -> bool:
    """Whether our folder lies in a library's folder, or contains one."""
    here = path_map.locate(own, source="daemon", target="abs")
    return any(
        paths.is_below(here.path, folder, ignore_case=here.ignore_case)
        or paths.is_below(path_map.translate(folder, source="abs", target="daemon"), own)
        or paths.is_below(folder, here.path, ignore_case=here.ignore_case)
        for folder in folders
    )


def _joining(given: PathMap, own: str, folder: str) -> Iterator[PathRule]:
    """The rules for our folder and a library's that are the same on the disk, or one below the other."""
    seen = given.locate(folder, source="abs", target="daemon").spelling
    if not seen.startswith("/"):
        return
    real, theirs = os.path.realpath(own), os.path.realpath(seen)
    if paths.is_below(real, theirs):
        ours, at = own, paths.moved(real, theirs, folder)
    elif paths.is_below(theirs, real):
        ours, at = paths.moved(theirs, real, own), folder
    else:
        return
    yield PathRule(daemon=ours, abs=at)
    # The torrent client may save under either name, unless it has another one for the folder.
    for name in dict.fromkeys((ours, os.path.realpath(ours))):
        if given.translate(name, source="daemon", target="client") == name:
            yield PathRule(client=name, daemon=ours, abs=at)
