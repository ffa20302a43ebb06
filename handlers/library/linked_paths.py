"""One folder under two names: a library's and one of `LIBRARY_DIRS` may lead to the same place by symbolic links."""

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
"""A link may be set anew at any time; in a burst it is looked at once."""


@dataclass(slots=True)
class _Kept:
    """The path map as it was last, and since when; seconds of the clock."""

    since: float | None = None
    path_map: PathMap = field(default_factory=PathMap)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPaths:
    """Gives `PATH_MAP` with what this machine's links add to it.

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
        """The path map as it is now."""
        now, kept = self.clock.monotonic(), self._kept
        if kept.since is not None and now - kept.since < _KEPT_FOR.total_seconds():
            return kept.path_map
        folders = [folder for library in await self.libraries.all() for folder in library.folders]
        kept.path_map = await asyncio.to_thread(with_links, self.rules, self.dirs, folders)
        kept.since = now if folders else None
        return kept.path_map


def with_links(rules: Sequence[PathRule], dirs: Iterable[Path], folders: Iterable[str]) -> PathMap:
    """`PATH_MAP` with rules for each of our folders that is a library's by another name only; reads the disk.

    Args:
        rules: `PATH_MAP`.
        dirs: Our folders, as the daemon sees them.
        folders: The libraries', as Audiobookshelf sees them.
    """
    given, theirs = PathMap(rules), list(dict.fromkeys(folders))
    added = [
        rule
        for own in map(str, dirs)
        if not lies_in(given, own, theirs)
        for folder in theirs
        for rule in _joining(given, own, folder)
    ]
    # Of two names for a library's folder, ours is the one that is watched.
    return PathMap((*added, *rules)) if added else given


def lies_in(path_map: PathMap, own: str, folders: Iterable[str]) -> bool:
    """Whether a folder of ours lies in one of a library's, or holds one."""
    here = path_map.locate(own, source="daemon", target="abs")
    return any(
        paths.is_below(here.path, folder, ignore_case=here.ignore_case)
        or paths.is_below(path_map.translate(folder, source="abs", target="daemon"), own)
        or paths.is_below(folder, here.path, ignore_case=here.ignore_case)
        for folder in folders
    )


def _joining(given: PathMap, own: str, folder: str) -> Iterator[PathRule]:
    """The rules for a folder of ours and one of a library's that are one on the disk, or one below the other."""
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
    # The torrent client may save by either name, unless it has another one for the folder.
    for name in dict.fromkeys((ours, os.path.realpath(ours))):
        if given.translate(name, source="daemon", target="client") == name:
            yield PathRule(client=name, daemon=ours, abs=at)
