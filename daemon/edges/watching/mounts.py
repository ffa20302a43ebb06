"""Which file systems a folder lies on, by the kernel's table of mounts (proc_pid_mountinfo(5))."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path("/proc/self/mountinfo")

_ESCAPE: Final = re.compile(rb"\\([0-7]{3})")
_NUMBERED: Final = 6
"""Fields of mountinfo before those that may be there or not; `-` ends these."""

_PLAIN: Final = 6
"""Fields of /proc/self/mounts."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table: its number, that of the mount below it, where it is mounted, its kind."""

    id: int
    below: int | None
    at: bytes
    kind: str


def kinds(folder: Path, table: Path = TABLE) -> list[str]:
    """The kinds of the mounts that a folder shows."""
    return [one.kind for one in shown(folder, table)]


def shown(folder: Path, table: Path = TABLE) -> list[Mount]:
    """The mounts that are visible in a folder: its own first, then those in it.

    A mount hidden by another one is left out. Empty without a table.
    """
    try:
        lines = table.read_bytes().split(b"\n")
    except OSError:
        return []
    mounts: list[Mount] = []
    for line in lines:
        if (mount := _mount(line, mounts)) is not None:
            mounts.append(mount)
    place = os.path.realpath(os.fsencode(folder))
    own = _top(mounts, place)
    inside = [one for one in mounts if one.at != place and _is_at_or_above(place, one.at)]
    return ([own] if own else []) + [one for one in inside if _top(mounts, one.at) is one]


def _mount(line: bytes, before: Sequence[Mount]) -> Mount | None:
    """A line in the form of mountinfo, or of /proc/self/mounts, where only the order shows which is below."""
    fields = line.split(b" ")
    if b"-" in fields[_NUMBERED:]:
        kind = fields[fields.index(b"-", _NUMBERED) + 1]
        return Mount(int(fields[0]), int(fields[1]), _unescaped(fields[4]), os.fsdecode(_unescaped(kind)))
    if len(fields) != _PLAIN:
        return None
    at = _unescaped(fields[1])
    below = _top(before, at)
    return Mount(len(before), below.id if below else None, at, os.fsdecode(_unescaped(fields[2])))


def _top(mounts: Sequence[Mount], place: bytes) -> Mount | None:
    """The mount that a path ends on: each one on the way leads to those that are mounted on it, and no others."""
    numbers = {one.id for one in mounts}
    on_the_way = [one for one in mounts if _is_at_or_above(one.at, place)]
    here: Mount | None = None
    above = [one for one in on_the_way if one.below not in numbers or one.below == one.id]
    while above:
        nearest = min(len(one.at) for one in above)
        here = [one for one in above if len(one.at) == nearest][-1]
        above = list(_mounted_on(here, on_the_way))
    return here


def _mounted_on(below: Mount, mounts: Sequence[Mount]) -> Iterator[Mount]:
    return (one for one in mounts if one.below == below.id and one is not below)


def _is_at_or_above(folder: bytes, path: bytes) -> bool:
    return folder == path or path.startswith(folder.rstrip(b"/") + b"/")


def _unescaped(field: bytes) -> bytes:
    """The kernel writes blank, tab, newline and backslash as three octal digits, and all else as it is."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), field)
