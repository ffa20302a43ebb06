"""Whether the service can make a torrent's files in the library: by making a link or a file there, and removing it."""

import errno
import os
import secrets
import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from daemon.doctor.finding import Seen, broken, good, warning
from domain.facts import ImportMode
from handlers.importing import making
from handlers.importing.making import Source

_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM})
_DROP_IN: Final = "docs/import.md has the drop-in"
_WAYS: Final = {
    ImportMode.HARDLINK: "hard link",
    ImportMode.REFLINK: "reflink",
    ImportMode.COPY: "copy",
}
"""What is made of a file."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """What could not be made, and the fix."""

    what: str
    mend: str


def tried(source: Path, folder: Path, modes: Sequence[ImportMode]) -> Seen:
    """What came of making a file of *source* in a folder of the library, in the first of these ways that works.

    Args:
        source: A file where the torrents are.
        folder: Where books are made.
        modes: The ways, in the order in which an import tries them.
    """
    if (closed := unwritable(folder)) is not None:
        return closed
    failed = list[_Failed]()
    for mode in modes:
        error = _attempt(source, folder, mode)
        if error is None:
            return _worked(source, folder, mode, failed)
        failed.append(_explained(source, folder, mode, error))
    return broken("; ".join(one.what for one in failed), failed[0].mend)


def unwritable(folder: Path) -> Seen | None:
    """Why the service cannot make a file in a folder of the library; None where it can."""
    error = _made(folder, lambda path: path.touch(mode=0o600, exist_ok=False))
    if error is None:
        return None
    if error.errno == errno.EROFS:
        return broken(
            f"{folder} can only be read by the service",
            f"let it write there: with systemd by ReadWritePaths= of one folder above both the torrents and the library "
            f"({_DROP_IN}), with Docker by a volume without `:ro`",
        )
    if error.errno in _NO_RIGHT:
        return broken(
            f"{folder} is closed to writing by the service's user",
            f"let its group write there (`chmod g+w`), and put the service into that group: {_DROP_IN}",
        )
    if error.errno == errno.ENOENT:
        return broken(
            f"{folder} does not exist",
            f"make it as the service's user: `mkdir -p {shlex.quote(str(folder))}`",
        )
    return broken(
        f"no file can be made in {folder} ({error.strerror})", f"free or repair what is mounted at {folder}"
    )


def _attempt(source: Path, folder: Path, mode: ImportMode) -> OSError | None:
    """Make a file of another, and remove it again; what stood against it."""
    try:
        status = source.stat()
        if mode is ImportMode.COPY:  # a book's bytes would take a while, and the folder takes files
            with source.open("rb") as file:
                file.read(1)
            return None
    except OSError as error:
        return error
    theirs = Source(str(source), "", status.st_ino, status.st_size, copied=False)
    make = making.link if mode is ImportMode.HARDLINK else making.clone
    return _made(folder, lambda path: make(theirs, str(path)))


def _made(folder: Path, make: Callable[[Path], object]) -> OSError | None:
    path = folder / f".shelfhook-{secrets.token_hex(8)}"
    try:
        make(path)
    except OSError as error:
        return error
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return None


def _worked(source: Path, folder: Path, mode: ImportMode, failed: Sequence[_Failed]) -> Seen:
    evidence = f"a {_WAYS[mode]} of a file in {source.parent} can be made in {folder}"
    if not failed:
        return good(evidence)
    return warning(f"{'; '.join(one.what for one in failed)}; {evidence}", failed[0].mend)


def _explained(source: Path, folder: Path, mode: ImportMode, error: OSError) -> _Failed:
    what = f"no {_WAYS[mode]} of {source} can be made in {folder} ({error.strerror})"
    if mode is ImportMode.COPY:
        return _Failed(what, f"let the service's user read it: {_DROP_IN}")
    if error.errno == errno.EXDEV or _on_two(source, folder):
        return _across(source, folder)
    if mode is ImportMode.REFLINK:
        return _Failed(what, "use a file system that has reflinks for both, or another way in IMPORT")
    if error.errno in _NO_RIGHT and not os.access(source, os.R_OK | os.W_OK, effective_ids=True):
        return _Failed(
            f"{what}: the kernel lets a user link only files that it owns or may write (fs.protected_hardlinks)",
            "let qBittorrent save files that its group may write (UMask=0002 in its unit, UMASK=002 in its container), and "
            f"put the service into that group: {_DROP_IN}; or run both as one user",
        )
    return _Failed(what, "use a file system that has hard links for both, or IMPORT=hardlink,copy")


def _across(source: Path, folder: Path) -> _Failed:
    if _on_two(source, folder):
        return _Failed(
            f"{source.parent} and {folder} are on two file systems: links are not possible",
            "put both on one file system, or set IMPORT=hardlink,copy to copy where no link is possible",
        )
    return _Failed(
        f"{source.parent} and {folder} are on one file system, but links between them fail: they are two mounts",
        f"{one_mount(source.parent, folder)}; or set IMPORT=hardlink,copy to copy where no link is possible",
    )


def _on_two(source: Path, folder: Path) -> bool:
    """Whether these are on two file systems; False where that cannot be seen."""
    try:
        return source.stat().st_dev != folder.stat().st_dev
    except OSError:
        return False


def one_mount(torrents: Path, library: Path) -> str:
    """How the service gets one mount above two folders."""
    above = os.path.commonpath([torrents, library])
    named = "one folder above both" if above == os.sep else above
    return (
        f"give the service one mount above both: with systemd a single ReadWritePaths={named}, as each is a mount of its "
        f"own ({_DROP_IN}), with Docker one volume for {named} in place of one for each"
    )
