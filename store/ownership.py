"""Who may use what only one process may use: kept by the operating system or by PostgreSQL, so that it ends with the process."""

import fcntl
import os
import socket
import zlib
from dataclasses import dataclass, field
from typing import IO

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NeedsPersonError
from store.database import Database


@dataclass(slots=True)
class Ownership:
    """One thing that one process at a time may use, over all processes on a store.

    Args:
        db: The store that they share.
        what: Its name, for the lock and for the sentence of a refusal.
    """

    db: Database
    what: str
    _file: IO[str] | None = field(default=None, init=False)
    _connection: AsyncConnection | None = field(default=None, init=False)

    async def acquire(self) -> None:
        """Take it, until `release` or the end of the process.

        Raises:
            NeedsPersonError: Another process has it; the message says which.
        """
        if self.db.is_sqlite:
            self._lock_file()
        else:
            await self._lock_in_database()

    async def release(self) -> None:
        """Give it back; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            await _end(self._connection)
            self._connection = None

    def _lock_file(self) -> None:
        assert self.db.file is not None  # noqa: S101 - is_sqlite says so
        path = self.db.file.with_name(f"{self.db.file.name}.{self.what}.lock")
        # Opened without truncating: what stands in it is the holder's.
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = file.read().strip() or "another process"
            file.close()
            raise self._refused(holder) from error
        file.truncate(0)
        file.write(_me())
        file.flush()
        self._file = file

    async def _lock_in_database(self) -> None:
        key = zlib.crc32(f"shelfhook {self.what}".encode())
        connection = await self.db.connect()
        await connection.execute(
            text("SELECT set_config('application_name', :me, false)"),
            {"me": f"shelfhook {self.what}: {_me()}"[:63]},
        )
        taken = await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key})
        if taken.scalar_one():
            await connection.commit()  # the lock is the session's, not the transaction's
            self._connection = connection
            return
        holders = await connection.execute(
            text(
                "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                " WHERE l.locktype = 'advisory' AND l.objid = CAST(:key AS oid) AND l.granted"
            ),
            {"key": key},
        )
        holder = holders.scalar() or "another process"
        await _end(connection)
        raise self._refused(str(holder).partition(": ")[2] or "another process")

    def _refused(self, holder: str) -> NeedsPersonError:
        return NeedsPersonError(f"{self.what} is in use by {holder}: stop that one first")


async def _end(connection: AsyncConnection) -> None:
    """Close it for good: in the pool it would keep its lock and its name."""
    await connection.invalidate()
    await connection.close()


def _me() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
