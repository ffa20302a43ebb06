"""SQLite with a whole transaction in one trip to its thread."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

Work: TypeAlias = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
"""What is done on a connection, perhaps a second time after a failure, and waits for nothing but its statements."""

_Asked: TypeAlias = tuple[Work[Any], bool, asyncio.Future[Any]]
_Outcome: TypeAlias = tuple[Any, BaseException | None]


class OneTrip:
    """A connection that lives in a thread of its own.

    A trip to a thread and back costs as much as a statement, and an asynchronous connection makes one for each
    of them, for the beginning and for the end. What is asked for while a trip is under way shares the next one
    and its transaction, and is asked for again by itself when one of them fails.

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
        self._waiting: list[_Asked] = []
        self._back = asyncio.Event()
        self._back.set()
        self._pauses = asyncio.Lock()
        self._paused = False

    async def __call__(self, work: Work[T], *, durable: bool = True) -> T:
        """What *work* gives, within a transaction; one that nobody waits for any more still ends.

        Args:
            work: What is done.
            durable: Whether it must outlast a failure of the machine, not only of this process.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, durable, answer))
        self._go()
        return await answer

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Make no trip until the end of the block, which begins when none is under way."""
        async with self._pauses:
            self._paused = True
            try:
                await self._back.wait()
                yield
            finally:
                self._paused = False
                self._go()

    def _go(self) -> None:
        if self._waiting and self._back.is_set() and not self._paused:
            asked, self._waiting = self._waiting, []
            self._thread.submit(self._travel, asyncio.get_running_loop(), asked)
            self._back.clear()

    def _travel(self, loop: asyncio.AbstractEventLoop, asked: Sequence[_Asked]) -> None:
        """Runs in the thread."""
        outcomes: Sequence[_Outcome]
        try:
            durable = any(one for _, one, _ in asked)
            outcomes = self._do([work for work, _, _ in asked], durable=durable)
        except BaseException as error:  # noqa: BLE001 - whoever asked is told
            outcomes = [(None, error)] * len(asked)
        loop.call_soon_threadsafe(self._arrive, asked, outcomes)

    def _arrive(self, asked: Sequence[_Asked], outcomes: Sequence[_Outcome]) -> None:
        for (*_, answer), (result, error) in zip(asked, outcomes, strict=True):
            if answer.done():
                continue
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)
        self._back.set()
        self._go()

    def _do(self, works: Sequence[Work[Any]], *, durable: bool) -> Sequence[_Outcome]:
        results, error = self._transaction(works, durable=durable)
        if error is None:
            return [(result, None) for result in results]
        if len(works) == 1:
            return [(None, error)]
        # The failure of one is its own, and seldom; savepoints would cost all of them more than they share.
        return [outcome for work in works for outcome in self._do([work], durable=durable)]

    def _transaction(
        self, works: Sequence[Work[Any]], *, durable: bool
    ) -> tuple[Sequence[Any], Exception | None]:
        """What each gives, committed; or the first failure, after which nothing of it remains."""
        if self._connection is None:
            self._connection = self._engine.connect()
        # The driver is told itself: SQLAlchemy's way there takes longer than SQLite's own part.
        driver = cast("sqlite3.Connection", self._connection.connection.dbapi_connection)
        connection = cast("AsyncConnection", _AtOnce(self._connection, driver))
        committed = False
        try:
            # To wait for the disk is most of a short commit. The next durable one takes those before it along.
            driver.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            driver.execute(self._begin)
            results, error = _each(works, connection)
            if error is None:
                driver.execute("COMMIT")
                committed = True
        finally:
            # Whatever state it was left in, the next one begins on a new connection.
            if not committed:
                self._close()
        return results, error

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def close(self) -> None:
        """Close the connection, and let the thread end; whoever still waits for a trip is cancelled."""
        async with self.paused():
            if self._connection is not None:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
            self._thread.shutdown(wait=False)
            for *_, answer in self._waiting:
                answer.cancel()
            self._waiting.clear()


def _each(works: Sequence[Work[Any]], connection: AsyncConnection) -> tuple[Sequence[Any], Exception | None]:
    """What they give, up to the first failure."""
    results: list[Any] = []
    try:
        for work in works:
            results.append(_to_its_end(work(connection)))  # noqa: PERF401 - those before a failure count
    except Exception as error:  # noqa: BLE001 - whoever asked is told
        return results, error
    return results, None


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
