"""When each cycle of the timer was last due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import Database
from store.dialects import postgresql, sqlite
from store.tables import CycleRow

_CYCLES: Final[Table] = CycleRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


@dataclass(frozen=True, slots=True)
class DueTimes:
    """The last due times in one store, by cycle; a restart neither repeats nor skips one by them."""

    db: Database

    async def all(self) -> dict[str, datetime]:
        """The last due time of each cycle that has one."""

        async def look(connection: AsyncConnection) -> dict[str, datetime]:
            return {row.kind: row.last_due for row in await connection.execute(select(_CYCLES))}

        return await self.db.look(look)

    async def begin(self, kind: str, *, now: datetime) -> None:
        """Count due times from *now* on; what was noted before is forgotten."""
        async with self.db.write() as connection:
            values = {"kind": kind, "last_due": now}
            await connection.execute(
                _insert(connection)
                .values(values)
                .on_conflict_do_update(index_elements=["kind"], set_={"last_due": now})
            )

    async def forget(self, kind: str) -> None:
        """The cycle was turned off: nothing is missed from now on."""
        async with self.db.write() as connection:
            await connection.execute(delete(_CYCLES).where(_CYCLES.c.kind == kind))


async def take(connection: AsyncConnection, kind: str, due: datetime) -> bool:
    """Note within a transaction that a cycle was due; False when this time, or a later one, was noted before."""
    statement = _insert(connection).values(kind=kind, last_due=due)
    taken = await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["kind"],
            set_={"last_due": statement.excluded.last_due},
            where=_CYCLES.c.last_due < statement.excluded.last_due,
        ).returning(_CYCLES.c.kind)
    )
    return taken.first() is not None


def _insert(connection: AsyncConnection) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(_CYCLES)
