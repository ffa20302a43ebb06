"""A torrent's audio files, as each of the three programs sees them."""

import asyncio
from dataclasses import dataclass

from clients.qbittorrent import Qbittorrent, Torrent
from domain.library_layout import is_audio
from domain.paths import PathMap, Place
from handlers.steps import files_on_disk
from store.awaited import AwaitedFile


@dataclass(frozen=True, slots=True)
class TorrentAudio:
    """One wanted audio file: its size in bytes, where Audiobookshelf would see it, and what it is on the disk.

    `on_disk` is inode and size; None where the daemon cannot see the file.
    """

    place: Place
    size: int
    on_disk: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TorrentContent:
    """What a torrent holds: its folder or only file as Audiobookshelf would see it, and its audio files."""

    place: Place
    files: tuple[TorrentAudio, ...]

    @property
    def ignore_case(self) -> bool:
        """Whether its paths are compared without regard to case."""
        return self.place.ignore_case

    @property
    def size(self) -> int:
        """Bytes of the audio."""
        return sum(file.size for file in self.files)

    @property
    def on_disk(self) -> frozenset[tuple[int, int]] | None:
        """Inode and size of every audio file; None unless all of them can be seen from here."""
        seen = frozenset(file.on_disk for file in self.files if file.on_disk)
        return seen if seen and all(file.on_disk for file in self.files) else None

    def awaited(self) -> list[AwaitedFile]:
        """The files in the form in which they are waited for."""
        if not self.files:
            return [AwaitedFile(self.place.path)]
        return [AwaitedFile(file.place.path, *(file.on_disk or (None, None))) for file in self.files]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocateFiles:
    """Tells where a torrent's audio files are."""

    qbittorrent: Qbittorrent
    path_map: PathMap

    async def __call__(self, torrent: Torrent) -> TorrentContent:
        """Ask qBittorrent for the files and look at them on the disk, where they can be seen.

        Raises:
            NotFoundError: qBittorrent has no such torrent any more.
        """
        wanted = [f for f in await self.qbittorrent.files(torrent.hash) if f.wanted and is_audio(f.path)]
        theirs = [f"{torrent.save_path}/{file.path}" for file in wanted]
        here = [self.path_map.locate(path, source="client", target="daemon") for path in theirs]
        seen = await asyncio.to_thread(
            files_on_disk.stats,
            [place.spelling for place in here],
            ignore_case=any(place.ignore_case for place in here),
        )
        return TorrentContent(
            place=self.path_map.locate(torrent.content_path, source="client", target="abs"),
            files=tuple(
                TorrentAudio(self.path_map.locate(path, source="client", target="abs"), file.size, on_disk)
                for path, file, on_disk in zip(theirs, wanted, seen, strict=True)
            ),
        )
