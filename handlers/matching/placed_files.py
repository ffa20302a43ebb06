"""Where an import put a torrent's files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import ImportStatus
from handlers.library.files_on_disk import DiskFile
from store.imports import Import


@dataclass(frozen=True, slots=True)
class Placed:
    """The files as the daemon sees them, and the folder of the book, or of all its books."""

    folder: str
    files: tuple[DiskFile, ...]


def placed(one: Import | None) -> Placed | None:
    """What an import made, by its record, as a copy has nothing in common with the torrent's file but its size.

    None where it is not placed.
    """
    if one is None or one.status is not ImportStatus.PLACED:
        return None
    folders = [f"{work['root']}/{work['place']}" for work in one.work]
    files = [
        DiskFile(f"{folder}/{file['target']}", file["inode"], file["size"])
        for folder, work in zip(folders, one.work, strict=True)
        for file in work["files"]
    ]
    return Placed(_common(folders), tuple(files))


def _common(folders: Sequence[str]) -> str:
    return os.path.commonpath(folders)
