"""SQLite with a whole transaction in one trip to its thread."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

Work: TypeAlias = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
"""What is done on a connection, and waits for nothing but its statements."""


class OneTrip:
    """A connection that lives in a thread of its own.

    A trip to a thread and back costs as much as a statement, and an asynchronous connection makes one for each
    of them, for the beginning and for the end.

    Args:
        url: The file's address, with any driver.
        begin: The statement that begins a transaction.
        prepare: Called with the driver's connection when it is new.
        timeout: How long, in seconds, to wait for a lock of another process.
    """

    def __init__(self, url: URL, *, begin: str, prepare: Callable[[Any, Any], None], timeout: float) -> None:
        self._engine: Engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            poolclass=NullPool,
            connect_args={"timeout": timeout, "check_same_thread": False},
        )
        event.listen(self._engine, "connect", prepare)
        self._begin = begin
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection: Connection | None = None

    async def __call__(self, work: Work[T]) -> T:
        """What *work* gives, within a transaction; one that nobody waits for any more still ends."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)

    def _do(self, work: Work[T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        # The driver is told itself: SQLAlchemy's way there takes longer than SQLite's own part.
        driver = cast("sqlite3.Connection", self._connection.connection.dbapi_connection)
        try:
            driver.execute(self._begin)
            result = _to_its_end(work(cast("AsyncConnection", _AtOnce(self._connection, driver))))
            driver.execute("COMMIT")
        except BaseException:
            # Whatever state it was left in, the next one begins on a new connection.
            self._close()
            raise
        return result

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def close(self) -> None:
        """Close the connection, and let the thread end."""
        if self._connection is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)


class _AtOnce:
    """As much of an asynchronous connection as is needed, with every answer there at once."""

    def __init__(self, connection: Connection, driver: sqlite3.Connection) -> None:
        self._connection = connection
        self._driver = driver
        self.dialect = connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = ()) -> Any:
        return self._driver.execute(statement, parameters)


def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never has to wait."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    work.close()
    raise RuntimeError("a transaction in one trip waited for something else than its statements")
