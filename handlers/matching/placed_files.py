"""Where an import put a torrent's files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import ImportStatus
from handlers.library.files_on_disk import DiskFile
from store.imports import Import, Imports


@dataclass(frozen=True, slots=True)
class Placed:
    """The files as the daemon sees them, and the folder of the book, or of all its books."""

    folder: str
    files: tuple[DiskFile, ...]


@dataclass(frozen=True, slots=True)
class PlacedFiles:
    """Knows them from the record of the import: a copy has nothing in common with the torrent's file but its size."""

    imports: Imports

    async def __call__(self, info_hash: str) -> Placed | None:
        """Those of a torrent; None where it is not placed."""
        one = await self.imports.of_torrent(info_hash)
        return placed(one) if one is not None and one.status is ImportStatus.PLACED else None


def placed(one: Import) -> Placed:
    """What an import made."""
    folders = [f"{work['root']}/{work['place']}" for work in one.work]
    files = [
        DiskFile(f"{folder}/{file['target']}", file["inode"], file["size"])
        for folder, work in zip(folders, one.work, strict=True)
        for file in work["files"]
    ]
    return Placed(_common(folders), tuple(files))


def _common(folders: Sequence[str]) -> str:
    return os.path.commonpath(folders)
