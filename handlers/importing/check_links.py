"""Compares imported files with the torrents' own: a file that was replaced takes its space twice."""

import asyncio
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clients.qbittorrent import Qbittorrent
from domain.facts import ImportStatus
from domain.importing.plan import Plan
from domain.importing.since import LinkState
from handlers.importing.whereabouts import FindWhereabouts, Whereabouts
from handlers.importing.work import BookWork, MadeFile
from handlers.library.linked_paths import LinkedPaths
from store.imports import Import


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """One imported file.

    Args:
        path: The library's file, as the daemon sees it.
        source: The torrent's file, likewise; None where qBittorrent no longer has the torrent.
        state: How the two are.
        size: In bytes, as it was imported.
    """

    path: str
    source: str | None
    state: LinkState
    size: int

    @property
    def can_be_linked(self) -> bool:
        """Whether it takes its space twice, and a link might do."""
        return self.state is LinkState.APART and self.source is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedImport:
    """What became of one import: its files that are not as they were made, and where its books are."""

    id: int
    download_id: int
    files: tuple[CheckedFile, ...]
    whereabouts: Whereabouts

    @property
    def twice(self) -> int:
        """Bytes that are on the disk twice, and need not be."""
        return sum(file.size for file in self.files if file.can_be_linked)

    @property
    def is_strange(self) -> bool:
        """Whether there is something to say."""
        return bool(self.files) or self.whereabouts.is_strange


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLinks:
    """Reads inodes and sizes; changes nothing.

    Args:
        qbittorrent: Says where the torrents' files are.
        linked_paths: The three views.
        whereabouts: What the library and qBittorrent say.
    """

    qbittorrent: Qbittorrent
    linked_paths: LinkedPaths
    whereabouts: FindWhereabouts

    async def __call__(self, imports: Iterable[Import]) -> list[CheckedImport]:
        """What became of those of these imports that are in the library.

        Raises:
            UnavailableError: qBittorrent does not answer: then it is unknown where the torrents' files are.
        """
        placed = [one for one in imports if one.status is ImportStatus.PLACED]
        if not placed:
            return []
        roots = await self._roots()
        seen = await self.whereabouts(placed)
        return [
            CheckedImport(
                id=one.id,
                download_id=one.download_id,
                files=await asyncio.to_thread(broken_files, one, roots.get(one.info_hash)),
                whereabouts=seen[one.id],
            )
            for one in placed
        ]

    async def _roots(self) -> Mapping[str, str]:
        """Where each torrent's files are, as the daemon sees it."""
        path_map = await self.linked_paths.map()
        return {
            torrent.hash: path_map.locate(torrent.save_path, source="client", target="daemon").spelling
            for torrent in await self.qbittorrent.torrents()
        }


def broken_files(one: Import, root: str | None) -> tuple[CheckedFile, ...]:
    """The files of an import that are not as they were made; reads the disk.

    Args:
        one: The import.
        root: Where the torrent's files are, as the daemon sees it; None where qBittorrent no longer has it.
    """
    return tuple(file for file in _files(one, root) if file.state.is_broken)


def _files(one: Import, root: str | None) -> Iterator[CheckedFile]:
    sources = _sources(one)
    for number, book in enumerate(map(BookWork.model_validate, one.work)):
        for made in book.files:
            inside = sources.get((number, made.target))
            source = f"{root}/{inside}" if root is not None and inside is not None else None
            path = f"{book.folder}/{made.target}"
            yield CheckedFile(path=path, source=source, state=_state(made, path, source), size=made.size)


def _sources(one: Import) -> Mapping[tuple[int, str], str]:
    """The torrent's file behind each target, relative to its save path, by the book's number."""
    books = Plan.model_validate(one.plan).books if one.plan is not None else ()
    return {(number, file.target): file.source for number, book in enumerate(books) for file in book.files}


def _state(made: MadeFile, path: str, source: str | None) -> LinkState:
    here = seen(path)
    if here is None:
        return LinkState.MISSING
    theirs = None if source is None else seen(source)
    if theirs is not None and os.path.samestat(here, theirs):
        return LinkState.LINKED
    if here.st_size != made.size:
        return LinkState.CHANGED
    if not made.linked:
        return LinkState.COPY
    # The torrent's file may have gone since; the link is what it was, and takes its space once.
    if theirs is None and here.st_ino == made.inode:
        return LinkState.LINKED
    return LinkState.APART if theirs is None or theirs.st_size == here.st_size else LinkState.CHANGED


def seen(path: str) -> os.stat_result | None:
    """The status of a file; None where there is none, or something else."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None
