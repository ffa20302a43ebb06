"""The completions that were handled; the rest were missed by the hook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Connection, Insert, select

from domain.events import TorrentFinished
from store.columns import insert_into
from store.database import Database
from store.tables import COMPLETIONS, EVENTS
from store.work import Work

_AT_ONCE: Final = 1000
"""Hashes in one query; SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class Completions:
    """The completions in one store. A torrent that is removed and added again completes again."""

    db: Database

    async def note(self, info_hash: str, added_on: datetime, *, now: datetime) -> None:
        """Store that a completion was handled; may be repeated, and is, where a failure of the machine loses it."""
        await self.db.write(noting(info_hash, added_on, now=now), durable=False)

    async def unseen(self, finished: Mapping[str, datetime]) -> set[str]:
        """Which of the client's finished torrents were not handled yet, and have no waiting event.

        Args:
            finished: By the client's torrent id, when the torrent was added.
        """
        return await self.db.read(lambda connection: _unseen(connection, finished))


def noting(info_hash: str, added_on: datetime, *, now: datetime) -> Work[None]:
    """Work that stores that a completion was handled."""
    values = {"info_hash": info_hash, "added_on": added_on, "seen_at": now}

    def note(connection: Connection) -> None:
        connection.execute(_noting(connection.dialect.name), values)

    return note


@cache
def _noting(dialect: str) -> Insert:
    statement: Insert = insert_into(COMPLETIONS, dialect).on_conflict_do_nothing()
    return statement


def _unseen(connection: Connection, finished: Mapping[str, datetime]) -> set[str]:
    waiting = _waiting(connection)
    left = {one for one in finished if TorrentFinished(info_hash=one).key not in waiting}
    hashes = sorted(left)
    for first in range(0, len(hashes), _AT_ONCE):
        query = select(COMPLETIONS.c.info_hash, COMPLETIONS.c.added_on).where(
            COMPLETIONS.c.info_hash.in_(hashes[first : first + _AT_ONCE])
        )
        for row in connection.execute(query):
            if finished[row.info_hash] == row.added_on:
                left.discard(row.info_hash)
    return left


def _waiting(connection: Connection) -> set[str]:
    query = select(EVENTS.c.key).where(
        EVENTS.c.settled_at.is_(None), EVENTS.c.kind == TorrentFinished.model_fields["kind"].default
    )
    return set(connection.execute(query).scalars())
