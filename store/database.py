"""The connection to SQLite or PostgreSQL, and what a transaction is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from domain.errors import BadInputError, UnavailableError

BUSY_SECONDS: Final = 5
_BEGIN: Final = "shelfhook_begin"


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


class Database:
    """One store.

    SQLite runs in WAL mode with ``synchronous=FULL``: what was committed is on disk. Writers queue for one
    lock here rather than for the file's, so that they meet "database is locked" only when another process
    writes.

    Args:
        url: ``sqlite+aiosqlite:///FILE`` or ``postgresql+asyncpg://…``.

    Raises:
        BadInputError: The address is neither.
    """

    def __init__(self, url: str) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = create_async_engine(self.url, pool_timeout=BUSY_SECONDS, **_options(self.url))
        self._turn = asyncio.Lock()
        if self.is_sqlite:
            event.listen(self._engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self._engine.sync_engine, "begin", _begin_sqlite)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads, on one state of the store.

        Raises:
            UnavailableError: The database does not answer.
        """
        with _translated():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; committed, durably, when the block ends without an error.

        Raises:
            UnavailableError: The database does not answer, or stayed locked for 5 seconds.
        """
        engine = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        if not self.is_sqlite:
            with _translated():
                async with engine.begin() as connection:
                    yield connection
            return
        async with self._turn:
            with _translated():
                async with engine.begin() as connection:
                    yield connection

    async def connect(self) -> AsyncConnection:
        """A connection of one's own, for what lasts as long as it does."""
        with _translated():
            return await self._engine.connect()

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


class _translated:  # noqa: N801 - reads as a phrase at its use: with _translated()
    """Turns the driver's trouble into the domain's."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OperationalError | InterfaceError | PoolTimeoutError | ConnectionError):
            raise UnavailableError(f"store: {_plain(error)}", service="store") from error


def _plain(error: BaseException) -> str:
    """What the driver says, without the statement and its values."""
    return str(error.orig) if isinstance(error, DBAPIError) else "no connection"


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except Exception as error:
        raise BadInputError(
            "DATABASE_URL", "is not a database address; leave it empty for a SQLite file in STATE_DIR"
        ) from error
    if parsed.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise BadInputError(
            "DATABASE_URL", "must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://, or be empty"
        )
    return parsed


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"pool_size": 4, "connect_args": {"timeout": BUSY_SECONDS}}
    # Two connections are held for what only one daemon may use.
    return {"pool_size": 6, "pool_pre_ping": True, "connect_args": {"timeout": BUSY_SECONDS}}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: it would do so too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
