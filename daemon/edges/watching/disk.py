"""A library's folder on the disk, as the items that Audiobookshelf would make of it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import structlog

from daemon.edges.watching.obstacles import step_into
from domain.library_layout import is_audio, is_disc, is_unfinished, item_of
from handlers.library.files_on_disk import DiskFile, audio_of

_log: Final = structlog.get_logger("shelfhook.watcher")

Identity = tuple[int, int]
"""Device and inode: a folder that was renamed or mounted over has another."""


@dataclass(frozen=True, slots=True)
class FilesState:
    """How a book's files are at a moment: path, size and modification time of each, and whether one is unfinished."""

    files: tuple[tuple[str, int, int], ...]
    unfinished: bool


def identity(folder: Path) -> Identity | None:
    """Which folder it is; None when it cannot be seen (see `obstacles`)."""
    try:
        status = step_into(folder)
    except OSError:
        return None
    return (status.st_dev, status.st_ino)


def item_at(path: str, root: Path) -> str | None:
    """The item that an audio file or an unfinished one belongs to; None for hidden paths and those outside."""
    try:
        rel = PurePosixPath(path).relative_to(root)
    except ValueError:
        return None
    if _hidden(rel):
        return None
    while is_unfinished(rel.name):
        rel = rel.with_suffix("")
    return str(root / item_of(rel))


def folder_at(path: str, root: Path) -> str | None:
    """The folder at a path, or the book's above it when it holds a disc; None for hidden paths and those outside."""
    try:
        rel = PurePosixPath(path).relative_to(root)
    except ValueError:
        return None
    if _hidden(rel) or not rel.parts:
        return None
    disc = is_disc(rel.name) and len(rel.parts) > 1
    return str(root / (rel.parent if disc else rel))


def files_state(item: str) -> FilesState:
    """Read the status of an item's files, finished and not; their content is not read."""
    found: list[tuple[str, int, int]] = []
    unfinished = False
    for entry in _entries(item):
        try:
            status = entry.stat()
        except OSError:
            continue  # it was removed meanwhile; the next read shows it
        unfinished = unfinished or is_unfinished(entry.name)
        found.append((entry.path, status.st_size, status.st_mtime_ns))
    if not found and is_audio(item):
        try:
            status = os.stat(item)  # noqa: PTH116 - as above
        except OSError:
            return FilesState((), unfinished=False)
        found.append((item, status.st_size, status.st_mtime_ns))
    return FilesState(tuple(sorted(found)), unfinished)


def items_below(folder: str, root: Path) -> Iterator[tuple[str, list[DiskFile]]]:
    """Every item at or below a folder with its audio files. Hidden folders and links to folders are left out."""
    at_root = folder == str(root)
    listed = _listed(folder)
    own = [entry.path for entry in listed if is_audio(entry.name)] if at_root else [folder]
    for item in own:
        if files := audio_of(item):
            yield item, files
    for entry in filter(_is_folder, listed):
        # A disc's own files are its book's; deeper ones are not.
        disc = is_disc(entry.name) and not at_root
        for inner in filter(_is_folder, _listed(entry.path)) if disc else [entry]:
            yield from items_below(inner.path, root)


def folders_in(folder: str) -> Iterator[str]:
    """The folders in a folder, and those that links in it lead to, but for hidden ones.

    Raises:
        OSError: It cannot be listed.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # a link to a closed folder, or to itself
                if not is_passed_over(entry.name) and entry.is_dir():
                    yield entry.path


def is_passed_over(name: str) -> bool:
    """Whether a name is hidden, or no text, so that it cannot be written down."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return name.startswith(".") or name == "@eaDir"


def _entries(item: str) -> Iterator[os.DirEntry[str]]:
    """The audio and the unfinished files of an item and of its discs."""
    for entry in _listed(item):
        if is_audio(entry.name) or is_unfinished(entry.name):
            yield entry
        elif is_disc(entry.name) and _is_folder(entry):
            yield from (one for one in _listed(entry.path) if is_audio(one.name) or is_unfinished(one.name))


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(filter(_is_unicode, entries), key=lambda entry: entry.name)
    except OSError:
        return []


def _is_unicode(entry: os.DirEntry[str]) -> bool:
    """Whether a name can be written down: one in another encoding than the system's cannot."""
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        _log.warning("library_name_not_unicode", path=os.fsencode(entry.path).decode(errors="replace"))
        return False
    return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    hidden = entry.name.startswith(".") or entry.name == "@eaDir"
    try:
        return not hidden and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _hidden(rel: PurePosixPath) -> bool:
    return any(part.startswith(".") or part == "@eaDir" for part in rel.parts)
