"""The finished downloads that were looked at, so that what no hook reported is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Insert, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import TorrentFinished
from store import dialects
from store.database import Database
from store.tables import CompletionRow, EventRow

_COMPLETIONS: Final[Table] = CompletionRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # as above

_AT_ONCE: Final = 1000
"""Hashes in one query; SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class Completions:
    """The completions in one store. A torrent that is removed and added again completes anew."""

    db: Database

    async def note(self, info_hash: str, added_on: datetime, *, now: datetime) -> None:
        """Remember that a completion was looked at; once is enough."""
        await self.db.change(
            _note(sqlite=self.db.is_sqlite), {"info_hash": info_hash, "added_on": added_on, "seen_at": now}
        )

    async def unseen(self, finished: Mapping[str, datetime]) -> set[str]:
        """Which of the client's finished torrents nobody looked at yet, and for which no event waits.

        Args:
            finished: By the client's id of the torrent, when it was added.
        """
        return await self.db.look(lambda connection: _unseen(connection, finished))


@cache
def _note(*, sqlite: bool) -> Insert:
    dialect = dialects.sqlite if sqlite else dialects.postgresql
    statement: Insert = dialect.insert(_COMPLETIONS).on_conflict_do_nothing()
    return statement


async def _unseen(connection: AsyncConnection, finished: Mapping[str, datetime]) -> set[str]:
    waiting = await _waiting(connection)
    left = {one for one in finished if TorrentFinished(info_hash=one).key not in waiting}
    hashes = sorted(left)
    for first in range(0, len(hashes), _AT_ONCE):
        query = select(_COMPLETIONS.c.info_hash, _COMPLETIONS.c.added_on).where(
            _COMPLETIONS.c.info_hash.in_(hashes[first : first + _AT_ONCE])
        )
        for row in await connection.execute(query):
            if finished[row.info_hash] == row.added_on:
                left.discard(row.info_hash)
    return left


async def _waiting(connection: AsyncConnection) -> set[str]:
    query = select(_EVENTS.c.key).where(
        _EVENTS.c.settled_at.is_(None), _EVENTS.c.kind == TorrentFinished.model_fields["kind"].default
    )
    return set((await connection.execute(query)).scalars())
