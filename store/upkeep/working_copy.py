"""A copy of a SQLite store to work on, and what of that work must not be lost."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

from domain.errors import NeedsPersonError

_KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "sealed_sessions": ("service", "fingerprint", "sealed", "refused"),
    "budgets": ("name", "day", "used"),
}
"""A session that its service renewed is the only one that it accepts, and what is used of a budget stays used."""


@contextmanager
def working_copy(file: Path, to: Path) -> Iterator[None]:
    """Copy a store that no process uses, and keep it from being used meanwhile.

    Nothing of the store is touched, except at the end: a session that its service renewed, and a used budget, are
    written to it.

    Args:
        file: The store; without one nothing is copied, and nothing is written.
        to: Where the copy goes.

    Raises:
        NeedsPersonError: Another process uses it.
    """
    with ExitStack() as locks:
        for lock in sorted(file.parent.glob(f"{file.name}.*.lock")):
            _hold(locks, lock)
        if not file.is_file():
            yield
            return
        for ending in ("", "-wal"):
            part = file.with_name(f"{file.name}{ending}")
            if part.is_file():
                shutil.copyfile(part, to.with_name(f"{to.name}{ending}"))
        before = _rows(to)
        try:
            yield
        finally:
            _bring_back(file, before, _rows(to))


def _hold(locks: ExitStack, lock: Path) -> None:
    descriptor = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    held = locks.enter_context(os.fdopen(descriptor))
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = held.read().strip() or "another process"
        raise NeedsPersonError(f"the store is in use by {holder}", "stop that one first") from error


def _rows(file: Path) -> dict[str, set[tuple[Any, ...]]]:
    """The rows that count, by table; none of a file that is no store."""
    try:
        with closing(sqlite3.connect(file)) as store:
            return {
                table: set(store.execute(f"SELECT {', '.join(columns)} FROM {table}"))  # noqa: S608 - our own names
                for table, columns in _KEPT.items()
            }
    except sqlite3.Error:
        return {}


def _bring_back(
    file: Path, before: Mapping[str, set[tuple[Any, ...]]], after: Mapping[str, set[tuple[Any, ...]]]
) -> None:
    news = {table: rows - before[table] for table, rows in after.items() if rows - before.get(table, rows)}
    if not news:
        return
    with closing(sqlite3.connect(file)) as store, store:
        for table, rows in news.items():
            columns = _KEPT[table]
            marks = ", ".join("?" for _ in columns)
            store.executemany(
                f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - our own names
                sorted(rows, key=repr),
            )
