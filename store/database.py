"""The store's database, SQLite or PostgreSQL, with two verbs: read and write."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.engine import URL

from domain.errors import BadInputError
from store.addresses import checked, file_of
from store.sqlite_thread import SqliteThread
from store.troubles import meaning_of
from store.work import Work

if TYPE_CHECKING:
    from store.postgresql import OwnConnection, Pool

T = TypeVar("T")


class Database:
    """One store.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://…``.

    Raises:
        BadInputError: The address is neither.
    """

    def __init__(self, url: str) -> None:
        self.url = checked(url)
        self.file = file_of(url)
        """The SQLite file; None on PostgreSQL."""
        self.writes = 0
        """How many writes this process has finished."""
        self._pool: Pool | None = None
        self._reader: SqliteThread | Pool
        self._writer: SqliteThread | Pool
        if self.file is None:
            self._pool = self._reader = self._writer = _pool(self.url)
        else:
            self._reader = SqliteThread(self.file, begin="BEGIN")
            self._writer = SqliteThread(self.file, begin="BEGIN IMMEDIATE")

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite: one file, used by one daemon."""
        return self.file is not None

    async def read(self, work: Work[T]) -> T:
        """The result of *work*, which only reads.

        Raises:
            UnavailableError: The database does not answer.
        """
        return await self._answer(self._reader(work))

    async def write(self, work: Work[T], *, durable: bool = True) -> T:
        """The result of *work*; its writes are committed when this returns, and rolled back when it fails.

        If the caller is cancelled, the work may be committed all the same.

        Args:
            work: May run a second time, if it or other work in the same transaction fails.
            durable: False for a write that a failure of the machine may lose, as long as no later write survives it.

        Raises:
            UnavailableError: The database does not answer, or stayed locked for 5 seconds.
        """
        try:
            return await self._answer(self._writer(work, durable=durable))
        finally:
            self.writes += 1

    async def _answer(self, answer: Awaitable[T]) -> T:
        """What the driver answers; its errors become ours."""
        try:
            return await answer
        except Exception as error:
            if (meaning := meaning_of(error, self.file, self.url)) is None:
                raise
            raise meaning from error

    async def own_connection(self) -> "OwnConnection":
        """A PostgreSQL connection of the caller's own, for locks and notifications.

        Raises:
            UnavailableError: The database does not answer.
        """
        assert self._pool is not None, "SQLite has no locks to hold"  # noqa: S101 - callers ask is_sqlite
        return await self._pool.own()

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.close()
        await self._reader.close()


def _pool(url: URL) -> "Pool":
    try:
        from store.postgresql import Pool  # its drivers take memory that SQLite does not need

        return Pool(url)
    except ModuleNotFoundError as error:
        raise BadInputError(
            "DATABASE_URL", f"needs {error.name}, which is not installed", mend="install shelfhook[postgres]"
        ) from error
