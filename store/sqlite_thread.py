"""A SQLite connection that lives in a thread of its own."""

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
"""How long to wait for another process's lock."""

_Outcome: TypeAlias = tuple[Any, BaseException | None]


def engine(file: Path) -> Engine:
    """Opens a file, in WAL mode with ``synchronous=FULL``: what was committed is on disk."""
    url = URL.create("sqlite+pysqlite", database=str(file))
    made = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(made, "connect", _prepare)
    return made


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: it would begin too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # A page of books changes some 2,000 pages of the file: what undoes its statement would be written to the disk
        # as well, and after each 1,000 all are copied from the log into the file.
        "temp_store=MEMORY",
        "wal_autocheckpoint=4000",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@dataclass(frozen=True, slots=True)
class _Asked:
    work: Work[Any]
    durable: bool
    answer: asyncio.Future[Any]


class SqliteThread:
    """Runs work in the order of its calls.

    Work that is added while the thread is busy shares the next transaction. If some of it fails, each is run again
    in a transaction of its own: it is done wholly or not at all, whatever becomes of the rest.

    Args:
        file: The store.
        begin: The statement that begins a transaction.
    """

    def __init__(self, file: Path, *, begin: str) -> None:
        self._engine = engine(file)
        self._begin = begin
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection: Connection | None = None
        self._is_durable = True
        self._waiting: list[_Asked] = []
        self._busy = False
        self._closed = False

    async def __call__(self, work: Work[T], *, durable: bool = True) -> T:
        """The result of *work*, once that is committed; a cancelled caller's work is done all the same.

        Args:
            work: The work.
            durable: Whether it must survive a failure of the machine, not only of this process.

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
        """Close the connection and end the thread after its current work; the callers that still wait are cancelled."""
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

    # The rest runs in the thread.

    def _run(self, loop: asyncio.AbstractEventLoop, asked: Sequence[_Asked]) -> None:
        outcomes: Sequence[_Outcome]
        try:
            durable = any(one.durable for one in asked)
            outcomes = self._outcomes([one.work for one in asked], durable=durable)
        except BaseException as error:  # noqa: BLE001 - the caller gets it
            outcomes = [(None, error)] * len(asked)
        loop.call_soon_threadsafe(self._arrive, asked, outcomes)

    def _outcomes(self, works: Sequence[Work[Any]], *, durable: bool) -> Sequence[_Outcome]:
        results, error = self._transaction(works, durable=durable)
        if error is None:
            return [(result, None) for result in results]
        if len(works) == 1:
            return [(None, error)]
        # Failures are rare; savepoints would cost all of them more than the shared transaction saves.
        return [outcome for work in works for outcome in self._outcomes([work], durable=durable)]

    def _transaction(
        self, works: Sequence[Work[Any]], *, durable: bool
    ) -> tuple[Sequence[Any], Exception | None]:
        """The result of each, committed; or the first failure, after a rollback of all."""
        if self._connection is None:
            self._connection, self._is_durable = self._engine.connect(), True
            # Marked as begun, so that no work commits by itself.
            self._connection.begin()
        # The driver is called directly: SQLAlchemy's way to it takes longer than SQLite's own part.
        driver = cast("sqlite3.Connection", self._connection.connection.dbapi_connection)
        committed = False
        try:
            if durable is not self._is_durable:
                # A short commit mostly waits for the disk. The next durable one also makes the earlier ones durable.
                driver.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                self._is_durable = durable
            driver.execute(self._begin)
            results, error = _each(works, self._connection)
            if error is None:
                driver.execute("COMMIT")
                committed = True
        finally:
            # The connection may be in any state, so the next work gets a new one.
            if not committed:
                self._disconnect()
        return results, error

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _each(works: Sequence[Work[Any]], connection: Connection) -> tuple[Sequence[Any], Exception | None]:
    """Their results, up to the first failure."""
    results: list[Any] = []
    try:
        for work in works:
            results.append(work(connection))  # noqa: PERF401 - the results before a failure are needed
    except Exception as error:  # noqa: BLE001 - the caller gets it
        return results, error
    return results, None
