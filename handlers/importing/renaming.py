"""Brings a book that is ready from its hidden folder into the library, in one step, and takes it out again."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from domain.facts import ImportMode, ImportProblem
from handlers.importing.refused import ImportRefusedError, refused
from handlers.importing.rename_new import rename_new
from handlers.importing.staging import remove_hidden
from handlers.importing.work import BookWork, MadeFile


def is_placed(work: BookWork) -> bool:
    """Whether the book that was made is in its place in the library."""
    return work.inode is not None and _inode(work.folder) == work.inode


def is_hidden(work: BookWork) -> bool:
    """Whether the book that was made is still in its hidden folder."""
    return work.inode is not None and _inode(work.staged) == work.inode


def place(work: BookWork) -> None:
    """Rename the uppermost of its folders that the library does not have: so the others appear with the book.

    May be repeated.

    Raises:
        ImportRefusedError: The place is taken, or the disk refuses.
    """
    if not is_placed(work):
        _rename(work)
        _sync(os.path.dirname(work.folder))  # noqa: PTH120 - a text
    remove_hidden(work)


def _rename(work: BookWork) -> None:
    names = PurePosixPath(work.place).parts
    for length in range(1, len(names) + 1):
        below = "/".join(names[:length])
        target = f"{work.root}/{below}"
        try:
            return rename_new(f"{work.hidden}/{below}", target)
        except FileExistsError as error:
            if length == len(names) or not Path(target).is_dir():
                raise taken(target) from error
        except OSError as error:
            raise refused(error, ImportMode.HARDLINK, source=work.hidden, target=target) from error
    return None


def taken(target: str) -> ImportRefusedError:
    """The refusal of a place where something exists already."""
    return ImportRefusedError(
        ImportProblem.TARGET_TAKEN,
        f"{target} exists already, and is never replaced",
        "move or rename what is there, or place the book beside it",
    )


def remove_placed(work: BookWork) -> list[str]:
    """Remove a book from the library: what the import made and no other program changed; may be repeated.

    Returns:
        The paths that are left: files that were changed, or that others put there.
    """
    if not is_placed(work):  # the folder was moved: what exists there now is not ours
        return []
    for file in work.files:
        _remove(f"{work.folder}/{file.target}", file)
    if work.sidecar is not None and _digest(f"{work.folder}/{work.sidecar.target}") == work.digest:
        _remove(f"{work.folder}/{work.sidecar.target}", work.sidecar)
    for folder in reversed(work.folders):
        path = f"{work.root}/{folder.path}"
        if _inode(path) == folder.inode:
            _remove_empty(path)
    return list(_left(work))


def _left(work: BookWork) -> Iterator[str]:
    """Every file in the book's folder, if the folder is the one that was made."""
    if is_placed(work):
        for folder, _, names in os.walk(work.folder):
            yield from (f"{folder}/{name}" for name in sorted(names))


def _remove(path: str, file: MadeFile) -> None:
    try:
        seen = os.lstat(path)
        same = (seen.st_ino, seen.st_size) == (file.inode, file.size)
        # The time of a link is that of the torrent's file, which its owner may set. The last link is the only copy.
        if same and (seen.st_nlink > 1 if file.linked else seen.st_mtime_ns == file.mtime_ns):
            os.unlink(path)  # noqa: PTH108 - runs for each file
    except FileNotFoundError:
        return


def _remove_empty(folder: str) -> None:
    try:
        Path(folder).rmdir()
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise


def _inode(path: str) -> int | None:
    try:
        return os.lstat(path).st_ino
    except OSError:
        return None


def _digest(path: str) -> str | None:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return None


def _sync(folder: str) -> None:
    """Make the rename safe from a power failure, where the file system can."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:  # a folder that may be written and not read
        return
    try:
        os.fsync(opened)
    except OSError:
        return
    finally:
        os.close(opened)
