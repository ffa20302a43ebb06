"""When each cycle of the timer was last due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import CYCLES


@dataclass(frozen=True, slots=True)
class DueTimes:
    """The last due time of each cycle in one store, so that a restart neither repeats nor skips a run."""

    db: Database

    async def all(self) -> dict[str, datetime]:
        """The last due time of each cycle that has one."""
        return {row.kind: row.last_due for row in await self.db.read(work.rows(select(CYCLES)))}

    async def begin(self, kind: str, *, now: datetime) -> None:
        """Count due times from *now* on; earlier ones are forgotten."""

        def note(connection: Connection) -> None:
            statement = insert_into(CYCLES, connection.dialect.name).values(kind=kind, last_due=now)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["kind"], set_={"last_due": now})
            )

        await self.db.write(note)

    async def forget(self, kind: str) -> None:
        """Note that the cycle was turned off: from now on no run of it is missed."""
        await self.db.write(work.change(delete(CYCLES).where(CYCLES.c.kind == kind)))


def take(connection: Connection, kind: str, due: datetime) -> bool:
    """Store within a transaction that a cycle was due; False when this time, or a later one, is stored already."""
    statement = insert_into(CYCLES, connection.dialect.name).values(kind=kind, last_due=due)
    taken = connection.execute(
        statement.on_conflict_do_update(
            index_elements=["kind"],
            set_={"last_due": statement.excluded.last_due},
            where=CYCLES.c.last_due < statement.excluded.last_due,
        ).returning(CYCLES.c.kind)
    )
    return taken.first() is not None
