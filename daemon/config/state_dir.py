"""The folder that holds the store, the tokens and the spool, and the small files in it."""

import errno
import os
import re
import secrets
import shlex
import stat
import tempfile
from pathlib import Path
from typing import Final

from daemon.config.owners import other_owner, user_name
from domain.errors import BadInputError, OutOfSpaceError, ShelfhookError

_SETTING: Final = "STATE_DIR"
_ROOT: Final = 0
_NAME: Final = re.compile(r"[0-9a-f]{16}")
_LONGEST: Final = 4096


def prepare_state_dir(folder: Path) -> None:
    """Make the folder, for the user alone.

    Raises:
        BadInputError: It cannot be made or written, or is another user's, who could have put a token there.
        OutOfSpaceError: Its disk is full.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".writable-"):
            pass
    except OSError as error:
        raise _not_written(folder, error) from error
    if (owner := other_owner(folder)) is not None and folder.stat().st_uid != _ROOT:
        raise BadInputError(
            _SETTING,
            f"{folder} belongs to {owner}",
            mend=f"run this as {owner}, or give it away: `{_chown(folder)}`",
        )


def check_state_dir(folder: Path) -> None:
    """Check that the folder could be made and written, and make nothing.

    Raises:
        BadInputError: See `prepare_state_dir`.
    """
    place = folder
    while not os.path.lexists(place):
        place = place.parent
    if not place.is_dir():
        raise _not_written(folder, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        raise _not_written(folder, OSError(errno.EROFS, os.strerror(errno.EROFS)))
    if not os.access(place, os.W_OK | os.X_OK):
        raise _not_written(folder, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def owner_name(folder: Path) -> str:
    """This daemon's name in claims, made once.

    Raises:
        BadInputError: Its file cannot be used.
    """
    file = folder / "instance"
    name = kept(file)
    if name is None or not _NAME.fullmatch(name):
        name = secrets.token_hex(8)
        keep(file, name)
    return name


def kept(file: Path, *, most: int = _LONGEST) -> str | None:
    """The content of a small file of the state directory, at most *most* bytes; None without the file.

    Raises:
        BadInputError: It is closed, a link or no file, no text, or neither this user's nor root's.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = "is a symbolic link" if error.errno == errno.ELOOP else f"cannot be read ({error.strerror})"
        raise _unusable(file, reason) from error
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise _unusable(file, "is no file")
        if state.st_uid not in {_ROOT, os.geteuid()}:
            raise _unusable(file, f"belongs to {user_name(state.st_uid)}")
        return os.read(descriptor, most).decode().strip()
    except UnicodeDecodeError as error:
        raise _unusable(file, "is no text") from error
    finally:
        os.close(descriptor)


def keep(file: Path, text: str, *, mode: int = 0o600, durable: bool = False) -> None:
    """Write a small file so that it is never open to more than *mode* says, not even for a moment.

    Args:
        file: It; what it had before is gone at once, or stays.
        text: Its new content.
        mode: Who may read it.
        durable: Whether it is on disk when this returns; otherwise a start makes it again.

    Raises:
        BadInputError: It cannot be written.
        OutOfSpaceError: Its disk is full.
    """
    unfinished = file.with_name(file.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        # Created again, so that we do not follow a link that another user left there.
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(text)
            os.fchmod(opened.fileno(), mode)
            if durable:
                opened.flush()
                os.fsync(opened.fileno())
        unfinished.rename(file)
    except OSError as error:
        raise _not_written(file, error) from error


def keep_folder(folder: Path, mode: int) -> None:
    """Make a folder in the state directory, or give it this mode.

    Raises:
        BadInputError: It is no folder of this user's.
        OutOfSpaceError: Its disk is full.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink():
            raise _unusable(folder, "is a symbolic link")
        folder.chmod(mode)
    except OSError as error:
        raise _not_written(folder, error) from error


def _not_written(place: Path, error: OSError) -> ShelfhookError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        # The same settings are right as soon as there is room, so a service manager may try again.
        return OutOfSpaceError(f"no space is left on the disk of {place}: free some space there")
    return BadInputError(_SETTING, f"{place} cannot be written ({error.strerror})", mend=_mend(place, error))


def _mend(place: Path, error: OSError) -> str:
    if error.errno == errno.EROFS:
        return "mount its file system writable (in a container: a volume), or choose another folder"
    if error.errno in {errno.EEXIST, errno.ENOTDIR, errno.EISDIR}:
        return "something else is in its place: remove that, or choose another folder"
    if error.errno not in {errno.EACCES, errno.EPERM}:
        return "choose another folder"
    if not place.exists():
        return f"create it for this user (`sudo install -d -o {_me()} -m 700 {shlex.quote(str(place))}`), or choose another folder"
    owner = other_owner(place)
    if owner is None:
        return f"`chmod u+rwX {shlex.quote(str(place))}`, or choose another folder"
    return f"it belongs to {owner}: `{_chown(place)}`, or choose another folder"


def _unusable(file: Path, reason: str) -> BadInputError:
    return BadInputError(_SETTING, f"{file} {reason}", mend="remove it; shelfhook creates it again")


def _chown(place: Path) -> str:
    return f"sudo chown -R {_me()} {shlex.quote(str(place))}"


def _me() -> str:
    return user_name(os.geteuid())
