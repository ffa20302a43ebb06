"""Named locks: in this process, and over all daemons on one PostgreSQL."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

from sqlalchemy import text

from store.database import Database

HELD: Final = 16
"""How many holders may have a PostgreSQL connection each; further callers wait without one."""

_TAKE: Final = text("SELECT pg_advisory_lock(one) FROM unnest(CAST(:keys AS bigint[])) AS one")
_GIVE_BACK: Final = text("SELECT pg_advisory_unlock_all()")


@dataclass(frozen=True, slots=True)
class Locks:
    """Locks of one kind in one store; a holder may take locks of another kind, but no more of this one."""

    db: Database
    _here: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _connections: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HELD))

    @asynccontextmanager
    async def of(self, names: Iterable[str]) -> AsyncIterator[None]:
        """Hold the locks of all *names*. No transaction is open meanwhile; the locks end with the process.

        Raises:
            UnavailableError: The database does not answer.
        """
        # One order for all: two callers that want the same locks never deadlock.
        wanted = sorted(set(names))
        async with AsyncExitStack() as stack:
            for name in wanted:
                lock = self._here.setdefault(name, asyncio.Lock())
                await stack.enter_async_context(lock)
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
            # Whatever happened, the connection must not return to the pool with the locks.
            await connection.end()
            raise
        await connection.give_back()


def key_of(what: str) -> int:
    """The number of a name's lock, as a signed 64-bit integer."""
    return int.from_bytes(hashlib.sha256(f"shelfhook {what}".encode()).digest()[:8], signed=True)
