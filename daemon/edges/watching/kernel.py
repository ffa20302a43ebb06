"""inotify(7): as much of the kernel's interface as watching folders needs."""

import ctypes
import os
import select
import struct
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple, Self

OPEN: Final = 0x20
ATTRIB: Final = 0x4
CLOSE_WRITE: Final = 0x8
MOVED_FROM: Final = 0x40
MOVED_TO: Final = 0x80
CREATE: Final = 0x100
DELETE: Final = 0x200
DELETE_SELF: Final = 0x400
OVERFLOW: Final = 0x4000
"""The queue was full, so that events were lost."""

IGNORED: Final = 0x8000
"""The watch is gone, and its number is free."""

ONLYDIR: Final = 0x0100_0000
ISDIR: Final = 0x4000_0000

_HEAD: Final = struct.Struct("iIII")
_READ_BYTES: Final = 1 << 16


class Event(NamedTuple):
    """An event: in which watch, its kind, and the name in the folder."""

    watch: int
    mask: int
    name: bytes


class Inotify:
    """One instance of inotify.

    Raises:
        OSError: `EMFILE`, the user has too many instances.
    """

    def __init__(self) -> None:
        self._number = _checked(_libc().inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        self._ready = select.poll()
        self._ready.register(self._number, select.POLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._number)

    def fileno(self) -> int:
        """The file descriptor to wait on."""
        return self._number

    def add(self, folder: bytes, mask: int) -> int:
        """Watch a folder; the watch's number, the same for a folder that is watched already.

        Raises:
            OSError: `ENOSPC` when the user has too many watches, else an error of the folder.
        """
        return _checked(_libc().inotify_add_watch(self._number, folder, mask | ONLYDIR))

    def remove(self, watch: int) -> None:
        """Watch a folder no longer; one that is not watched is passed over."""
        _libc().inotify_rm_watch(self._number, watch)

    def read(self, *, milliseconds: int) -> list[Event]:
        """Wait for events; empty when none came in time."""
        if not self._ready.poll(milliseconds):
            return []
        return list(_events(os.read(self._number, _READ_BYTES)))


def _events(read: bytes) -> Iterator[Event]:
    at = 0
    while at < len(read):
        watch, mask, _, length = _HEAD.unpack_from(read, at)
        at += _HEAD.size
        yield Event(watch, mask, read[at : at + length].rstrip(b"\0"))
        at += length


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
