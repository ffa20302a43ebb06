"""The audio files of downloads that wait for their library item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, or_, select

from domain import paths
from domain.facts import Status
from store import work
from store.columns import lies_below, signed
from store.database import Database
from store.downloads import Download, downloads_of
from store.tables import AWAITED_FILES, DOWNLOADS

WAITING: Final = frozenset({Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON})
"""The states in which a new item may be the one that a download waits for."""

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class AwaitedFile:
    """A file as Audiobookshelf would see it; inode and size in bytes where the daemon sees it too."""

    path: str
    inode: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """The files that downloads wait for, in one store."""

    db: Database

    async def replace(self, download_id: int, files: Sequence[AwaitedFile]) -> None:
        """Replace the files that a download waits for; an empty list when it waits for none."""
        rows = [
            {
                "download_id": download_id,
                "path_key": paths.key(file.path),
                "inode": None if file.inode is None else signed(file.inode),
                "size": file.size,
            }
            for file in files
        ]

        def replace(connection: Connection) -> None:
            connection.execute(delete(AWAITED_FILES).where(AWAITED_FILES.c.download_id == download_id))
            if rows:
                connection.execute(insert(AWAITED_FILES), rows)

        await self.db.write(replace)

    async def downloads(self, item_ids: Iterable[str]) -> list[Download]:
        """The downloads that new items may concern: those that wait, and those linked to one of these items.

        A download waits without an item, in need of a person, or with files noted here although its text matched an
        item. Only downloads with a known torrent.
        """
        return await self.db.read(downloads_of(_CONCERNED, {"items": list(item_ids)}))

    async def with_paths(self, places: Iterable[str]) -> list[int]:
        """The downloads with a file at or below one of these paths of Audiobookshelf's."""
        return await self._downloads(
            or_(AWAITED_FILES.c.path_key == paths.key(place), lies_below(AWAITED_FILES.c.path_key, place))
            for place in places
        )

    async def with_inodes(self, files: Iterable[tuple[int, int]]) -> list[int]:
        """The downloads with a file of one of these (inode, size in bytes) pairs."""
        return await self._downloads(
            and_(AWAITED_FILES.c.inode == signed(inode), AWAITED_FILES.c.size == size)
            for inode, size in files
        )

    async def of(self, download_id: int) -> list[AwaitedFile]:
        """The files that a download waits for; an inode is as the database keeps it, signed."""
        columns = (AWAITED_FILES.c.path_key, AWAITED_FILES.c.inode, AWAITED_FILES.c.size)
        query = select(*columns).where(AWAITED_FILES.c.download_id == download_id)
        return [AwaitedFile(*row) for row in await self.db.read(work.rows(query))]

    async def _downloads(self, conditions: Iterable[ColumnElement[bool]]) -> list[int]:
        found: set[int] = set()
        some = iter(conditions)
        while at_once := list(islice(some, _AT_ONCE)):
            query = select(AWAITED_FILES.c.download_id).where(or_(*at_once)).distinct()
            found.update(await self.db.read(work.scalars(query)))
        return sorted(found)


_CONCERNED: Final = (
    select(DOWNLOADS)
    .where(
        or_(
            DOWNLOADS.c.status.in_([status.value for status in WAITING]),
            DOWNLOADS.c.id.in_(select(AWAITED_FILES.c.download_id)),
            DOWNLOADS.c.item_id.in_(bindparam("items", expanding=True)),
        ),
        DOWNLOADS.c.info_hash.is_not(None),
    )
    .order_by(DOWNLOADS.c.id)
)
