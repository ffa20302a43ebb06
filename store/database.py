"""The store's database, SQLite or PostgreSQL: work is read or written, and that is all there is to it."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy.engine import URL, make_url

from domain.errors import BadInputError
from store.sqlite_thread import SqliteThread
from store.troubles import translated
from store.work import Work

if TYPE_CHECKING:
    from store.postgresql import OwnConnection, Pool

T = TypeVar("T")

DRIVERS: Final = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",  # as it was spelt in version 0.1
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
"""How an address may begin, and with which driver it is opened."""


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(file)).render_as_string()


class Database:
    """One store.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://…``.

    Raises:
        BadInputError: The address is neither.
    """

    def __init__(self, url: str) -> None:
        self.url = _checked(url)
        self.file = _file(self.url) if self.url.drivername == "sqlite" else None
        """The SQLite file; None on PostgreSQL."""
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
        """Whether it is a file, which has no other daemon on it."""
        return self.file is not None

    async def read(self, work: Work[T]) -> T:
        """What *work*, which only reads, gives.

        Raises:
            UnavailableError: The database does not answer.
        """
        with translated(self.file):
            return await self._reader(work)

    async def write(self, work: Work[T], *, durable: bool = True) -> T:
        """What *work* gives; what it wrote is committed when this returns, and nothing of it is left when it fails.

        Where the caller is cancelled, it may be done all the same.

        Args:
            work: May be done a second time, when it or other work that shares its transaction fails.
            durable: False for what may be undone by a failure of the machine as long as nothing later is kept.

        Raises:
            UnavailableError: The database does not answer, or stayed locked for 5 seconds.
        """
        with translated(self.file):
            return await self._writer(work, durable=durable)

    async def own_connection(self) -> "OwnConnection":
        """A connection to PostgreSQL for what lasts as long as it does: locks and notifications.

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
    from store.postgresql import Pool  # with its drivers it takes memory that SQLite has no use for

    return Pool(url)


def _file(url: URL) -> Path:
    """The file of an address: a relative one begins in the current folder, as SQLAlchemy has it."""
    try:
        return Path(url.database or "").expanduser().absolute()
    except RuntimeError as error:
        raise BadInputError(
            "DATABASE_URL", "begins with ~, and that home folder is unknown: write the path out"
        ) from error


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except Exception as error:
        raise BadInputError(
            "DATABASE_URL", "is not a database address; leave it empty for a SQLite file in STATE_DIR"
        ) from error
    if parsed.drivername not in DRIVERS:
        raise BadInputError("DATABASE_URL", "must begin with sqlite:/// or postgresql://, or be empty")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise BadInputError("DATABASE_URL", "names no file after sqlite:///")
    if parsed.get_backend_name() == "sqlite" and (parsed.host or "?" in url):
        raise BadInputError(
            "DATABASE_URL", "must be sqlite:/// and the file's absolute path, and nothing more"
        )
    return parsed.set(drivername=DRIVERS[parsed.drivername])
