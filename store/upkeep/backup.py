"""Backups of a SQLite store, made and restored through SQLite itself."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.errors import BadInputError, UnavailableError
from store.upkeep.upgrade import HEAD, STEPS

_MODE: Final = 0o600
_DOUBTFUL: Final = (
    "it was restored from a backup and may be outdated: create a new session on MyAnonamouse under Preferences → "
    "Security and set MAM_ID to it; if shelfhook has not run since that backup, reuse it with `shelfhook retry mam`"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore: where the former store is, if there was one, and whether MAM's session is current."""

    former: Path | None
    session_is_current: bool


def back_up(file: Path, to: Path, *, force: bool = False) -> int:
    """Copy a store, also while it is in use; no other caller waits for it. The copy is one file, and is checked.

    Args:
        file: The store.
        to: The copy, readable by its owner only.
        force: Whether an existing file is replaced.

    Returns:
        Its size in bytes.

    Raises:
        BadInputError: The store does not exist, the file exists, or cannot be created.
        UnavailableError: The store is damaged, or does not answer.
    """
    if not file.exists():
        raise BadInputError("STATE_DIR", f"there is no store {file}")
    if to.exists() and not force:
        raise BadInputError("FILE", f"{to} already exists: choose another file, or use --force")
    with _told(file), _part_of(to) as part:
        _copy(file, part)
        part.replace(to)
    _sync(to)
    return to.stat().st_size


def restore(file: Path, backup: Path, *, now: datetime) -> Restored:
    """Replace the store with a backup while no process uses it.

    The present state is kept where it matters now: MAM's session, whose cookie changes with each answer, the used
    part of the day's budgets, and the switches. If that cannot be read any more, the backup's session is not used
    until a person allows it.

    Args:
        file: The store; it is kept beside itself under a dated name.
        backup: A copy of a store.
        now: Dates the former store's name.

    Raises:
        BadInputError: The backup is not a whole store of a known version.
        UnavailableError: A file cannot be read or written.
    """
    if backup.exists() and file.exists() and backup.samefile(file):
        raise BadInputError("FILE", f"{backup} is the store itself")
    _check(backup)
    with _told(backup), _part_of(file) as part:
        _copy(backup, part)
        current = _bring_up_to_now(part, file)
        former = _set_aside(file, now) if file.exists() else None
        part.replace(file)
    _sync(file)
    return Restored(former, current)


def _copy(source: Path, target: Path) -> None:
    """A whole copy, with the write-ahead log's content."""
    with closing(_open(source)) as there, closing(sqlite3.connect(target)) as here:
        # In one step: with several, each write to the store would restart the copy.
        there.backup(here)
        # One file, without a log beside it.
        here.execute("PRAGMA journal_mode=DELETE")
        _must_be_whole(here, source)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise UnavailableError(f"store: {file} could not be copied: {error}", service="store") from error


def _open(file: Path) -> sqlite3.Connection:
    """A read-only connection, as far as the log allows."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)


def _must_be_whole(connection: sqlite3.Connection, file: Path) -> None:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise UnavailableError(f"store: {file} is damaged: {found[0]}", service="store")


def _check(backup: Path) -> None:
    """Raise unless it is a store that this version can use."""
    if not backup.is_file():
        raise BadInputError("FILE", f"there is no file {backup}")
    try:
        with closing(_open(backup)) as connection:
            _must_be_whole(connection, backup)
            version = _version(connection)
    except (sqlite3.Error, UnavailableError) as error:
        raise BadInputError("FILE", f"{backup} cannot be restored: {error}") from error
    known = {step.name.partition("_")[0] for step in (STEPS / "versions").glob("*.py")}
    if version is None:
        raise BadInputError("FILE", f"{backup} is not a shelfhook store")
    if version not in known:
        raise BadInputError(
            "FILE",
            f"{backup} is of version {version}, this shelfhook knows up to {HEAD}: install the newer one",
        )


def _version(connection: sqlite3.Connection) -> str | None:
    named = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "events", "downloads"} <= named:
        return None
    found: tuple[str] | None = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found[0] if found else None


def _bring_up_to_now(part: Path, present: Path) -> bool:
    """Copy the present state into the restored store; whether that could be read."""
    with closing(sqlite3.connect(part)) as connection:
        current = present.exists() and _take_over(connection, present)
        if not current:
            connection.execute("UPDATE sealed_sessions SET refused = ? WHERE refused IS NULL", (_DOUBTFUL,))
        connection.commit()
    return current


def _take_over(connection: sqlite3.Connection, present: Path) -> bool:
    try:
        connection.execute("ATTACH DATABASE ? AS present", (str(present),))
        version = connection.execute("SELECT version_num FROM present.alembic_version").fetchone()
        if version != connection.execute("SELECT version_num FROM main.alembic_version").fetchone():
            return False
        connection.execute("DELETE FROM main.sealed_sessions")
        connection.execute("INSERT INTO main.sealed_sessions SELECT * FROM present.sealed_sessions")
        connection.execute("INSERT OR IGNORE INTO main.switches SELECT * FROM present.switches")
        connection.execute(
            "INSERT INTO main.budgets SELECT * FROM present.budgets WHERE true"
            " ON CONFLICT (name, day) DO UPDATE SET used = max(used, excluded.used)"
        )
    except sqlite3.Error:
        connection.rollback()
        return False
    return True


def _set_aside(file: Path, now: datetime) -> Path:
    """Keep a store under a dated name, with its log if it has one; the store itself stays until it is replaced."""
    kept = file.with_name(f"{file.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
        # A readable store takes its log in; a damaged one keeps it beside itself.
        connection.execute("PRAGMA journal_mode=DELETE")
    try:
        os.link(file, kept)
    except OSError:  # not every file system has hard links
        shutil.copy2(file, kept)
    for end in ("-wal", "-shm"):
        log = file.with_name(file.name + end)
        if log.exists():
            # Beside the restored store it would be taken for that store's log.
            log.replace(kept.with_name(kept.name + end))
    return kept


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """An empty file beside another one, readable by its owner only; deleted at the end unless it was renamed."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
    except OSError as error:
        raise BadInputError("FILE", f"cannot be made in {file.parent} ({error.strerror})") from error
    try:
        yield part
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + end).unlink(missing_ok=True)


def _sync(file: Path) -> None:
    """Flush a file and its name to disk."""
    for place in (file, file.parent):
        number = os.open(place, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
