"""What we set in Audiobookshelf: each field with its value before and after, so that it can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Table, func, insert, select, update

from store.database import Database
from store.tables import ChangeRow

_CHANGES: Final[Table] = ChangeRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


class ChangeStatus(StrEnum):
    """How sure it is that a change was made.

    A planned one was about to be sent; whether it arrived shows when the item is read again.
    """

    PLANNED = "planned"
    WRITTEN = "written"
    NOT_TAKEN = "not taken"
    DRY_RUN = "dry run"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one item."""

    id: int
    at: datetime
    item_id: str
    field: str
    before: Any
    after: Any
    status: ChangeStatus
    source: str
    event_id: int | None
    download_id: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The history of one store."""

    db: Database

    async def last(self, item_id: str) -> Mapping[str, Change]:
        """Per field the newest change that was written, or may have been."""
        sent = (_CHANGES.c.item_id == item_id) & _CHANGES.c.status.in_(
            [ChangeStatus.PLANNED.value, ChangeStatus.WRITTEN.value]
        )
        newest = select(func.max(_CHANGES.c.id)).where(sent).group_by(_CHANGES.c.field)
        async with self.db.read() as connection:
            rows = await connection.execute(select(_CHANGES).where(_CHANGES.c.id.in_(newest)))
            return {row["field"]: _change(row) for row in rows.mappings()}

    async def plan(self, changes: Sequence[Mapping[str, Any]]) -> list[int]:
        """Note what is about to be written, before it is sent; returns the changes' numbers."""
        async with self.db.write() as connection:
            return [
                (
                    await connection.execute(insert(_CHANGES).values(**change).returning(_CHANGES.c.id))
                ).scalar_one()
                for change in changes
            ]

    async def mark(self, change_ids: Sequence[int], status: ChangeStatus) -> None:
        """Note what became of changes."""
        if not change_ids:
            return
        async with self.db.write() as connection:
            await connection.execute(
                update(_CHANGES).where(_CHANGES.c.id.in_(change_ids)).values(status=status.value)
            )

    async def recent(self, *, item_id: str | None = None, limit: int = 100) -> list[Change]:
        """The newest changes, of one item or of all."""
        query = select(_CHANGES).order_by(_CHANGES.c.id.desc()).limit(limit)
        if item_id is not None:
            query = query.where(_CHANGES.c.item_id == item_id)
        async with self.db.read() as connection:
            return [_change(row) for row in (await connection.execute(query)).mappings()]


def _change(row: Any) -> Change:
    return Change(**{**row, "status": ChangeStatus(row["status"])})
