"""Renaming that never replaces: what exists at the new name stays, whatever it is."""

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_NOREPLACE: Final = 1
_NOT_HERE: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
"""The answers of a kernel or a file system that does not know the flag, such as NFS."""

_renameat2: Final = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def rename_new(source: str, target: str) -> None:
    """Give a folder its new name in one step.

    Raises:
        FileExistsError: The new name is taken, be it by an empty folder.
        OSError: The file system refuses.
    """
    if _renameat2 is None:
        rename_onto_own(source, target)
        return
    paths = os.fsencode(source), os.fsencode(target)
    if not _renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _NOREPLACE):
        return
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        rename_onto_own(source, target)
    else:
        raise OSError(number, os.strerror(number), source, None, target)


def rename_onto_own(source: str, target: str) -> None:
    """The same without the kernel's help: the name is taken by an empty folder of our own first, which is replaced.

    `rename` replaces an empty folder and nothing else: a file that came into it meanwhile stays.
    """
    Path(target).mkdir()
    try:
        Path(source).rename(target)
    except OSError as error:
        _remove_if_empty(target)
        if error.errno == errno.ENOTEMPTY:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from error
        raise


def _remove_if_empty(folder: str) -> None:
    try:
        Path(folder).rmdir()
    except OSError:
        return
