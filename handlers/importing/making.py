"""Makes one file of a book: a hard link, a reflink, or a copy that can be continued."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.facts import ImportProblem
from handlers.importing.refused import ImportRefusedError
from handlers.importing.work import Copying, MadeFile

_FICLONE: Final = 0x40049409
_CHUNK: Final = 1 << 20
_ANY: Final = 0o666
"""The user's umask decides."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the torrent as the daemon sees it, and its `target` relative to the book's folder."""

    path: str
    target: str
    inode: int
    size: int
    copied: bool


def link(source: Source, to: str) -> None:
    """Make a hard link; one that was made before stays. The file keeps its owner and its mode: they are the seed's."""
    try:
        os.link(source.path, to)
    except FileExistsError:
        if os.lstat(to).st_ino != source.inode:
            raise


def clone(source: Source, to: str) -> None:
    """Make a reflink: a file of its own that shares the bytes."""
    with Path(source.path).open("rb") as theirs, _ours(to, keep=0) as ours:
        fcntl.ioctl(ours, _FICLONE, theirs.fileno())
        os.fsync(ours)


def copy(source: Source, to: str, done: Copying | None, budget: int) -> Copying:
    """Copy up to *budget* bytes more; what the answer says is safe on the disk.

    Raises:
        ImportRefusedError: The source is not what it was when the copy began.
    """
    synced = done.synced if done else 0
    with Path(source.path).open("rb", buffering=0) as theirs, _ours(to, keep=synced) as ours:
        begun = os.fstat(theirs.fileno())
        if (done and done.source_mtime_ns != begun.st_mtime_ns) or not _is_planned(source, begun):
            raise changed(source)
        os.posix_fadvise(theirs.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        theirs.seek(synced)
        synced += _pump(theirs.fileno(), ours, min(budget, source.size - synced))
        os.fsync(ours)
        ended = os.fstat(theirs.fileno())
    if not _is_planned(source, ended) or ended.st_mtime_ns != begun.st_mtime_ns:
        raise changed(source)
    return Copying(target=source.target, synced=synced, source_mtime_ns=begun.st_mtime_ns)


def made(source: Source, path: str, *, linked: bool) -> MadeFile:
    """What was made of a source.

    Raises:
        ImportRefusedError: It is not the source's file, or not as large.
    """
    seen = os.lstat(path)
    if seen.st_size != source.size or (linked and seen.st_ino != source.inode):
        raise changed(source)
    return MadeFile(
        target=source.target, inode=seen.st_ino, size=seen.st_size, mtime_ns=seen.st_mtime_ns, linked=linked
    )


def changed(source: Source) -> ImportRefusedError:
    """The refusal of a source that is not what was planned."""
    return ImportRefusedError(
        ImportProblem.SOURCE_CHANGED,
        f"{source.path} changed while it was imported",
        "let qBittorrent recheck the torrent",
    )


def _is_planned(source: Source, seen: os.stat_result) -> bool:
    return (seen.st_ino, seen.st_size) == (source.inode, source.size)


class _ours:  # noqa: N801 - used like a function
    """A descriptor of a file that we make, cut to what is known of it; nothing that is not ours is opened."""

    def __init__(self, path: str, *, keep: int) -> None:
        self._path, self._keep = path, keep

    def __enter__(self) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(self._path, flags, _ANY)
        os.ftruncate(self._file, self._keep)
        os.lseek(self._file, self._keep, os.SEEK_SET)
        return self._file

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def _pump(theirs: int, ours: int, most: int) -> int:
    moved = 0
    while moved < most and (some := os.read(theirs, min(_CHUNK, most - moved))):
        view = memoryview(some)
        while view:
            view = view[os.write(ours, view) :]
        moved += len(some)
    return moved
