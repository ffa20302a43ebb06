"""What the driver's errors mean."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors import BadInputError, DamagedStoreError, OutOfSpaceError, ShelfhookError, UnavailableError
from store.postgresql_refusals import refusal

DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_DISK_FULL: Final = "53100"
_MAGIC: Final = b"SQLite format 3\x00"
_LEAST_ROOM: Final = 1 << 20

_CLASSES: Final = (
    "08",  # no connection
    "25006",  # read-only: a standby
    "28",  # login refused
    "3D",  # no such database
    "40",  # rolled back in favour of another transaction
    "53",  # out of disk, memory or connections
    "55P03",  # did not get a lock in time
    "57",  # shutting down, starting, or ended by an administrator
    "58",  # input or output errors
    "XX",  # its own
)
"""The first characters of such a PostgreSQL error's SQLSTATE."""


@dataclass(frozen=True, slots=True)
class translated:  # noqa: N801 - a context manager reads as a verb
    """A block in which the driver's errors become ours.

    Args:
        file: The SQLite file; None on PostgreSQL.
        url: The database's address, for messages about PostgreSQL.
    """

    file: Path | None = None
    url: URL | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and (meaning := meaning_of(error, self.file, self.url)) is not None:
            raise meaning from error


def meaning_of(error: BaseException, file: Path | None, url: URL | None = None) -> ShelfhookError | None:
    """Our error for one of the driver's or SQLAlchemy's; None for a bug.

    Args:
        error: The error as raised.
        file: The SQLite file; None on PostgreSQL.
        url: The database's address; None where it is unknown.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = sqlite_code(cause)
    if file is not None and code in DAMAGED:
        return damaged(file, str(cause))
    if _is_full(cause, code, file):
        return _no_room(file)
    if (refused := refusal(cause, url)) is not None:
        return refused
    return UnavailableError(f"store: {_plain(error)}", service="store") if _is_outage(error) else None


def sqlite_code(error: BaseException) -> int | None:
    """SQLite's primary result code; None for any other error."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def damaged(file: Path, problem: str) -> DamagedStoreError:
    """The error for a store that is not a whole database, with the fix."""
    backup = newest_backup(file)
    mend = (
        f"`shelfhook restore {backup}` goes back to the newest copy beside it"
        if backup is not None
        else "`shelfhook restore FILE` goes back to a backup; without one, move it away to start with an empty store"
    )
    return DamagedStoreError(f"the store {file} is damaged ({problem})", f"stop shelfhook; {mend}")


def not_a_file(file: Path) -> BadInputError:
    """The error for a store that is a directory, a dangling link or the like."""
    return BadInputError(
        f"the store {file}", "is no file", mend="remove it, or name another file in DATABASE_URL"
    )


def not_opened(file: Path, error: OSError) -> ShelfhookError:
    """The error for a store file that this user cannot open or create."""
    if error.errno in _NO_ROOM:
        return _no_room(file)
    fixes = {
        errno.ENOENT: "create its folder, or name another file in DATABASE_URL",
        errno.EROFS: "mount its disk read-write",
        errno.EISDIR: "remove it",
        errno.ELOOP: "it is a symbolic link: remove it",
    }
    mend = fixes.get(error.errno or 0, "make shelfhook's user the owner of it and of its folder")
    return BadInputError("the store", f"{file} cannot be opened ({error.strerror})", mend=mend)


def newest_backup(file: Path) -> Path | None:
    """The newest backup beside the store or in a folder ``backups`` there; None without one."""
    copies = [
        (one.stat().st_mtime, one)
        for folder in (file.parent, file.parent / "backups")
        for one in _files(folder)
        # A restore may have set aside the damaged store.
        if one != file and ".before-restore-" not in one.name and begins_as_sqlite(one)
    ]
    return max(copies)[1] if copies else None


def begins_as_sqlite(file: Path) -> bool:
    """Whether a file's first bytes are those of a SQLite database."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (one for one in folder.iterdir() if one.is_file())


def _no_room(file: Path | None) -> OutOfSpaceError:
    where = "the database's disk" if file is None else f"the disk of {file.parent}"
    return OutOfSpaceError(f"store: no space is left on {where}: free some space there")


def _is_full(cause: BaseException, code: int | None, file: Path | None) -> bool:
    if code == sqlite3.SQLITE_FULL or str(getattr(cause, "sqlstate", "")) == _DISK_FULL:
        return True
    if isinstance(cause, OSError):
        return cause.errno in _NO_ROOM
    # SQLite reports a disk error when the index of the log cannot grow.
    return code == sqlite3.SQLITE_IOERR and file is not None and _room(file) < _LEAST_ROOM


def _room(file: Path) -> int:
    return shutil.disk_usage(file.parent).free


def _plain(error: BaseException) -> str:
    """The driver's message, without the statement and its values."""
    if isinstance(error, sqlite3.Error):
        return str(error)
    if isinstance(error, DBAPIError):
        return str(error.orig)
    reason = error.strerror if isinstance(error, OSError) else None
    return f"no connection ({reason or str(error) or type(error).__name__})"


def _is_outage(error: BaseException) -> bool:
    """Whether the same statement may succeed later; also for the driver's own errors."""
    if isinstance(
        error, OperationalError | InterfaceError | PoolTimeoutError | sqlite3.OperationalError | OSError
    ):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _of_state(error.orig)
    return _of_state(error)


def _of_state(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(_CLASSES)
