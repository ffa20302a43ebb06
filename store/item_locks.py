"""One at a time, for each thing that has a name: in this process, and over all daemons on one PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

from sqlalchemy import text

from store.database import Database
from store.locks import key_of

HELD: Final = 16
"""So many turns at most hold a connection to PostgreSQL each; whoever comes then waits without one."""

_TAKE: Final = text("SELECT pg_advisory_lock(one) FROM unnest(CAST(:keys AS bigint[])) AS one")
_GIVE_BACK: Final = text("SELECT pg_advisory_unlock_all()")


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of one store. A daemon needs exactly one of these."""

    db: Database
    _here: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _connections: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HELD))

    @asynccontextmanager
    async def of(self, names: Iterable[str]) -> AsyncIterator[None]:
        """Hold the turns of all *names*; no transaction is open meanwhile, and they end with the process.

        Raises:
            UnavailableError: The database does not answer.
        """
        # One order for all: two who want the same turns never wait for each other.
        wanted = sorted(set(names))
        async with AsyncExitStack() as stack:
            for name in wanted:
                turn = self._here.setdefault(name, asyncio.Lock())
                await stack.enter_async_context(turn)
            if not self.db.is_sqlite:
                await stack.enter_async_context(self._connections)
                await stack.enter_async_context(self._everywhere(sorted(map(key_of, wanted))))
            yield

    @asynccontextmanager
    async def _everywhere(self, keys: Sequence[int]) -> AsyncIterator[None]:
        connection = await self.db.own_connection()
        try:
            await connection.ask(_TAKE, {"keys": keys})
            yield
            await connection.ask(_GIVE_BACK)
        except BaseException:
            # Whatever happened, the connection must not take the turns into the pool.
            await connection.end()
            raise
        await connection.give_back()
