"""The data for comparing the mirror of a library with the library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, delete, or_, select, update

from domain import paths
from domain.facts import ReasonKind, Status
from store import from_mam, work
from store.columns import lies_below
from store.database import Database
from store.tables import BOOKS, CHANGES, DOWNLOADS, FIELD_LOCKS, SOURCE_ANSWERS

_OURS: Final = (BOOKS.c.last_metadata_updated, BOOKS.c.enrichments_in_vain)

_KNOWN: Final = select(
    BOOKS.c.item_id,
    BOOKS.c.path,
    # What an older version mirrored is read again, for what that did not read.
    case((BOOKS.c.lacks.is_(None), None), else_=BOOKS.c.updated_at),
    BOOKS.c.added_at,
    BOOKS.c.missing_since,
).where(BOOKS.c.item_id.in_(bindparam("items", expanding=True)))


@dataclass(frozen=True, slots=True)
class Known:
    """The values by which a listed item is recognised as changed since it was mirrored."""

    path: str
    updated_at: datetime | None
    added_at: datetime | None
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Mirror:
    """The records of comparisons in one store."""

    db: Database

    async def known(self, item_ids: Iterable[str]) -> Mapping[str, Known]:
        """The mirrored ones among the items, by id."""
        rows = await self.db.read(work.rows(_KNOWN, {"items": list(item_ids)}))
        return {row[0]: Known(row[1], row[2], row[3], row[4] is not None) for row in rows}

    async def is_empty(self) -> bool:
        """Whether the mirror is empty."""
        return not await self.db.read(work.scalars(select(BOOKS.c.item_id).limit(1)))

    async def saw(self, item_ids: Iterable[str], *, now: datetime) -> None:
        """Store that these items still exist, unchanged."""
        await self._set(BOOKS.c.item_id.in_(list(item_ids)), seen_at=now)

    async def unseen(self, library_id: str, *, since: datetime, limit: int) -> list[str]:
        """Items of a library that no listing has shown since a moment, and that are not marked as missing yet."""
        query = (
            select(BOOKS.c.item_id)
            .where(BOOKS.c.library_id == library_id, BOOKS.c.seen_at < since, BOOKS.c.missing_since.is_(None))
            .order_by(BOOKS.c.item_id)
            .limit(limit)
        )
        return list(await self.db.read(work.scalars(query)))

    async def paths_below(self, folder: str, *, after: str, limit: int) -> list[tuple[str, str]]:
        """Items at or below a folder that are not missing, in key order: key and path of each.

        Args:
            folder: As Audiobookshelf sees it.
            after: The last key of the page before; empty for the first.
            limit: Items on a page.
        """
        key = BOOKS.c.path_key
        query = (
            select(key, BOOKS.c.path)
            .where(
                or_(key == paths.key(folder), lies_below(key, folder)),
                key > after,
                BOOKS.c.missing_since.is_(None),
            )
            .order_by(key)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self.db.read(work.rows(query))]

    async def lost(self, item_ids: Iterable[str], *, now: datetime) -> None:
        """Mark items as missing; an item that is already marked keeps its date."""
        await self._set(
            BOOKS.c.item_id.in_(list(item_ids)), BOOKS.c.missing_since.is_(None), missing_since=now
        )

    async def lost_outside(self, library_ids: Iterable[str], *, now: datetime) -> None:
        """Mark the items of all other libraries as missing."""
        outside = BOOKS.c.library_id.not_in(list(library_ids))
        await self._set(outside, BOOKS.c.missing_since.is_(None), missing_since=now)

    async def renamed(self, former: str, item_id: str) -> None:
        """Move an item's history, downloads, answers and locks to the item that replaced it.

        The former item leaves the mirror, and its downloads will be applied again: the written values may be lost.
        """
        await self.db.write(lambda connection: _rename(connection, former, item_id))

    async def _set(self, *conditions: Any, **values: Any) -> None:
        await self.db.write(work.change(update(BOOKS).where(*conditions).values(**values)))


def _rename(connection: Connection, former: str, item_id: str) -> None:
    kept = connection.execute(select(*_OURS).where(BOOKS.c.item_id == former)).mappings().first()
    if kept is not None:
        connection.execute(update(BOOKS).where(BOOKS.c.item_id == item_id).values(**kept))
    connection.execute(
        update(DOWNLOADS)
        .where(DOWNLOADS.c.item_id == former, DOWNLOADS.c.status == Status.APPLIED.value)
        .values(
            status=Status.WAITING_FOR_ITEM.value,
            reason="its library item has another id now",
            reason_kind=ReasonKind.NEW_ITEM_ID,
        )
    )
    for table, key in ((SOURCE_ANSWERS, "source"), (FIELD_LOCKS, "field")):
        newer = select(table.c[key]).where(table.c.item_id == item_id)  # what the new id has by now is newer
        connection.execute(delete(table).where(table.c.item_id == former, table.c[key].in_(newer)))
    for table in (CHANGES, DOWNLOADS, SOURCE_ANSWERS, FIELD_LOCKS):
        connection.execute(update(table).where(table.c.item_id == former).values(item_id=item_id))
    connection.execute(delete(BOOKS).where(BOOKS.c.item_id == former))
    from_mam.note(connection, [item_id])
