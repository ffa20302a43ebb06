"""Why an import cannot be made, with what to do about it."""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.errors import NeedsPersonError
from domain.facts import ImportMode, ImportProblem


class ImportRefusedError(NeedsPersonError):
    """An import that waits for a person.

    Args:
        kind: Why.
        what: The same in one sentence, with the file or folder.
        mend: How to fix it.
    """

    def __init__(self, kind: ImportProblem, what: str, mend: str | None = None) -> None:
        super().__init__(what, mend)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class _Case:
    """What an error of the disk means: `what` follows the path."""

    problem: ImportProblem
    what: str
    mend: str


_FULL: Final = _Case(ImportProblem.NO_SPACE, "has no space left", "free some space there")
_FORBIDDEN: Final = _Case(
    ImportProblem.NO_PERMISSION,
    "cannot be made: this user may not write there, or not link a file of another user",
    "give shelfhook's user the right to write there, and to read and write the torrent's files; under systemd the "
    "folder must also be named in ReadWritePaths=",
)
_NO_REFLINK: Final = _Case(
    ImportProblem.NO_REFLINK,
    "is on a file system without reflinks",
    "use IMPORT=hardlink or IMPORT=copy; IMPORT=reflink,copy copies where there are no reflinks",
)
_REFUSED_NAME: Final = _Case(
    ImportProblem.NAME_REFUSED, "has a name that its file system refuses", "change IMPORT_LAYOUT"
)
_CASES: Final[Mapping[int, _Case]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _Case(
        ImportProblem.READ_ONLY,
        "is on a read-only file system",
        "mount it for writing; under systemd name one folder above the torrents and the library in ReadWritePaths=",
    ),
    errno.EMLINK: _Case(
        ImportProblem.TOO_MANY_LINKS,
        "cannot be linked: the file has as many links as its file system allows",
        "remove some of its links; IMPORT=hardlink,copy copies such a file",
    ),
    errno.ENAMETOOLONG: _Case(
        ImportProblem.NAME_TOO_LONG, "is too long for its file system", "shorten IMPORT_LAYOUT"
    ),
    errno.EILSEQ: _REFUSED_NAME,
    errno.EINVAL: _REFUSED_NAME,
    errno.EEXIST: _Case(
        ImportProblem.TARGET_TAKEN, "exists already, and is never replaced", "move or rename what is there"
    ),
    errno.EOPNOTSUPP: _Case(
        ImportProblem.NO_LINKS,
        "is on a file system without hard links",
        "use another file system, or IMPORT=hardlink,copy",
    ),
    errno.ENOENT: _Case(
        ImportProblem.SOURCE_CHANGED,
        "is gone",
        "let qBittorrent recheck the torrent, and see that it is mounted",
    ),
}
_NO_CLONES: Final = frozenset({errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL, errno.ENOSYS})
_ONE_MOUNT: Final = (
    "give shelfhook one mount that contains both: under systemd one ReadWritePaths= with a folder above both, in "
    "Docker one volume above both"
)
_ONE_FILE_SYSTEM: Final = (
    "let qBittorrent save on the library's file system; IMPORT=hardlink,copy copies where no link is possible"
)


def refused(error: OSError, mode: ImportMode, *, source: str, target: str) -> ImportRefusedError:
    """The meaning of the disk's error while *target* was made of *source*."""
    if error.errno == errno.EXDEV:
        return _apart(source, target, mode)
    if mode is ImportMode.REFLINK and error.errno in _NO_CLONES:
        case: _Case | None = _NO_REFLINK
    else:
        case = _CASES.get(error.errno or 0)
    path = error.filename2 or error.filename or target
    if error.errno == errno.ENOENT and not os.path.lexists(source):
        path = source
    if case is None:
        return ImportRefusedError(
            ImportProblem.DISK_ERROR, f"{path}: {error.strerror}", "check the disk and the system's log"
        )
    return ImportRefusedError(case.problem, f"{path} {case.what}", case.mend)


def _apart(source: str, target: str, mode: ImportMode) -> ImportRefusedError:
    """Two file systems, or two mounts of one, between which the kernel makes no links either."""
    here, there = _device(source), _device(target)
    if here is not None and here == there:
        what = f"{source} and {target} are on one file system, but in two mounts of it"
        return ImportRefusedError(ImportProblem.OTHER_FILE_SYSTEM, what, _ONE_MOUNT)
    what = f"{source} and {target} are on two file systems: a {mode.value} between them is not possible"
    return ImportRefusedError(ImportProblem.OTHER_FILE_SYSTEM, what, _ONE_FILE_SYSTEM)


def _device(path: str) -> int | None:
    """The file system of a path, or of the nearest folder above it that exists."""
    while path not in {"", "/"}:
        try:
            return os.stat(path).st_dev  # noqa: PTH116 - beside its like
        except OSError:
            path = os.path.dirname(path)  # noqa: PTH120 - as above
    return None
