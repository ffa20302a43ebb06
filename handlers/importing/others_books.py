"""A metadata file for a book that another program put into the library, before Audiobookshelf reads it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import structlog

from domain.clock import Clock
from domain.errors import ShelfhookError
from domain.importing.choosing import EBOOKS, TorrentFile
from domain.importing.dividing import divide
from domain.importing.sidecar import SIDECAR
from domain.library_layout import is_audio
from domain.recording import Recording
from handlers.importing import sidecar_file
from handlers.importing.sidecar_of import SidecarOf
from handlers.library.adopt import AdoptFolder
from handlers.library.files_on_disk import DiskFile
from store.awaited import Awaited
from store.columns import signed
from store.downloads import Download, Downloads
from store.sidecars import Sidecars, WrittenSidecar

_log: Final = structlog.get_logger("shelfhook.sidecars")


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBesideBook:
    """Writes what MAM's record says beside a new book whose files are those of a torrent that waits for its item.

    It is read at the item's first scan if it comes within 12 s after the book's last file (facts/audiobookshelf_2.md 4).
    Only into a folder that is one book and all of it, that no torrent of the client has its files in, and that has
    no such file. What goes wrong is logged, and the book is written to later as ever.

    Args:
        awaited: The files that downloads wait for.
        downloads: The downloads.
        sidecars: Keeps what is written.
        torrents: Whether a torrent has its files in a folder.
        sidecar_of: Makes the file.
        dirs: `LIBRARY_DIRS`.
        clock: The time.
    """

    awaited: Awaited
    downloads: Downloads
    sidecars: Sidecars
    torrents: AdoptFolder
    sidecar_of: SidecarOf
    dirs: Sequence[str]
    clock: Clock

    async def __call__(self, folder: str, files: Sequence[DiskFile]) -> bool:
        """Write it, if it may be written; whether it was.

        Args:
            folder: The book's folder, as the daemon sees it, without an item so far.
            files: Its audio files, those of its discs too.
        """
        try:
            return await self._write(folder, files)
        except (ShelfhookError, OSError) as error:
            _log.warning("sidecar_not_written", folder=folder, reason=str(error))
            return False

    async def _write(self, folder: str, files: Sequence[DiskFile]) -> bool:
        path = f"{folder}/{SIDECAR}"
        if not await asyncio.to_thread(_is_one_item, folder, files, self.dirs):
            return False
        download = await self._download(files)
        if download is None or not _is_one_book(folder, files, download.recording):
            return False
        content = self.sidecar_of(download.recording)
        if content is None or await self.torrents.is_held(folder):
            return False
        written = await asyncio.to_thread(sidecar_file.prepare, path, content, beside=files[0].path)
        # Before it can be seen: a crash after this leaves nothing that is not known.
        row = WrittenSidecar(
            path=path,
            inode=signed(written.inode),
            size=written.size,
            digest=written.digest,
            written_at=self.clock.now(),
        )
        await self.sidecars.note([row])
        return await asyncio.to_thread(sidecar_file.show, path)

    async def _download(self, files: Sequence[DiskFile]) -> Download | None:
        """The one download that waits for just these files, which are hard links of its torrent's."""
        here = {(signed(file.inode), file.size) for file in files}
        ids = await self.awaited.with_inodes((file.inode, file.size) for file in files)
        if len(ids) != 1:
            return None
        there = {(one.inode, one.size) for one in await self.awaited.of(ids[0])}
        return await self.downloads.by_id(ids[0]) if here == there else None


def _is_one_book(folder: str, files: Sequence[DiskFile], recording: Recording) -> bool:
    listed = [
        TorrentFile(str(PurePosixPath(file.path).relative_to(PurePosixPath(folder).parent)), file.size)
        for file in files
    ]
    divided = divide(listed, recording)
    return len(divided.books) == 1 and divided.question is None and not divided.other_format


def _is_one_item(folder: str, files: Sequence[DiskFile], dirs: Sequence[str]) -> bool:
    """Whether Audiobookshelf will make one item of just these files, and there is no metadata file yet.

    Not where it has audio in other folders below, nor where media above swallow it (facts/audiobookshelf_2.md 5.1).
    """
    root = max((one for one in dirs if folder.startswith(f"{one}/")), key=len, default=None)
    if root is None or not Path(folder).is_dir() or os.path.lexists(f"{folder}/{SIDECAR}"):
        return False
    below = {f"{at}/{name}" for at, _, names in os.walk(folder) for name in names if is_audio(name)}
    above = [up for up in Path(folder).parents if str(up).startswith(f"{root}/")]
    loose = any(_is_media(one) for up in above for one in up.iterdir())
    return below == {file.path for file in files} and not loose and os.access(folder, os.W_OK)


def _is_media(file: Path) -> bool:
    return (is_audio(file.name) or file.suffix.lower() in EBOOKS) and file.is_file()
