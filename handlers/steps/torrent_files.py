"""A torrent's audio files, as each of the three programs sees them."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from clients.qbittorrent import Torrent, TorrentFile
from domain.library_layout import is_audio
from domain.paths import PathMap, Place, View
from handlers.steps import files_on_disk
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

    `seen` is what they are on the disk, by file. It is looked up when it is asked for: most items are found by
    their paths alone.
    """

    place: Place
    files: tuple[TorrentAudio, ...]
    seen: Sequence[OnDisk] | None = None

    @property
    def ignore_case(self) -> bool:
        """Whether its paths are compared without regard to case."""
        return self.place.ignore_case

    @property
    def size(self) -> int:
        """Bytes of the audio."""
        return sum(file.size for file in self.files)

    async def on_disk(self) -> frozenset[tuple[int, int]] | None:
        """Inode and size of every audio file; None unless all of them can be seen from here."""
        seen = [one for one in await self._look() if one]
        return frozenset(seen) if seen and len(seen) == len(self.files) else None

    async def awaited(self) -> list[AwaitedFile]:
        """The files in the form in which they are waited for."""
        if not self.files:
            return [AwaitedFile(self.place.path)]
        return [
            AwaitedFile(file.place.path, *(seen or (None, None)))
            for file, seen in zip(self.files, await self._look(), strict=True)
        ]

    async def _look(self) -> Sequence[OnDisk]:
        if self.seen is None:
            here = [file.here for file in self.files]
            self.seen = await asyncio.to_thread(
                files_on_disk.stats,
                [place.spelling for place in here],
                ignore_case=any(place.ignore_case for place in here),
            )
        return self.seen


@dataclass(frozen=True, slots=True)
class LocateFiles:
    """Tells where a torrent's audio files are."""

    path_map: PathMap

    def __call__(self, torrent: Torrent, files: Iterable[TorrentFile]) -> TorrentContent:
        """Where a torrent with these files is."""
        theirs = [
            (f"{torrent.save_path}/{file.path}", file.size)
            for file in files
            if file.wanted and is_audio(file.path)
        ]
        return TorrentContent(
            place=self._located(torrent.content_path, "abs"),
            files=tuple(
                TorrentAudio(self._located(path, "abs"), self._located(path, "daemon"), size)
                for path, size in theirs
            ),
        )

    def _located(self, path: str, target: View) -> Place:
        return self.path_map.locate(path, source="client", target=target)
