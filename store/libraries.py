"""The libraries of Audiobookshelf, and when each was last compared with the mirror."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, or_, select, update

from domain import paths
from domain.paths import Place
from store import from_mam, work
from store.columns import insert_into
from store.database import Database
from store.tables import LIBRARIES
from store.work import Work


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

    def holds(self, place: Place) -> bool:
        """Whether a path lies in one of its folders, as Audiobookshelf sees them."""
        return any(
            paths.is_below(place.path, folder, ignore_case=place.ignore_case) for folder in self.folders
        )


_ALL: Final = select(*(LIBRARIES.c[name] for name in KnownLibrary.__slots__)).order_by(LIBRARIES.c.library_id)


@dataclass(frozen=True, slots=True)
class Libraries:
    """The libraries in one store."""

    db: Database

    async def all(self) -> list[KnownLibrary]:
        """Every library, in no particular order."""
        rows = await self.db.read(work.rows(_ALL))
        return [KnownLibrary(row[0], row[1], tuple(row[2]), row[3]) for row in rows]

    async def replace(self, found: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        """Store the libraries that exist: id, name and folders of each; others are deleted."""
        ids = [library_id for library_id, _, _ in found]
        rows = [{"library_id": i, "name": name, "folders": list(paths)} for i, name, paths in found]

        def replace(connection: Connection) -> None:
            connection.execute(delete(LIBRARIES).where(LIBRARIES.c.library_id.not_in(ids)))
            if rows:
                statement = insert_into(LIBRARIES, connection.dialect.name)
                taken = {name: statement.excluded[name] for name in ("name", "folders")}
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["library_id"], set_=taken), rows
                )

        await self.db.write(replace)

    async def compared(self, library_id: str, at: datetime | None) -> None:
        """Store when the whole library was compared; None requests another comparison."""
        setting = _setting(library_id, compared_at=at)
        # One daemon alone writes to a SQLite file, and no two of its writes run at once.
        await self.db.write(setting if self.db.is_sqlite else work.after(from_mam.note_all, setting))

    async def may_ask_for_scan(self, library_id: str, *, now: datetime, every: timedelta) -> bool:
        """Reserve the request for a library scan; False when the last one was less than *every* ago."""
        due = or_(LIBRARIES.c.scan_asked_at.is_(None), LIBRARIES.c.scan_asked_at <= now - every)
        return bool(await self.db.write(_setting(library_id, due, scan_asked_at=now)))


def _setting(library_id: str, *conditions: Any, **values: Any) -> Work[int]:
    mine = update(LIBRARIES).where(LIBRARIES.c.library_id == library_id, *conditions)
    return work.change(mine.values(**values))
