"""The metadata file beside a book, on the disk: one of ours is never another's, and never replaces one."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.columns import signed
from store.sidecars import Sidecar

_MOST: Final = 64 << 20
"""Bytes; a larger file is not ours."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written."""

    inode: int
    size: int
    digest: str


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def prepare(path: str, content: bytes, *, beside: str) -> Written:
    """Write a file under a hidden name, which Audiobookshelf does not see (facts/audiobookshelf_2.md 5.1).

    Args:
        path: The name that `show` will give it.
        content: Its bytes.
        beside: The audio file that it will lie beside, whose readers may read it, too.

    Raises:
        OSError: It cannot be written.
    """
    hidden = _hidden(path)
    hidden.unlink(missing_ok=True)  # a crash has left it
    with hidden.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    hidden.chmod(Path(beside).stat().st_mode & 0o666 | 0o600)
    return Written(hidden.stat().st_ino, len(content), digest(content))


def show(path: str) -> bool:
    """Give a prepared file its name; False where a file of that name is there, which stays as it is.

    Raises:
        OSError: The file system makes no links.
    """
    try:
        Path(path).hardlink_to(_hidden(path))
    except FileExistsError:
        return False
    finally:
        clean_up(path)
    return True


def clean_up(path: str) -> None:
    """Remove what a crash left of a file that was prepared."""
    with suppress(OSError):
        _hidden(path).unlink()


def _hidden(path: str) -> Path:
    file = Path(path)
    return file.with_name(f".shelfhook-{file.name}")


def ours(path: str, sidecar: Sidecar) -> bytes | None:
    """The content of our file; None where it is another one by now, or was rewritten.

    Raises:
        FileNotFoundError: There is none.
        OSError: It cannot be read.
    """
    found = os.lstat(path)
    if found.st_size > _MOST or (signed(found.st_ino), found.st_size) != (sidecar.inode, sidecar.size):
        return None
    content = Path(path).read_bytes()
    return content if digest(content) == sidecar.digest else None


def remove(path: str, sidecar: Sidecar) -> bool:
    """Remove our file; whether it was still ours.

    Raises:
        OSError: It cannot be removed.
    """
    try:
        if ours(path, sidecar) is None:
            return False
    except FileNotFoundError:
        return True
    Path(path).unlink(missing_ok=True)
    return True
