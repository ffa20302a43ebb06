"""The files that other programs name, on this machine's disk."""

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain import paths
from domain.counted import counted
from domain.library_layout import is_audio, is_disc
from store.books import Book


@dataclass(frozen=True, slots=True)
class DiskFile:
    """An audio file: its path in the disk's spelling, inode and size in bytes."""

    path: str
    inode: int
    size: int


def audio_of(item: str) -> list[DiskFile]:
    """The audio files of the item at a path: a file itself, or those of a folder and of its discs.

    Files of other folders in it are left out: those are items of their own. Empty when nothing exists there.
    """
    found: list[DiskFile] = []
    try:
        if is_audio(item) and not os.path.isdir(item):  # noqa: PTH112 - beside its like below
            return [_disk_file(item)]
        for folder in [item, *_discs(item)]:
            with os.scandir(folder) as entries:
                found += [
                    _disk_file(entry.path) for entry in entries if is_audio(entry.name) and entry.is_file()
                ]
    except OSError:
        return []
    return sorted(found, key=lambda file: file.path)


def _discs(folder: str) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.path for entry in entries if is_disc(entry.name) and entry.is_dir()]


def _disk_file(path: str) -> DiskFile:
    found = os.stat(path)  # noqa: PTH116 - runs for each file
    return DiskFile(path, found.st_ino, found.st_size)


def stats(files: Sequence[str], *, ignore_case: bool) -> list[tuple[int, int] | None]:
    """Inode and size in bytes of each file; None for one that is not visible here.

    A name is tried as given, then composed (NFC) and decomposed (NFD), then among the names in its folder:
    a file system may use any of these forms.
    """
    return [(one.inode, one.size) if one else None for one in located(files, ignore_case=ignore_case)]


def located(files: Sequence[str], *, ignore_case: bool) -> list[DiskFile | None]:
    """The same with each file's path in the disk's spelling."""
    folders: dict[Path, dict[str, str]] = {}
    return [_stat(file, folders, ignore_case=ignore_case) for file in files]


def _stat(file: str, folders: dict[Path, dict[str, str]], *, ignore_case: bool) -> DiskFile | None:
    if not file.startswith("/"):
        return None
    for form in (file, unicodedata.normalize("NFC", file), unicodedata.normalize("NFD", file)):
        try:
            found = os.stat(form)  # noqa: PTH116 - runs for each file of a torrent: half the time of Path.stat
        except (OSError, ValueError):  # not visible, or not a valid name
            continue
        return DiskFile(form, found.st_ino, found.st_size)
    spelt = _among_neighbours(file, folders, ignore_case=ignore_case)
    try:
        return _disk_file(str(spelt)) if spelt else None
    except OSError:
        return None


def _among_neighbours(file: str, folders: dict[Path, dict[str, str]], *, ignore_case: bool) -> Path | None:
    """The path with each name in its folder's spelling."""
    path = Path("/")
    for name in paths.parts(file):
        here = folders.get(path)
        if here is None:
            here = folders[path] = _names(path, ignore_case=ignore_case)
        spelt = here.get(name.casefold() if ignore_case else name)
        if spelt is None:
            return None
        path /= spelt
    return path


def _names(folder: Path, *, ignore_case: bool) -> dict[str, str]:
    """The names in a folder, by their composed form."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - only the names are needed
    except OSError:
        return {}
    composed = ((unicodedata.normalize("NFC", name), name) for name in names)
    return {(key.casefold() if ignore_case else key): name for key, name in composed}


def differing(book: Book, files: Sequence[DiskFile]) -> str:
    """Which file of an item differs from the disk, for a person; empty when none does.

    Names and sizes are compared. Inodes are not: on some file systems they change with every mount.
    """
    here = {_name_in_item(file.path): file.size for file in files}
    there = {_name_in_item(file.path): file.size for file in book.files}
    if here.keys() - there.keys():
        return f"{len(there)} of its {counted(len(here), 'audio file', 'audio files')}"
    stale = any(there[name] != size for name, size in here.items())
    return f"{sum(there.values())} of its {sum(here.values()):,} bytes" if stale else ""


def _name_in_item(path: str) -> str:
    """A file's name in its item: several discs may have files of the same name."""
    return "/".join(paths.parts(path)[-2:]).casefold()
