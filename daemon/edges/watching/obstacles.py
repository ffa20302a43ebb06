"""Why a folder is not visible, and the fix."""

import grp
import os
import pwd
import shlex
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from daemon.edges.watching import mounts
from domain.fixes import RELOAD

_HOMES: Final = (Path("/home"), Path("/root"), Path("/run/user"))
"""What systemd's `ProtectHome=` hides."""

_NOBODYS: Final = 65534
"""The group that the kernel shows for all those that `PrivateUsers=` leaves out."""

_UNSEEN: Final = "GROUP"

_SEARCHES_FOR_SECONDS: Final = 10
_DROP_IN: Final = "under [Service] in `sudo systemctl edit shelfhook.service`"
_NOT_BOOKS: Final = frozenset({"lost+found", "System Volume Information"})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The obstacle that hides a folder, and the fix; a folder may also be missing."""

    what: str
    mend: str
    missing: bool = False

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.mend}"


def step_into(folder: str | os.PathLike[str]) -> os.stat_result:
    """The status of a folder, entered and listed as a watch does it; this mounts automounts.

    Raises:
        OSError: It is not there, closed, no folder, or its file system fails.
    """
    status = os.stat(f"{os.fspath(folder)}/.")  # noqa: PTH116 - Path drops the dot, which is what enters
    with os.scandir(folder) as entries:
        next(entries, None)
    return status


def obstacle(folder: Path) -> Obstacle | None:
    """Why a folder cannot be seen; None when it can."""
    try:
        step_into(folder)
    except PermissionError:
        return _closed(folder)
    except (FileNotFoundError, NotADirectoryError) as error:
        what = "does not exist" if isinstance(error, FileNotFoundError) else "is not a folder"
        return Obstacle(
            f"{folder} {what} on this machine",
            f"mount it, or set LIBRARY_DIRS to the library's folder here and {RELOAD}{_if_home(folder)}",
            missing=True,
        )
    except OSError as error:
        return Obstacle(
            f"{folder} cannot be seen ({error.strerror})",
            "mount it again, or repair what is mounted there; shelfhook keeps checking it",
        )
    return None


def closed_below(folder: Path) -> Obstacle | None:
    """A folder in a library that this user cannot enter; None when none is found within 10 s."""
    waiting, until = [str(folder)], time.monotonic() + _SEARCHES_FOR_SECONDS
    while waiting and time.monotonic() < until:
        here = waiting.pop()
        try:
            os.stat(f"{here}/.")  # noqa: PTH116 - as above
            waiting += _folders_in(here)
        except PermissionError:
            return _closed(Path(here))
        except OSError:
            continue  # it went in between
    return None


def _folders_in(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if (
                entry.name[0] not in ".@#$"
                and entry.name not in _NOT_BOOKS
                and entry.is_dir(follow_symlinks=False)
            ):
                yield entry.path


def _closed(folder: Path) -> Obstacle:
    at = next(filter(_is_closed, reversed([folder, *folder.parents])), folder)
    return Obstacle(f"{folder} cannot be seen: {at} is closed to the user {_user()}", _mend(folder, at))


def _is_closed(folder: Path) -> bool:
    try:
        os.stat(folder / "x")  # noqa: PTH116 - only whether it may be entered counts
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _mend(folder: Path, closed: Path) -> str:
    if closed in _HOMES or closed.parent in _HOMES:
        return _open_home(folder)
    if next(iter(mounts.kinds(closed)), "").startswith("fuse"):
        return f"mount {closed} with the option allow_other"
    try:
        status = closed.stat()
    except OSError:
        return f"open {closed} to the user {_user()}"
    if status.st_uid == os.geteuid():
        return f"`chmod u+rx {shlex.quote(str(closed))}`"
    return _let_group_in(closed, status)


def _let_group_in(closed: Path, status: os.stat_result) -> str:
    quoted = shlex.quote(str(closed))
    is_open = status.st_mode & 0o050 == 0o050  # noqa: PLR2004 - the group may list and enter it
    first = "" if is_open else f"`sudo chmod g+rx {quoted}`"
    if status.st_gid == 0:
        return f"`sudo chmod o+rx {quoted}`, or `sudo chgrp` it to a group that the user {_user()} is in"
    if status.st_gid in {os.getegid(), *os.getgroups()} and status.st_gid != _NOBODYS:
        return first or f"open {closed} to the user {_user()}"
    return f"{first}{', and ' if first else ''}{_grant(status.st_gid, quoted)}; then restart shelfhook"


def _grant(group: int, quoted: str) -> str:
    """How this user becomes a member of a group."""
    name = _group(group)
    named = f" (`stat -c %G {quoted}` names the group)" if name == _UNSEEN else ""
    return (
        f"set SupplementaryGroups={name} {_DROP_IN}{named}; without systemd `sudo usermod --append "
        f'--groups {name} {_user()}`, for a container `group_add: ["{group}"]`'
    )


def _open_home(folder: Path) -> str:
    return (
        f"set ProtectHome=tmpfs and BindReadOnlyPaths={folder} {_DROP_IN}, or without systemd open the folders above "
        f"it to the user {_user()} (`chmod o+x`); then restart shelfhook"
    )


def _if_home(folder: Path) -> str:
    hidden = any(folder.is_relative_to(home) for home in _HOMES)
    return f"; if systemd hides it: {_open_home(folder)}" if hidden else ""


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _group(number: int) -> str:
    if number == _NOBODYS:
        return _UNSEEN
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
