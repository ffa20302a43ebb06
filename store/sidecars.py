"""The metadata files that we wrote beside books."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, insert, select, update

from domain.events import SidecarDue
from store import work
from store.columns import signed
from store.database import Database
from store.queue.inbox import append
from store.tables import SIDECARS

FIRST_SIGHT: Final = timedelta(seconds=12)
"""How long after the last file of a book Audiobookshelf shows its item at the earliest (facts/audiobookshelf_2.md 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSidecar:
    """A metadata file as it was written.

    Args:
        path: The daemon's view of it.
        inode: As the database keeps it: signed.
        size: In bytes.
        digest: SHA-256 of its bytes, in hexadecimal digits.
        item_id: The library item that it lies beside; None while that does not exist.
        import_id: The import that made it; None for a book that another program put there.
        written_at: When it was written.
    """

    path: str
    inode: int
    size: int
    digest: str
    item_id: str | None = None
    import_id: int | None = None
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar(WrittenSidecar):
    """A metadata file that we wrote; `removed_at` is when it was removed, None while it is there."""

    id: int
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The metadata files in one store.

    Args:
        db: The store.
        arrived: The inbox's: set when one is due.
    """

    db: Database
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def note(self, written: Iterable[WrittenSidecar]) -> None:
        """Keep that these are written, and that they are to be removed, in one transaction."""
        noted = list(written)
        if noted:
            await self.db.write(lambda connection: note(connection, noted))
            self.arrived.set()

    async def at(self, path: str) -> Sidecar | None:
        """The one at a path that was not removed yet."""
        return next(iter(await self._where(SIDECARS.c.path == path, SIDECARS.c.removed_at.is_(None))), None)

    async def present(self) -> list[Sidecar]:
        """Those that were not removed yet, the oldest first."""
        return await self._where(SIDECARS.c.removed_at.is_(None))

    async def of_import(self, import_id: int) -> list[Sidecar]:
        """Those of one import that were not removed yet."""
        return await self._where(SIDECARS.c.import_id == import_id, SIDECARS.c.removed_at.is_(None))

    async def note_item(self, sidecar_id: int, item_id: str) -> None:
        """Keep which item it lies beside."""
        await self._set(sidecar_id, item_id=item_id)

    async def note_removed(self, sidecar_id: int, *, now: datetime) -> None:
        """Keep that it is not there any more."""
        await self._set(sidecar_id, removed_at=now)

    async def _set(self, sidecar_id: int, **values: str | datetime) -> None:
        await self.db.write(work.change(update(SIDECARS).where(SIDECARS.c.id == sidecar_id).values(**values)))

    async def _where(self, *conditions: ColumnElement[bool]) -> list[Sidecar]:
        query = select(SIDECARS).where(*conditions).order_by(SIDECARS.c.id)
        return [Sidecar(**row) for row in await self.db.read(work.mappings(query))]


def note(connection: Connection, written: Sequence[WrittenSidecar]) -> None:
    """Keep that these are written, and that they are to be removed, within a transaction."""
    if written:
        rows = [asdict(one) | {"inode": signed(one.inode)} for one in written]
        connection.execute(insert(SIDECARS), rows)
        append(connection, [(SidecarDue(path=one.path), one.written_at + FIRST_SIGHT) for one in written])
