"""What a person turned off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import SWITCHES


@dataclass(frozen=True, slots=True)
class Switches:
    """The switches of one store; each is on until someone turns it off. A restart changes none of them."""

    db: Database

    async def off(self, name: str, *, reason: str, now: datetime) -> None:
        """Turn something off; if it is off already, only the reason changes."""

        def turn(connection: Connection) -> None:
            statement = insert_into(SWITCHES, connection.dialect.name)
            statement = statement.values(name=name, reason=reason, off_since=now)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_={"reason": reason})
            )

        await self.db.write(turn)

    async def on(self, name: str) -> None:
        """Turn something on again."""
        await self.db.write(work.change(delete(SWITCHES).where(SWITCHES.c.name == name)))

    async def off_under(self, prefix: str) -> Mapping[str, str]:
        """The reasons of all switches that are off and begin with a prefix, by name."""
        query = select(SWITCHES.c.name, SWITCHES.c.reason).where(
            SWITCHES.c.name.startswith(prefix, autoescape=True)
        )
        return {row.name: row.reason for row in await self.db.read(work.rows(query))}

    async def why_off(self, name: str) -> str | None:
        """Why it is off; None when it is on."""
        query = select(SWITCHES.c.reason).where(SWITCHES.c.name == name)
        reason: str | None = await self.db.read(work.scalar(query))
        return reason
