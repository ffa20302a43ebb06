"""The libraries of Audiobookshelf, and how far each is mirrored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import Database
from store.dialects import postgresql, sqlite
from store.tables import LibraryRow

_LIBRARIES: Final[Table] = LibraryRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


@dataclass(frozen=True, slots=True)
class KnownLibrary:
    """A library as last seen.

    `folders` are Audiobookshelf's paths. `compared_at` is when all of it was last compared with the mirror;
    None before the first time: until then the mirror may lack any of its items.
    """

    library_id: str
    name: str
    folders: tuple[str, ...]
    compared_at: datetime | None


@dataclass(frozen=True, slots=True)
class Libraries:
    """The libraries in one store."""

    db: Database

    async def all(self) -> list[KnownLibrary]:
        """Every library, in no order that means anything."""
        columns = [_LIBRARIES.c[name] for name in KnownLibrary.__slots__]
        query = select(*columns).order_by(_LIBRARIES.c.library_id)

        async def look(connection: AsyncConnection) -> list[KnownLibrary]:
            rows = (await connection.execute(query)).all()
            return [KnownLibrary(row[0], row[1], tuple(row[2]), row[3]) for row in rows]

        return await self.db.look(look)

    async def replace(self, found: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        """Note which libraries there are: id, name and folders of each; others are forgotten."""
        insert = sqlite.insert if self.db.is_sqlite else postgresql.insert
        statement = insert(_LIBRARIES)
        taken = {name: statement.excluded[name] for name in ("name", "folders")}
        ids = [library_id for library_id, _, _ in found]
        async with self.db.write() as connection:
            await connection.execute(delete(_LIBRARIES).where(_LIBRARIES.c.library_id.not_in(ids)))
            if found:
                await connection.execute(
                    statement.on_conflict_do_update(index_elements=["library_id"], set_=taken),
                    [{"library_id": i, "name": name, "folders": list(paths)} for i, name, paths in found],
                )

    async def compared(self, library_id: str, at: datetime | None) -> None:
        """Note when the whole library was compared; None asks for another comparison."""
        await self._set(library_id, compared_at=at)

    async def may_ask_for_scan(self, library_id: str, *, now: datetime, every: timedelta) -> bool:
        """Take the turn to ask for a scan of the library; False when that was done less than *every* ago."""
        due = or_(_LIBRARIES.c.scan_asked_at.is_(None), _LIBRARIES.c.scan_asked_at <= now - every)
        return await self._set(library_id, due, scan_asked_at=now)

    async def _set(self, library_id: str, *conditions: Any, **values: Any) -> bool:
        async with self.db.write() as connection:
            result = await connection.execute(
                update(_LIBRARIES).where(_LIBRARIES.c.library_id == library_id, *conditions).values(**values)
            )
        return bool(result.rowcount)
