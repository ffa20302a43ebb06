"""The text of a file that a person wrote, or why it cannot be read."""

import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Final

from daemon.config.owners import other_owner
from domain.errors import PermanentError

_LARGEST: Final = 1 << 20
"""No file of settings comes near it; a device may never end."""


class UnreadableError(PermanentError):
    """A file cannot be read as text; *what* names the file and the reason."""


def text_of(file: Path) -> str:
    """The text of a file, without the mark of its encoding.

    Raises:
        UnreadableError: It is closed to this user, no file, no UTF-8, or has more than 1 MiB.
    """
    try:
        content = _content(file)
    except PermissionError as error:
        owner = other_owner(file)
        belongs = "" if owner is None else f" (it belongs to {owner})"
        raise UnreadableError(
            f"{file} is closed to this user", f"run this with sudo, or let this user read it{belongs}"
        ) from error
    except OSError as error:
        raise UnreadableError(
            f"{file} cannot be read ({error.strerror})", "create it, or correct its name"
        ) from error
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise UnreadableError(f"{file} is UTF-16", "save it as UTF-8")
    if b"\0" in content:
        raise UnreadableError(
            f"{file}, line {_line(content, content.index(0))}: holds a NUL byte", "save it as UTF-8 text"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"{file}, line {_line(content, error.start)}: is not UTF-8", "save it as UTF-8"
        ) from error


def _content(file: Path) -> bytes:
    mode = file.stat().st_mode
    if stat.S_ISDIR(mode):
        raise UnreadableError(
            f"{file} is a directory",
            "remove it and create a file there (Docker creates a directory where a mounted file is missing)",
        )
    if stat.S_ISFIFO(mode):  # reading it could wait for ever
        raise UnreadableError(f"{file} is a named pipe", "create a file in its place")
    with file.open("rb") as opened:
        content = opened.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableError(f"{file} has more than 1 MiB", "name another file")
    return content


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1
