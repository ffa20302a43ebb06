"""What only one process may use: the operating system or PostgreSQL keeps the lock, so it ends with the process."""

import asyncio
import fcntl
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, Final

from sqlalchemy import text

from domain.errors import NeedsPersonError
from store.database import Database
from store.locks import key_of
from store.troubles import not_a_file, not_opened

if TYPE_CHECKING:
    from store.postgresql import OwnConnection

ANSWER_SECONDS: Final = 5

_SHOWN_AS: Final = "shelfhook: "
_PREPARE: Final = text(
    "SELECT set_config('application_name', :me, false),"
    # After half a minute PostgreSQL gives up a vanished machine, and another daemon gets its locks.
    " set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
_HOLDER: Final = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (CAST(l.classid AS bigint) << 32) | CAST(l.objid AS bigint) = :key"
)


@dataclass(slots=True)
class Lead:
    """Whether this daemon leads, as far as is known without a query."""

    taken: bool


def _ignore() -> None:
    return None


@dataclass(slots=True)
class Ownership:
    """One thing that one process at a time may use, over all processes on a store.

    Args:
        db: The store that the processes share.
        what: Its name, for the lock and for the message of a refusal.
        shared: On PostgreSQL, several processes may hold it at once unless one holds it alone. A SQLite file has
            room for one.
        lost: Called when the database's connection ends, and the lock with it.
    """

    db: Database
    what: str
    shared: bool = False
    lost: Callable[[], None] = _ignore
    held: bool = field(default=False, init=False)
    """Whether we hold it, as far as is known without a query."""
    holder: str = field(default="", init=False)
    """The holder at the last refusal."""
    _file: IO[str] | None = field(default=None, init=False)
    _connection: "OwnConnection | None" = field(default=None, init=False)

    async def acquire(self) -> None:
        """Take it, until `release` or the end of the process.

        Raises:
            NeedsPersonError: Another process has it; the message says which.
            BadInputError: The store is no file, or cannot be opened by this user.
            UnavailableError: The database does not answer.
        """
        if self.db.is_sqlite:
            self._lock_file()
        else:
            await self._lock_in_database()

    async def release(self) -> None:
        """Give it back; harmless when we do not hold it."""
        self.held = False
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.end()

    async def confirm(self) -> bool:
        """Whether we still hold it, by a query; without an answer of the database it counts as lost."""
        if self._connection is None:
            return self.held
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._connection.driver.fetchval("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever the driver raises, we may have lost the lock
            await self.release()
        return self.held

    def _lock_file(self) -> None:
        assert self.db.file is not None  # noqa: S101 - true where is_sqlite is
        if os.path.lexists(self.db.file) and not self.db.file.is_file():
            raise not_a_file(self.db.file)
        path = self.db.file.with_name(f"{self.db.file.name}.{self.what}.lock")
        # Opened without truncating: its content is the holder's.
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise not_opened(path, error) from error
        file = os.fdopen(descriptor, "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = file.read().strip() or "another process"
            file.close()
            raise self._refused(holder) from error
        file.truncate(0)
        file.write(_me())
        file.flush()
        self._file, self.held = file, True

    async def _lock_in_database(self) -> None:
        key = key_of(self.what)
        way = "pg_try_advisory_lock_shared" if self.shared else "pg_try_advisory_lock"
        connection = await self.db.own_connection()
        try:
            await connection.ask(_PREPARE, {"me": f"{_SHOWN_AS}{_me()}"[:63]})
            if await connection.ask(text(f"SELECT {way}(:key)"), {"key": key}):
                self._connection = connection
                self.held = connection.watched(partial(self._ended, connection))
                return
            holder = await connection.ask(_HOLDER, {"key": key})
        except BaseException:
            await connection.end()
            raise
        await connection.end()
        raise self._refused(str(holder or "").removeprefix(_SHOWN_AS) or "another process")

    def _ended(self, connection: "OwnConnection") -> None:
        if self._connection is connection:
            self.held = False
            self.lost()

    def _refused(self, holder: str) -> NeedsPersonError:
        self.holder = holder
        return NeedsPersonError(f"{self.what} is in use by {holder}", "stop that one first")


def _me() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
