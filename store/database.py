"""The connection to SQLite or PostgreSQL, and what a transaction is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import RowMapping, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from domain.errors import BadInputError
from store.sqlite_thread import OneTrip, Work
from store.troubles import meaning_of

BUSY_SECONDS: Final = 5
_BEGIN: Final = "shelfhook_begin"

T = TypeVar("T")


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


class Database:
    """One store.

    SQLite runs in WAL mode with ``synchronous=FULL``: what was committed is on disk. Writers queue here rather
    than for the file's lock, so that they meet "database is locked" only when another process writes.

    Args:
        url: ``sqlite+aiosqlite:///FILE`` or ``postgresql+asyncpg://…``.

    Raises:
        BadInputError: The address is neither.
    """

    def __init__(self, url: str) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = create_async_engine(self.url, pool_timeout=BUSY_SECONDS, **_options(self.url))
        self._translated = _Translated(self.file)
        self._writer = _one_trip(self.url, "BEGIN IMMEDIATE")
        self._reader = _one_trip(self.url, "BEGIN")
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
        with self.translated():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; committed, durably, when the block ends without an error.

        Raises:
            UnavailableError: The database does not answer, or stayed locked for 5 seconds.
        """
        engine = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        async with nullcontext() if self._writer is None else self._writer.paused():
            with self.translated():
                async with engine.begin() as connection:
                    yield connection

    async def run(self, work: Work[T], *, durable: bool = True) -> T:
        """What *work* gives, done in a writing transaction, which is on disk when this returns.

        The quick way: *work* may wait for its statements only, where `write` leaves room for more, and those who
        come at the same time share a transaction. It is done wholly or not at all, whatever becomes of theirs.

        Args:
            work: What is done.
            durable: False for what may be undone by a failure of the machine as long as nothing later is kept.

        Raises:
            UnavailableError: The database does not answer, or stayed locked for 5 seconds.
        """
        if self._writer is None:
            async with self.write() as connection:
                return await work(connection)
        with self.translated():
            return await self._writer(work, durable=durable)

    async def look(self, work: Work[T]) -> T:
        """What *work* gives, which only reads; the quick way, as `run` is.

        Raises:
            UnavailableError: The database does not answer.
        """
        if self._reader is None:
            async with self.read() as connection:
                return await work(connection)
        with self.translated():
            return await self._reader(work)

    async def mappings(self, query: Any, values: Any = None) -> Sequence[RowMapping]:
        """The rows of a query, by their columns' names.

        Raises:
            UnavailableError: The database does not answer.
        """

        async def fetch(connection: AsyncConnection) -> Sequence[RowMapping]:
            return (await connection.execute(query, values)).mappings().all()

        return await self.look(fetch)

    async def change(self, statement: Any, values: Any = None) -> int:
        """Do one statement, durably; returns how many rows it met.

        Raises:
            UnavailableError: The database does not answer, or stayed locked for 5 seconds.
        """

        async def do(connection: AsyncConnection) -> int:
            return int((await connection.execute(statement, values)).rowcount)

        return await self.run(do)

    def translated(self) -> AbstractContextManager[None]:
        """For work on a connection of one's own: the driver's trouble becomes ours in it."""
        return self._translated

    async def connect(self) -> AsyncConnection:
        """A connection of one's own, for what lasts as long as it does."""
        with self.translated():
            return await self._engine.connect()

    async def close(self) -> None:
        """Close every connection."""
        for one in (self._reader, self._writer):
            if one is not None:
                await one.close()
        await self._engine.dispose()


@dataclass(frozen=True, slots=True)
class _Translated:
    """Turns the driver's trouble into the domain's."""

    file: Path | None

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and (meaning := meaning_of(error, self.file)) is not None:
            raise meaning from error


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
    # Three connections are held for locks and notifications, and one by each of the sixteen turns at once;
    # and four daemons together stay below the hundred that PostgreSQL has unless it is told otherwise.
    return {
        "pool_size": 12,
        "max_overflow": 12,
        "pool_pre_ping": True,
        "connect_args": {"timeout": BUSY_SECONDS},
    }


def _one_trip(url: URL, begin: str) -> OneTrip | None:
    """The quick way to a SQLite file; PostgreSQL has none."""
    if url.get_backend_name() != "sqlite":
        return None
    return OneTrip(url, begin=begin, prepare=_prepare_sqlite, timeout=BUSY_SECONDS)


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
