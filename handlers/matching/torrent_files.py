"""A torrent's audio files, as each of the three programs sees them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from clients.qbittorrent import Torrent, TorrentFile
from domain.library_layout import is_audio
from domain.paths import Place, View
from handlers.library import files_on_disk
from handlers.library.linked_paths import LinkedPaths
from store.awaited import AwaitedFile

OnDisk: TypeAlias = tuple[int, int] | None
"""A file's inode and size in bytes; None where the daemon cannot see it."""


@dataclass(frozen=True, slots=True)
class TorrentAudio:
    """One wanted audio file: where Audiobookshelf would see it, where the daemon would, and its size in bytes."""

    place: Place
    here: Place
    size: int


@dataclass(slots=True)
class TorrentContent:
    """What a torrent holds: its folder or only file as Audiobookshelf would see it, and its audio files.

    Its files are listed, and looked up on the disk, when somebody asks for them: most items are found by the
    torrent's path alone.

    Args:
        place: The torrent's own path.
        list_files: Lists its audio files; None while none of its files are known.
        seen: What these are on the disk, by file.
        most_bytes: Of all of its files, audio or not; None where that is not known.
    """

    place: Place
    list_files: Callable[[], Awaitable[tuple[TorrentAudio, ...] | None]]
    seen: Sequence[OnDisk] | None = None
    most_bytes: int | None = None
    _files: tuple[TorrentAudio, ...] | None = field(default=None, init=False, repr=False)

    @property
    def ignore_case(self) -> bool:
        """Whether its paths are compared without regard to case."""
        return self.place.ignore_case

    async def files(self) -> tuple[TorrentAudio, ...]:
        """Its audio files; none while its files are not known.

        Raises:
            NotFoundError: The torrent was removed meanwhile.
        """
        return await self._listed() or ()

    @property
    def is_listed(self) -> bool:
        """Whether its files were asked for already."""
        return self._files is not None

    async def is_without_audio(self) -> bool:
        """Whether its files are known, and none that is wanted is audio.

        Raises:
            NotFoundError: The torrent was removed meanwhile.
        """
        return await self._listed() == ()

    async def _listed(self) -> tuple[TorrentAudio, ...] | None:
        if self._files is None:
            self._files = await self.list_files()
        return self._files

    async def size(self) -> int:
        """Bytes of the audio."""
        return sum(file.size for file in await self.files())

    async def on_disk(self) -> frozenset[tuple[int, int]] | None:
        """Inode and size of every audio file; None unless all of them can be seen from here."""
        seen = [one for one in await self._look() if one]
        return frozenset(seen) if seen and len(seen) == len(await self.files()) else None

    async def awaited(self) -> list[AwaitedFile]:
        """The files in the form in which they are waited for."""
        files = await self.files()
        if not files:
            return [AwaitedFile(self.place.path)]
        return [
            AwaitedFile(file.place.path, *(seen or (None, None)))
            for file, seen in zip(files, await self._look(), strict=True)
        ]

    async def _look(self) -> Sequence[OnDisk]:
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
    """Tells where a torrent's audio files are."""

    linked_paths: LinkedPaths

    async def __call__(
        self, torrent: Torrent, list_files: Callable[[], Awaitable[Iterable[TorrentFile]]]
    ) -> TorrentContent:
        """Where a torrent is whose files can be listed so."""
        path_map = await self.linked_paths.map()

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
        return TorrentContent(place=place, list_files=audio, most_bytes=torrent.size)
