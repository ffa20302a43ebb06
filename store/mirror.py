"""How the mirror of a library is compared with the library itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, delete, or_, select, update

from domain import paths
from domain.facts import ReasonKind, Status
from store.columns import lies_below
from store.database import Database
from store.tables import BookRow, ChangeRow, DownloadRow

_BOOKS: Final[Table] = BookRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_CHANGES: Final[Table] = ChangeRow.__table__  # type: ignore[attr-defined]  # as above
_DOWNLOADS: Final[Table] = DownloadRow.__table__  # type: ignore[attr-defined]  # as above
_OURS: Final = (_BOOKS.c.last_metadata_updated, _BOOKS.c.enrichments_in_vain)


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether an item of a listing has changed since it was mirrored."""

    path: str
    updated_at: datetime | None
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Mirror:
    """The bookkeeping of comparisons in one store."""

    db: Database

    async def known(self, item_ids: Iterable[str]) -> Mapping[str, Known]:
        """Those of the items that are mirrored, by id."""
        columns = (_BOOKS.c.item_id, _BOOKS.c.path, _BOOKS.c.updated_at, _BOOKS.c.missing_since)
        query = select(*columns).where(_BOOKS.c.item_id.in_(list(item_ids)))
        async with self.db.read() as connection:
            rows = (await connection.execute(query)).all()
        return {row[0]: Known(row[1], row[2], row[3] is not None) for row in rows}

    async def saw(self, item_ids: Iterable[str], *, now: datetime) -> None:
        """Note that these items are still there, unchanged."""
        await self._set(_BOOKS.c.item_id.in_(list(item_ids)), seen_at=now)

    async def unseen(self, library_id: str, *, since: datetime, limit: int) -> list[str]:
        """Items of a library that no listing has shown since a moment, and that nobody marked yet."""
        query = (
            select(_BOOKS.c.item_id)
            .where(
                _BOOKS.c.library_id == library_id, _BOOKS.c.seen_at < since, _BOOKS.c.missing_since.is_(None)
            )
            .order_by(_BOOKS.c.item_id)
            .limit(limit)
        )
        async with self.db.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def paths_below(self, folder: str, *, after: str, limit: int) -> list[tuple[str, str]]:
        """Items at or below a folder that are not missing, in the order of their keys: key and path of each.

        Args:
            folder: As Audiobookshelf sees it.
            after: The last key of the page before; empty for the first.
            limit: Items on a page.
        """
        key = _BOOKS.c.path_key
        query = (
            select(key, _BOOKS.c.path)
            .where(
                or_(key == paths.key(folder), lies_below(key, folder)),
                key > after,
                _BOOKS.c.missing_since.is_(None),
            )
            .order_by(key)
            .limit(limit)
        )
        async with self.db.read() as connection:
            return [(row[0], row[1]) for row in await connection.execute(query)]

    async def lost(self, item_ids: Iterable[str], *, now: datetime) -> None:
        """Mark items as missing; one that is marked keeps its date."""
        await self._set(
            _BOOKS.c.item_id.in_(list(item_ids)), _BOOKS.c.missing_since.is_(None), missing_since=now
        )

    async def lost_outside(self, library_ids: Iterable[str], *, now: datetime) -> None:
        """Mark the items of all other libraries as missing."""
        outside = _BOOKS.c.library_id.not_in(list(library_ids))
        await self._set(outside, _BOOKS.c.missing_since.is_(None), missing_since=now)

    async def renamed(self, former: str, item_id: str) -> None:
        """Give what is kept of an item to the item that took its place: its history and its downloads.

        The former one leaves the mirror, and its downloads wait to be applied again: what was written may be lost.
        """
        async with self.db.write() as connection:
            kept = (
                (await connection.execute(select(*_OURS).where(_BOOKS.c.item_id == former)))
                .mappings()
                .first()
            )
            if kept is not None:
                await connection.execute(update(_BOOKS).where(_BOOKS.c.item_id == item_id).values(**kept))
            await connection.execute(
                update(_DOWNLOADS)
                .where(_DOWNLOADS.c.item_id == former, _DOWNLOADS.c.status == Status.APPLIED.value)
                .values(
                    status=Status.WAITING_FOR_ITEM.value,
                    reason="its library item has another id now",
                    reason_kind=ReasonKind.NEW_ITEM_ID,
                )
            )
            for table in (_CHANGES, _DOWNLOADS):
                await connection.execute(
                    update(table).where(table.c.item_id == former).values(item_id=item_id)
                )
            await connection.execute(delete(_BOOKS).where(_BOOKS.c.item_id == former))

    async def _set(self, *conditions: Any, **values: Any) -> None:
        async with self.db.write() as connection:
            await connection.execute(update(_BOOKS).where(*conditions).values(**values))
