"""Folders and files as settings name them: absolute, or refused in words. Only the standard library is imported."""

import os
from pathlib import Path
from typing import Final

SYSTEMD_STATE: Final = "STATE_DIRECTORY"
"""Where systemd names what StateDirectory= made."""


def absolute(text: str) -> Path:
    """The path that is meant: ``~`` is the user's home, and a relative one begins in the current folder.

    Raises:
        ValueError: It cannot be known; in words for the one who wrote it.
    """
    if "${" in text:
        raise ValueError("holds ${, and variables are not replaced: write the path out")
    try:
        return Path(text.strip()).expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("begins with ~, and that home folder is unknown: write the path out") from error
    except OSError as error:
        raise ValueError(
            f"is relative, and the current folder cannot be read ({error.strerror}): write the path out"
        ) from error


def state_folder(text: str) -> Path:
    """The state directory that STATE_DIR means; where it is empty systemd's choice, else the user's own.

    Raises:
        ValueError: It cannot be known; in words for the one who wrote it.
    """
    if text.strip():
        return absolute(text)
    if systemd := os.environ.get(SYSTEMD_STATE):
        return Path(systemd.partition(":")[0])
    own = Path(os.environ.get("XDG_STATE_HOME", ""))
    # The XDG base directory specification: a relative path is to be ignored.
    return (own if own.is_absolute() else _home() / ".local/state") / "shelfhook"


def _home() -> Path:
    try:
        home = Path.home()
    except RuntimeError as error:
        raise ValueError(
            "is not set, and this user has no home folder: set it to an absolute path"
        ) from error
    if not home.is_absolute():
        raise ValueError("is not set, and HOME is no absolute path: set it to an absolute path")
    return home
