"""The fields of items that a person keeps as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, bindparam, delete, select

from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import FIELD_LOCKS

_OF_ITEMS: Final = select(FIELD_LOCKS).where(FIELD_LOCKS.c.item_id.in_(bindparam("items", expanding=True)))

Locked: TypeAlias = Mapping[str, Mapping[str, datetime]]
"""By item and field since when it is locked."""


@dataclass(frozen=True, slots=True)
class FieldLocks:
    """The locked fields of one store."""

    db: Database

    async def of(self, item_ids: Sequence[str]) -> Locked:
        """What is locked of these items."""
        return await self.db.read(lambda connection: locked(connection, item_ids))

    async def lock(self, item_id: str, field: str, *, now: datetime) -> bool:
        """Lock a field; whether it was not locked before. One that is locked stays so since the first time."""
        values = {"item_id": item_id, "field": field, "locked_at": now}

        def lock(connection: Connection) -> bool:
            statement = insert_into(FIELD_LOCKS, connection.dialect.name).values(values)
            return connection.execute(statement.on_conflict_do_nothing()).rowcount > 0

        return await self.db.write(lock)

    async def unlock(self, item_id: str, field: str) -> bool:
        """Unlock a field; whether it was locked."""
        held = (FIELD_LOCKS.c.item_id == item_id) & (FIELD_LOCKS.c.field == field)
        return await self.db.write(work.change(delete(FIELD_LOCKS).where(held))) > 0


def locked(connection: Connection, item_ids: Sequence[str]) -> Locked:
    """What is locked of these items."""
    found: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(_OF_ITEMS, {"items": item_ids}):
        found.setdefault(row.item_id, {})[row.field] = row.locked_at
    return found
