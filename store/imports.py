"""The imports of torrents into the library: one of each torrent."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Insert, RowMapping, Select, bindparam, select, update

from domain.events import ImportDue
from domain.facts import ImportChoice, ImportMode, ImportProblem, ImportStatus
from store import work
from store.columns import insert_into
from store.database import Database
from store.downloads import Download, by_hashes
from store.queue.inbox import append
from store.sidecars import WrittenSidecar, note
from store.tables import IMPORTS

_AT_ONCE: Final = 1000
"""Hashes in one query; SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One torrent's import.

    Args:
        id: Its number.
        info_hash: The torrent client's id of the torrent.
        download_id: The download's record.
        created_at: When it was first planned.
        changed_at: When its state changed last.
        placed_at: When its books were in the library; None before that.
        status: Its state.
        problem: Why it is not placed, or what an undo left; None without a reason.
        detail: The same for a person, with what to do.
        mode: How its files were made; None before that.
        choice: What a person decided; None while that was not asked for.
        plan: The form of `domain.importing.plan.Plan`; None before the first.
        work: What was made on the disk for each book of the plan.
        size: Bytes of its files.
        copied: How many of them were copied.
    """

    id: int
    info_hash: str
    download_id: int
    created_at: datetime
    changed_at: datetime
    placed_at: datetime | None
    status: ImportStatus
    problem: ImportProblem | None
    detail: str | None
    mode: ImportMode | None
    choice: ImportChoice | None
    plan: Mapping[str, Any] | None
    work: Sequence[Mapping[str, Any]]
    size: int
    copied: int


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports in one store.

    Args:
        db: The store.
        arrived: The inbox's: set when one is due.
    """

    db: Database
    arrived: asyncio.Event

    async def by_id(self, import_id: int) -> Import | None:
        """The import with this number; None without one."""
        return await self._one(select(IMPORTS).where(IMPORTS.c.id == import_id))

    async def of_torrent(self, info_hash: str) -> Import | None:
        """The import of a torrent; None without one."""
        return await self._one(_OF_TORRENT, {"torrent": info_hash})

    async def with_record(self, info_hash: str, *others: str | None) -> tuple[Download | None, Import | None]:
        """The record of a torrent, see `Downloads.by_info_hash`, and its import, both as of one moment."""

        def both(connection: Connection) -> tuple[Download | None, Import | None]:
            return by_hashes(connection, (info_hash, *others)), _found(
                connection, _OF_TORRENT, {"torrent": info_hash}
            )

        return await self.db.read(both)

    async def of_download(self, download_id: int) -> Import | None:
        """The import of a download's torrent; None without one."""
        query = select(IMPORTS).where(IMPORTS.c.download_id == download_id)
        return await self._one(query.order_by(IMPORTS.c.id.desc()).limit(1))

    async def listed(
        self, *, status: ImportStatus | None = None, before: int | None = None, limit: int = 100
    ) -> list[Import]:
        """Those with this status, or all; the newest first, from number *before* on."""
        query = select(IMPORTS).order_by(IMPORTS.c.id.desc()).limit(limit)
        if status is not None:
            query = query.where(IMPORTS.c.status == status.value)
        if before is not None:
            query = query.where(IMPORTS.c.id < before)
        return [_import(row) for row in await self.db.read(work.mappings(query))]

    async def known(self, info_hashes: Collection[str]) -> set[str]:
        """Which of these torrents have an import, in whatever state."""
        hashes, found = sorted(info_hashes), set[str]()
        for first in range(0, len(hashes), _AT_ONCE):
            some = IMPORTS.c.info_hash.in_(hashes[first : first + _AT_ONCE])
            found.update(await self.db.read(work.scalars(select(IMPORTS.c.info_hash).where(some))))
        return found

    async def begin(self, info_hash: str, download_id: int, *, now: datetime) -> Import:
        """The import of a torrent; a new one is planned, and has no plan yet."""
        values = {
            "info_hash": info_hash,
            "download_id": download_id,
            "created_at": now,
            "changed_at": now,
            "status": ImportStatus.PLANNED.value,
            "work": [],
            "size": 0,
            "copied": 0,
        }

        def begin(connection: Connection) -> RowMapping:
            adding: Insert = insert_into(IMPORTS, connection.dialect.name).on_conflict_do_nothing()
            connection.execute(adding, values)
            query = select(IMPORTS).where(IMPORTS.c.info_hash == info_hash)
            return connection.execute(query).mappings().one()

        return _import(await self.db.write(begin))

    async def update(self, import_id: int, *, now: datetime, **values: Any) -> None:
        """Set these columns."""
        statement = update(IMPORTS).where(IMPORTS.c.id == import_id).values(changed_at=now, **values)
        await self.db.write(work.change(statement))

    async def placed(self, import_id: int, sidecars: Sequence[WrittenSidecar], *, now: datetime) -> None:
        """Note that its books are in the library, with these metadata files, in one transaction.

        If a failure of the machine loses that, the next try finds the books in their places.
        """
        values = {"status": ImportStatus.PLACED.value, "placed_at": now, "changed_at": now}
        statement = update(IMPORTS).where(IMPORTS.c.id == import_id).values(values)

        def placed(connection: Connection) -> None:
            connection.execute(statement)
            note(connection, sidecars)

        await self.db.write(placed, durable=False)
        self.arrived.set()

    async def make_due(self, one: Import, *, now: datetime, **values: Any) -> None:
        """Set these columns, and append the event that acts on them, in one transaction."""
        statement = update(IMPORTS).where(IMPORTS.c.id == one.id).values(changed_at=now, **values)
        event = ImportDue(info_hash=one.info_hash, download=one.download_id)

        def due(connection: Connection) -> None:
            connection.execute(statement)
            append(connection, [(event, now)])

        await self.db.write(due)
        self.arrived.set()

    async def _one(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Import | None:
        return await self.db.read(lambda connection: _found(connection, query, values))


def _found(connection: Connection, query: Select[Any], values: Mapping[str, Any] | None) -> Import | None:
    row = connection.execute(query, values).mappings().first()
    return None if row is None else _import(row)


_OF_TORRENT: Final = select(IMPORTS).where(IMPORTS.c.info_hash == bindparam("torrent"))
"""Built once: it is asked for each completion."""


def _import(row: RowMapping) -> Import:
    given = dict(row)
    for name, kind in (("problem", ImportProblem), ("mode", ImportMode), ("choice", ImportChoice)):
        given[name] = None if row[name] is None else kind(row[name])
    return Import(**given | {"status": ImportStatus(row["status"])})
