"""Which record is read from MAM again next, and what came of it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select, update

from domain.corrections import Correction, corrections
from domain.events import Report, TorrentFinished
from domain.facts import Status
from domain.recording import Recording, from_stored
from domain.refreshing import next_refresh
from store import corrections as noted
from store.database import Database
from store.downloads import Download, described, downloads_of
from store.queue.inbox import append
from store.tables import BOOKS, DOWNLOADS

_COMPLETE: Final = (
    Status.FINISHED.value,
    Status.WAITING_FOR_ITEM.value,
    Status.NEEDS_PERSON.value,
    Status.APPLIED.value,
)
"""A dismissed download is left alone."""

_AT_ONCE: Final = 1000
"""Hashes in one query; SQLite takes 32,766 parameters."""

_PLANNED: Final = DOWNLOADS.c.refresh_due_at.is_not(None)
_PLAN: Final = (
    update(DOWNLOADS)
    .where(DOWNLOADS.c.id == bindparam("of_record"))
    .values(
        refresh_due_at=bindparam("due", type_=DOWNLOADS.c.refresh_due_at.type),
        completed_at=bindparam("complete", type_=DOWNLOADS.c.completed_at.type),
    )
)


@dataclass(frozen=True, slots=True)
class Refreshes:
    """When the records of one store are read again.

    Args:
        db: The store.
        arrived: The inbox's: set when a corrected record is to be applied.
    """

    db: Database
    arrived: asyncio.Event

    async def plan(self, completed: Mapping[str, datetime | None]) -> None:
        """Plan when the records of these torrents are read again, and of no others.

        Args:
            completed: By the client's id of each of its torrents, when that was complete; None while it is not.
        """
        await self.db.write(lambda connection: _plan(connection, completed))

    async def next_due(self, *, now: datetime) -> Download | None:
        """The record that has been due longest; None when none is due."""
        query = (
            select(DOWNLOADS)
            .where(DOWNLOADS.c.refresh_due_at <= now, DOWNLOADS.c.status.in_(_COMPLETE))
            .order_by(DOWNLOADS.c.refresh_due_at)
            .limit(1)
        )
        found = await self.db.read(downloads_of(query))
        return found[0] if found else None

    async def note(
        self, download_id: int, recording: Recording, *, run_id: int | None, now: datetime
    ) -> tuple[Correction, ...]:
        """Keep what MAM says of a record now, and what changed in it since the last time.

        In the same transaction the completion of a corrected one is appended, so that its item gets the new values.
        An applied one whose item is not in the library is not: it would wait for that.

        Returns:
            What changed.
        """
        found = await self.db.write(
            lambda connection: _note(connection, download_id, recording, run_id=run_id, now=now)
        )
        if found:
            self.arrived.set()
        return found

    async def note_gone(self, download_id: int, *, now: datetime) -> None:
        """Note that MAM does not have the torrent any more; the record stays as it is."""

        def gone(connection: Connection) -> None:
            if (row := _held(connection, download_id)) is not None:
                since = row["gone_from_mam_at"] or now
                _set(connection, download_id, gone_from_mam_at=since, **_read_at(row, now))

        await self.db.write(gone)

    async def put_off(self, download_id: int, *, until: datetime) -> None:
        """Leave a record alone until then, whose answer could not be used."""
        await self.db.write(lambda connection: _set(connection, download_id, refresh_due_at=until))


def _note(
    connection: Connection, download_id: int, recording: Recording, *, run_id: int | None, now: datetime
) -> tuple[Correction, ...]:
    row = _held(connection, download_id)
    if row is None:
        return ()
    found = corrections(from_stored(row["recording"]), recording)
    _set(connection, download_id, **described(recording), gone_from_mam_at=None, **_read_at(row, now))
    noted.note(connection, found, download_id=download_id, run_id=run_id, now=now)
    if found and _has_its_item(connection, row):
        hashes = {"info_hash": row["info_hash"], "v1": row["infohash_v1"], "v2": row["infohash_v2"]}
        append(connection, [(TorrentFinished(**hashes, report=Report.LISTING), now)])
    return found


def _read_at(row: Any, now: datetime) -> dict[str, datetime | None]:
    """When it was read, and is read again; an unplanned one stays so."""
    due = None if row["refresh_due_at"] is None else next_refresh(row["completed_at"], read_at=now)
    return {"refreshed_at": now, "refresh_due_at": due}


def _has_its_item(connection: Connection, row: Any) -> bool:
    """Whether what is complete can be applied, or be matched by what is new."""
    if row["info_hash"] is None or row["status"] not in _COMPLETE:
        return False
    if row["status"] != Status.APPLIED or row["item_id"] is None:
        return True
    present = exists().where(BOOKS.c.item_id == row["item_id"], BOOKS.c.missing_since.is_(None))
    return bool(connection.execute(select(present)).scalar())


def _plan(connection: Connection, completed: Mapping[str, datetime | None]) -> None:
    planned = {row.info_hash: row for row in _rows(connection, _PLANNED)}
    lost = [
        {"of_record": row.id, "due": None, "complete": row.completed_at}
        for one, row in planned.items()
        if one not in completed or row.status not in _COMPLETE
    ]
    new = {
        one: moment
        for one, moment in completed.items()
        if moment is not None and (one not in planned or planned[one].completed_at != moment)
    }
    found = [
        {"of_record": row.id, "due": _first_refresh(row, new[row.info_hash]), "complete": new[row.info_hash]}
        for some in _some(sorted(new))
        for row in _rows(connection, DOWNLOADS.c.info_hash.in_(some), DOWNLOADS.c.status.in_(_COMPLETE))
    ]
    if plan := lost + found:
        connection.execute(_PLAN, plan)


def _first_refresh(row: Any, completed_at: datetime) -> datetime:
    return next_refresh(completed_at, read_at=row.refreshed_at or row.created_at)


def _rows(connection: Connection, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    names = ("id", "info_hash", "status", "created_at", "refreshed_at", "completed_at")
    return connection.execute(select(*(DOWNLOADS.c[name] for name in names)).where(*conditions)).all()


def _some(hashes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (hashes[first : first + _AT_ONCE] for first in range(0, len(hashes), _AT_ONCE))


def _held(connection: Connection, download_id: int) -> Any:
    """The row of a record, locked until the transaction ends; None without one."""
    query = select(DOWNLOADS).where(DOWNLOADS.c.id == download_id).with_for_update()
    return connection.execute(query).mappings().first()


def _set(connection: Connection, download_id: int, **values: Any) -> None:
    connection.execute(update(DOWNLOADS).where(DOWNLOADS.c.id == download_id).values(**values))
