"""The library files that were replaced by links to the torrents' equal ones, because a person asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from domain.facts import ImportStatus
from store import work
from store.columns import signed
from store.database import Database
from store.tables import IMPORTS, RELINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Relink:
    """One file that was linked again.

    Args:
        id: Its number.
        import_id: The import that the file belongs to.
        path: The daemon's view of it.
        before: The inode that it had, as the database keeps it: signed.
        inode: The torrent's, likewise.
        size: In bytes.
        at: When it was linked again.
        undone_at: When it became a file of its own again; None while it is linked.
    """

    id: int
    import_id: int
    path: str
    before: int
    inode: int
    size: int
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Relinks:
    """The files that were linked again, in one store."""

    db: Database

    async def begin(  # noqa: PLR0913 - the row's values
        self,
        import_id: int,
        path: str,
        *,
        before: int,
        inode: int,
        size: int,
        now: datetime,
        made: Sequence[Mapping[str, Any]],
    ) -> int | None:
        """Keep that a file is about to be linked again, and with it what the import has made then.

        Returns:
            Its number; None where the import is no longer in the library.
        """
        values = {"import_id": import_id, "path": path, "before": signed(before), "inode": signed(inode)}
        adding = insert(RELINKS).values(**values, size=size, at=now)

        def begin(connection: Connection) -> int | None:
            if not connection.execute(_made(import_id, made)).rowcount:
                return None
            key: Any = connection.execute(adding).inserted_primary_key
            return int(key[0])

        return await self.db.write(begin)

    async def by_id(self, number: int) -> Relink | None:
        """The one with this number."""
        rows = await self.db.read(work.mappings(select(RELINKS).where(RELINKS.c.id == number)))
        return Relink(**rows[0]) if rows else None

    async def of_import(self, import_id: int) -> list[Relink]:
        """Those of one import that are not undone, the oldest first."""
        query = select(RELINKS).where(RELINKS.c.import_id == import_id, RELINKS.c.undone_at.is_(None))
        return [Relink(**row) for row in await self.db.read(work.mappings(query.order_by(RELINKS.c.id)))]

    async def undone(self, one: Relink, *, now: datetime, made: Sequence[Mapping[str, Any]]) -> None:
        """Keep that the file is one of its own again, and with it what the import has made."""
        closing = update(RELINKS).where(RELINKS.c.id == one.id).values(undone_at=now)

        def undone(connection: Connection) -> None:
            connection.execute(_made(one.import_id, made))
            connection.execute(closing)

        await self.db.write(undone)


def _made(import_id: int, made: Sequence[Mapping[str, Any]]) -> Any:
    placed = (IMPORTS.c.id == import_id, IMPORTS.c.status == ImportStatus.PLACED.value)
    return update(IMPORTS).where(*placed).values(work=list(made))
