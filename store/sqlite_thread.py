"""A connection to a SQLite file that lives in a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL

from store.work import Work

T = TypeVar("T")

BUSY_SECONDS: Final = 5
"""So long another process's lock is waited for."""

_Outcome: TypeAlias = tuple[Any, BaseException | None]


def engine(file: Path) -> Engine:
    """What connects to a file, in WAL mode with ``synchronous=FULL``: what was committed is on disk."""
    url = URL.create("sqlite+pysqlite", database=str(file))
    made = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(made, "connect", _prepare)
    return made


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: it would do so too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@dataclass(frozen=True, slots=True)
class _Asked:
    work: Work[Any]
    durable: bool
    answer: asyncio.Future[Any]


class SqliteThread:
    """Does work in the order in which it is asked for.

    What is asked for while the thread is busy shares the next transaction, and is done again by itself when some
    of it fails: it is done wholly or not at all, whatever becomes of the rest.

    Args:
        file: The store.
        begin: The statement that begins a transaction.
    """

    def __init__(self, file: Path, *, begin: str) -> None:
        self._engine = engine(file)
        self._begin = begin
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection: Connection | None = None
        self._waiting: list[_Asked] = []
        self._busy = False
        self._closed = False

    async def __call__(self, work: Work[T], *, durable: bool = True) -> T:
        """What *work* gives, once that is committed; work that nobody waits for any more is done all the same.

        Args:
            work: What is done.
            durable: Whether it must outlast a failure of the machine, not only of this process.

        Raises:
            RuntimeError: It is closed.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(work, durable, answer))
        self._go()
        return await answer

    async def close(self) -> None:
        """Close the connection and end the thread, after what is under way; whoever still waits is cancelled."""
        if self._closed:
            return
        self._closed = True
        for asked in self._waiting:
            asked.answer.cancel()
        self._waiting.clear()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown(wait=False)

    def _go(self) -> None:
        if self._waiting and not self._busy:
            asked, self._waiting = self._waiting, []
            self._busy = True
            self._thread.submit(self._run, asyncio.get_running_loop(), asked)

    def _arrive(self, asked: Sequence[_Asked], outcomes: Sequence[_Outcome]) -> None:
        self._busy = False
        for one, (result, error) in zip(asked, outcomes, strict=True):
            if one.answer.done():
                continue
            if error is None:
                one.answer.set_result(result)
            else:
                one.answer.set_exception(error)
        self._go()

    # What follows runs in the thread.

    def _run(self, loop: asyncio.AbstractEventLoop, asked: Sequence[_Asked]) -> None:
        outcomes: Sequence[_Outcome]
        try:
            durable = any(one.durable for one in asked)
            outcomes = self._outcomes([one.work for one in asked], durable=durable)
        except BaseException as error:  # noqa: BLE001 - whoever asked is told
            outcomes = [(None, error)] * len(asked)
        loop.call_soon_threadsafe(self._arrive, asked, outcomes)

    def _outcomes(self, works: Sequence[Work[Any]], *, durable: bool) -> Sequence[_Outcome]:
        results, error = self._transaction(works, durable=durable)
        if error is None:
            return [(result, None) for result in results]
        if len(works) == 1:
            return [(None, error)]
        # The failure of one is its own, and seldom; savepoints would cost all of them more than they share.
        return [outcome for work in works for outcome in self._outcomes([work], durable=durable)]

    def _transaction(
        self, works: Sequence[Work[Any]], *, durable: bool
    ) -> tuple[Sequence[Any], Exception | None]:
        """What each gives, committed; or the first failure, after which nothing of it remains."""
        if self._connection is None:
            self._connection = self._engine.connect()
            # Known as begun, so that nobody who is handed the connection commits on his own.
            self._connection.begin()
        # The driver is told itself: SQLAlchemy's way there takes longer than SQLite's own part.
        driver = cast("sqlite3.Connection", self._connection.connection.dbapi_connection)
        committed = False
        try:
            # To wait for the disk is most of a short commit. The next durable one takes those before it along.
            driver.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            driver.execute(self._begin)
            results, error = _each(works, self._connection)
            if error is None:
                driver.execute("COMMIT")
                committed = True
        finally:
            # Whatever state it was left in, the next one begins on a new connection.
            if not committed:
                self._disconnect()
        return results, error

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _each(works: Sequence[Work[Any]], connection: Connection) -> tuple[Sequence[Any], Exception | None]:
    """What they give, up to the first failure."""
    results: list[Any] = []
    try:
        for work in works:
            results.append(work(connection))  # noqa: PERF401 - those before a failure count
    except Exception as error:  # noqa: BLE001 - whoever asked is told
        return results, error
    return results, None
