"""What a person turned off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import Database
from store.dialects import postgresql, sqlite
from store.tables import SwitchRow

_SWITCHES: Final[Table] = SwitchRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


@dataclass(frozen=True, slots=True)
class Switches:
    """The switches of one store; each is on until someone turns it off. A restart changes none."""

    db: Database

    async def off(self, name: str, *, reason: str, now: datetime) -> None:
        """Turn something off; one that is off already keeps its time and gets the new reason."""
        insert = sqlite.insert if self.db.is_sqlite else postgresql.insert
        async with self.db.write() as connection:
            await connection.execute(
                insert(_SWITCHES)
                .values(name=name, reason=reason, off_since=now)
                .on_conflict_do_update(index_elements=["name"], set_={"reason": reason})
            )

    async def on(self, name: str) -> None:
        """Turn something on again."""
        async with self.db.write() as connection:
            await connection.execute(delete(_SWITCHES).where(_SWITCHES.c.name == name))

    async def why_off(self, name: str) -> str | None:
        """Why something is off; None when it is on."""
        query = select(_SWITCHES.c.reason).where(_SWITCHES.c.name == name)

        async def look(connection: AsyncConnection) -> str | None:
            reason: str | None = (await connection.execute(query)).scalar()
            return reason

        return await self.db.look(look)

    async def off_since(self, name: str) -> datetime | None:
        """When something was turned off; None when it is on."""
        query = select(_SWITCHES.c.off_since).where(_SWITCHES.c.name == name)

        async def look(connection: AsyncConnection) -> datetime | None:
            since: datetime | None = (await connection.execute(query)).scalar()
            return since

        return await self.db.look(look)
