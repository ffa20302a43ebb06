"""The owner of a file or folder, for a message about who may use it. Only the standard library is imported."""

import grp
import os
import pwd
import shlex
from pathlib import Path


def user_name(number: int) -> str:
    """A user's name; the number where the user has none, as in containers."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def other_owner(place: Path) -> str | None:
    """Whose a file or folder is; None where it is ours, or nothing is known."""
    try:
        owner = place.stat().st_uid
    except OSError:
        return None
    return None if owner == os.geteuid() else user_name(owner)


def for_the_owner(folder: Path) -> str:
    """The fix when a state directory is closed to this user."""
    owner = other_owner(folder)
    return (
        "run this with sudo" if owner is None else f"run `sudo -u {owner} shelfhook …`, it belongs to {owner}"
    )


def for_the_group(folder: Path) -> str:
    """The fix when a state directory is closed to the user who runs qBittorrent."""
    try:
        found = folder.stat()
        group = grp.getgrgid(found.st_gid).gr_name
    except (OSError, KeyError):
        return "add this user to the group of that folder"
    if found.st_gid == 0 or found.st_mode & 0o050 != 0o050:  # noqa: PLR2004 - the group reads and enters
        named = shlex.quote(str(folder))
        return f"open it to a group of this user (`chgrp GROUP {named} && chmod 750 {named}`) and restart the service"
    return f"add this user to the group {group} (`sudo usermod -aG {group} USER`)"
