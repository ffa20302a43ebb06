"""A torrent's audio files, as each of the three programs sees them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from clients.qbittorrent import Torrent, TorrentFile
from domain import paths
from domain.library_layout import is_audio
from domain.paths import PathMap, Place, View
from handlers.library import files_on_disk
from handlers.library.linked_paths import LinkedPaths
from handlers.matching.placed_files import Placed, placed
from store.awaited import AwaitedFile
from store.imports import Import, Imports

OnDisk: TypeAlias = tuple[int, int] | None
"""A file's inode and size in bytes; None where the daemon cannot see it."""


@dataclass(frozen=True, slots=True)
class TorrentAudio:
    """One wanted audio file: its path for Audiobookshelf, its path for the daemon, and its size in bytes."""

    place: Place
    here: Place
    size: int


@dataclass(slots=True)
class TorrentContent:
    """A torrent's content: its folder or only file as Audiobookshelf would see it, and its audio files.

    Its files are listed, and looked up on the disk, on demand: most items are found by the
    torrent's path alone.

    Args:
        place: The torrent's own path.
        list_files: Lists its audio files; None while none of its files are known.
        seen: Inode and size on the disk, by file.
        most_bytes: The size of all its files, audio or not; None if unknown.
        complete_at: When the torrent client had all of it; None if unknown.
        imported: Its import; None without one.
    """

    place: Place
    list_files: Callable[[], Awaitable[tuple[TorrentAudio, ...] | None]]
    seen: Sequence[OnDisk] | None = None
    most_bytes: int | None = None
    complete_at: datetime | None = None
    imported: Import | None = None
    _files: tuple[TorrentAudio, ...] | None = field(default=None, init=False, repr=False)

    @property
    def ignore_case(self) -> bool:
        """Whether its paths are compared without regard to case."""
        return self.place.ignore_case

    async def files(self) -> tuple[TorrentAudio, ...]:
        """Its audio files; empty while its files are unknown.

        Raises:
            NotFoundError: The torrent was removed meanwhile.
        """
        return await self._listed() or ()

    @property
    def is_listed(self) -> bool:
        """Whether its files have been listed."""
        return self._files is not None

    async def is_without_audio(self) -> bool:
        """Whether its files are known, and none of the wanted ones is audio.

        Raises:
            NotFoundError: The torrent was removed meanwhile.
        """
        return await self._listed() == ()

    async def _listed(self) -> tuple[TorrentAudio, ...] | None:
        if self._files is None:
            self._files = await self.list_files()
        return self._files

    async def size(self) -> int:
        """The audio's size in bytes."""
        return sum(file.size for file in await self.files())

    async def on_disk(self) -> frozenset[tuple[int, int]] | None:
        """Inode and size of every audio file; None unless all are visible here."""
        seen = [one for one in await self._on_disk() if one]
        return frozenset(seen) if seen and len(seen) == len(await self.files()) else None

    async def touched(self) -> set[str]:
        """Its audio files and the folders of its own that they lie in, as the daemon sees them."""
        found: set[str] = set()
        for file in await self.files():
            depth = len(paths.parts(file.place.path)) - len(paths.parts(self.place.path))
            own = max(depth, 0) if paths.is_below(file.place.path, self.place.path) else 0
            found |= {file.here.spelling, *paths.ancestors(file.here.spelling)[1 : 1 + own]}
        return found

    async def awaited(self) -> list[AwaitedFile]:
        """The files in the form in which a download waits for them."""
        files = await self.files()
        if not files:
            return [AwaitedFile(self.place.path)]
        return [
            AwaitedFile(file.place.path, *(seen or (None, None)))
            for file, seen in zip(files, await self._on_disk(), strict=True)
        ]

    async def _on_disk(self) -> Sequence[OnDisk]:
        if self.seen is None:
            here = [file.here for file in await self.files()]
            self.seen = await asyncio.to_thread(
                files_on_disk.stats,
                [place.spelling for place in here],
                ignore_case=any(place.ignore_case for place in here),
            )
        return self.seen


@dataclass(frozen=True, slots=True)
class LocateFiles:
    """Finds the paths of a torrent's audio files."""

    linked_paths: LinkedPaths
    imports: Imports

    async def __call__(
        self, torrent: Torrent, list_files: Callable[[], Awaitable[Iterable[TorrentFile]]]
    ) -> TorrentContent:
        """The content of a torrent, with the function that lists its files; where an import placed it, that place."""
        return await self.at(torrent, list_files, await self.imports.of_torrent(torrent.hash))

    async def at(
        self,
        torrent: Torrent,
        list_files: Callable[[], Awaitable[Iterable[TorrentFile]]],
        one: Import | None,
    ) -> TorrentContent:
        """The same for a torrent whose import is known."""
        path_map = await self.linked_paths.map()
        if (made := placed(one)) is not None:
            return _placed(made, path_map, torrent.size, one)

        def located(path: str, target: View) -> Place:
            return path_map.locate(path, source="client", target=target)

        async def audio() -> tuple[TorrentAudio, ...] | None:
            files = list(await list_files())
            theirs = [
                (f"{torrent.save_path}/{file.path}", file.size)
                for file in files
                if file.wanted and is_audio(file.path)
            ]
            found = tuple(
                TorrentAudio(located(path, "abs"), located(path, "daemon"), size) for path, size in theirs
            )
            return found if files else None

        place = located(torrent.content_path, "abs")
        return TorrentContent(
            place=place,
            list_files=audio,
            most_bytes=torrent.size,
            complete_at=torrent.completed_at,
            imported=one,
        )


def _placed(made: Placed, path_map: PathMap, most_bytes: int, one: Import | None) -> TorrentContent:
    """The content at the places that an import gave it."""

    def located(path: str) -> Place:
        return path_map.locate(path, source="daemon", target="abs")

    audio = tuple(
        TorrentAudio(located(file.path), Place(file.path, file.path), file.size)
        for file in made.files
        if is_audio(file.path)
    )

    async def listed() -> tuple[TorrentAudio, ...]:
        return audio

    return TorrentContent(place=located(made.folder), list_files=listed, most_bytes=most_bytes, imported=one)
