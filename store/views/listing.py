"""The records page by page: a page costs the same however many there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, func, select, union_all

from domain.facts import Status
from store.changes import Change, change_from
from store.database import Database
from store.downloads import Download, download_from
from store.runs import Run, run_from
from store.tables import OTHER_THAN_LISTED, ChangeRow, DownloadRow, RunRow

_DOWNLOADS: Final[Table] = DownloadRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_CHANGES: Final[Table] = ChangeRow.__table__  # type: ignore[attr-defined]  # as above
_RUNS: Final[Table] = RunRow.__table__  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True)
class Listing:
    """The records of one store, the newest first. *before* is the number that a page ends before; None begins."""

    db: Database

    async def downloads(
        self, *, limit: int, before: int | None = None, statuses: Collection[Status] = ()
    ) -> list[Download]:
        """Those with one of these statuses; with any where none is named."""
        query = select(_DOWNLOADS).where(*_before(_DOWNLOADS, before))
        if statuses:
            few = [_few(status, before, limit) for status in sorted(statuses)]
            # SQLite takes an order and a limit within a union only one level down.
            ids = union_all(*(select(one.subquery()) for one in few)).subquery()
            query = query.where(_DOWNLOADS.c.id.in_(select(ids.c.id)))
        return [download_from(row) for row in await self._rows(query, _DOWNLOADS, limit)]

    async def other_than_listed(self, *, limit: int, before: int | None = None) -> list[Download]:
        """Those whose recording is shorter, longer or another than their record lists."""
        query = select(_DOWNLOADS).where(OTHER_THAN_LISTED, *_before(_DOWNLOADS, before))
        return [download_from(row) for row in await self._rows(query, _DOWNLOADS, limit)]

    async def status_counts(self) -> Mapping[Status, int]:
        """How many downloads have each status; one that none has is not there."""
        query = select(_DOWNLOADS.c.status, func.count()).group_by(_DOWNLOADS.c.status)
        async with self.db.read() as connection:
            return {Status(row[0]): row[1] for row in await connection.execute(query)}

    async def changes(
        self, *, limit: int, before: int | None = None, download_id: int | None = None
    ) -> list[Change]:
        """What was written, for one download or for all."""
        query = select(_CHANGES).where(*_before(_CHANGES, before))
        if download_id is not None:
            query = query.where(_CHANGES.c.download_id == download_id)
        return [change_from(row) for row in await self._rows(query, _CHANGES, limit)]

    async def runs(self, *, limit: int, before: int | None = None, kind: str | None = None) -> list[Run]:
        """The runs of one cycle or of all."""
        query = select(_RUNS).where(*_before(_RUNS, before))
        if kind is not None:
            query = query.where(_RUNS.c.kind == kind)
        return [run_from(row) for row in await self._rows(query, _RUNS, limit)]

    async def _rows(self, query: Select[Any], table: Table, limit: int) -> list[Any]:
        query = query.order_by(table.c.id.desc()).limit(limit)
        async with self.db.read() as connection:
            return list((await connection.execute(query)).mappings())


def _before(table: Table, number: int | None) -> list[ColumnElement[bool]]:
    return [] if number is None else [table.c.id < number]


def _few(status: Status, before: int | None, limit: int) -> Select[Any]:
    return (
        select(_DOWNLOADS.c.id)
        .where(_DOWNLOADS.c.status == status.value, *_before(_DOWNLOADS, before))
        .order_by(_DOWNLOADS.c.id.desc())
        .limit(limit)
    )
