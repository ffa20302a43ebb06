"""The folder that holds the store, the tokens and the spool."""

import errno
import secrets
from pathlib import Path

from domain.errors import BadInputError, OutOfSpaceError


def prepare_state_dir(folder: Path) -> None:
    """Make the folder, for the user alone.

    Raises:
        BadInputError: It cannot be made or written.
        OutOfSpaceError: There is no room on its disk.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            # The same settings are right as soon as there is room, so a service manager may try again.
            raise OutOfSpaceError(
                f"no space is left on the disk of {folder}: free some space there"
            ) from error
        raise BadInputError(
            "STATE_DIR", f"{folder} cannot be written ({error.strerror}): create it, or choose another folder"
        ) from error


def owner_name(folder: Path) -> str:
    """This daemon's name in claims, made once."""
    file = folder / "instance"
    if not file.exists():
        file.write_text(secrets.token_hex(8))
    return file.read_text()
