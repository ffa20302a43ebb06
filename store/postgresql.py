"""Connections to PostgreSQL: the pool, and connections outside it for locks and notifications."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from store.troubles import translated
from store.work import Work

T = TypeVar("T")

WAITED_SECONDS: Final = 5
"""How long a caller waits for a connection."""

_CLOSING_SECONDS: Final = 2


class Pool:
    """The connections of one process to a database.

    Three are held for locks and notifications, one by each of up to sixteen items that are written at once, and one by
    the writer; four daemons together stay below PostgreSQL's default of a hundred.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        # The driver reads these as libpq does; SQLAlchemy would pass them as arguments that it does not have.
        options = {"dsn": f"postgresql://?{urlencode(url.query)}"} if url.query else {}
        self._engine = create_async_engine(
            url.set(query={}),
            pool_size=12,
            max_overflow=12,
            pool_timeout=WAITED_SECONDS,
            pool_pre_ping=True,
            connect_args={"timeout": WAITED_SECONDS, **options},
        )

    async def __call__(self, work: Work[T], *, durable: bool = True) -> T:  # noqa: ARG002 - each commit is durable here
        """The result of *work*, once that is committed."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def own(self) -> "OwnConnection":
        """A connection that returns to the pool only on request.

        Raises:
            UnavailableError: The database does not answer.
        """
        with translated(url=self._url):
            connection = await self._engine.connect()
            try:
                driver = (await connection.get_raw_connection()).driver_connection
            except BaseException:
                await connection.invalidate()
                await connection.close()
                raise
            return OwnConnection(connection, driver)

    async def close(self) -> None:
        """Close all of them."""
        await self._engine.dispose()


@dataclass(frozen=True, slots=True)
class OwnConnection:
    """A connection outside the pool. `driver` is the driver's own, for what SQLAlchemy does not offer."""

    _connection: AsyncConnection
    driver: Any

    async def ask(self, statement: Any, values: Any = None) -> Any:
        """The first value that a statement returns, in a transaction of its own.

        Raises:
            UnavailableError: The database does not answer.
        """
        with translated():
            answer = (await self._connection.execute(statement, values)).scalar()
            await self._connection.commit()
        return answer

    def watched(self, ended: Callable[[], None]) -> bool:
        """Have *ended* called when the connection ends; whether it still stands."""
        self.driver.add_termination_listener(lambda _driver: ended())
        return not self.driver.is_closed()

    async def give_back(self) -> None:
        """Return it to the pool."""
        await self._connection.close()

    async def end(self) -> None:
        """Close it: in the pool it would keep its locks, its listeners and its name."""
        with suppress(Exception):  # a lost connection cannot be closed
            await self.driver.close(timeout=_CLOSING_SECONDS)
        await self._connection.invalidate()
        await self._connection.close()
