"""The records page by page: a page costs the same however many records there are."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, Table, case, func, or_, select, union, union_all

from domain.facts import DurationVerdict, Status
from store import work
from store.changes import Change, change_from
from store.database import Database
from store.downloads import Download, download_from
from store.kept import Kept
from store.runs import Run, run_from
from store.tables import BESIDES_AS_LISTED, CHANGES, DOWNLOADS, OTHER_THAN_LISTED, RUNS

Counts: TypeAlias = Mapping[tuple[Status, DurationVerdict | None], int]


@dataclass(frozen=True, slots=True)
class Listing:
    """The records of one store, the newest first. A page ends before number *before*; None for the first one."""

    db: Database
    kept: Kept

    async def downloads(
        self, *, limit: int, before: int | None = None, statuses: Collection[Status] = ()
    ) -> list[Download]:
        """The downloads with one of these statuses; without statuses, all."""
        query = select(DOWNLOADS).where(*_before(DOWNLOADS, before))
        if statuses:
            few = [_few(status, before, limit) for status in sorted(statuses)]
            # Within a union, SQLite accepts an order and a limit only in a subquery.
            ids = union_all(*(select(one.subquery()) for one in few)).subquery()
            query = query.where(DOWNLOADS.c.id.in_(select(ids.c.id)))
        return [download_from(row) for row in await self._rows(query, DOWNLOADS, limit)]

    async def proposals(self, *, since: datetime, limit: int, skip: int = 0) -> list[Download]:
        """What waits for a decision, and what was decided *since* then, where it was; what came since is last."""
        # Numbers follow the time: an index has the last one of before, and those of the others.
        seen = select(DOWNLOADS.c.id).where(DOWNLOADS.c.created_at <= since)
        last = seen.order_by(DOWNLOADS.c.created_at.desc(), DOWNLOADS.c.id.desc()).limit(1).scalar_subquery()
        is_later = DOWNLOADS.c.id > func.coalesce(last, 0)
        order = (case((is_later, 1), else_=0), DOWNLOADS.c.id.desc())
        # Of thousands an index has the first ones; only the numbers of those are sorted.
        parts = (_proposed(~is_later, skip + limit), _proposed(is_later, skip + limit), _decided(since))
        found = union(*(select(one.subquery()) for one in parts)).subquery()
        ids = select(DOWNLOADS.c.id).where(DOWNLOADS.c.id.in_(select(found.c.id))).order_by(*order)
        some = DOWNLOADS.c.id.in_(ids.offset(skip).limit(limit))
        rows = await self.db.read(work.mappings(select(DOWNLOADS).where(some).order_by(*order)))
        return [download_from(row) for row in rows]

    async def count_proposals(self, *, since: datetime) -> int:
        """How many those are."""
        query = select(func.count()).select_from(DOWNLOADS).where(_proposed_or_decided(since))
        number: int = await self.db.read(work.scalar(query))
        return number

    async def other_than_listed(self, *, limit: int, before: int | None = None) -> list[Download]:
        """The downloads with a recording that is shorter, longer or another than listed."""
        query = select(DOWNLOADS).where(OTHER_THAN_LISTED, *_before(DOWNLOADS, before))
        return [download_from(row) for row in await self._rows(query, DOWNLOADS, limit)]

    async def counts(self) -> Counts:
        """How many downloads have each status and each verdict of the recording check; an unused pair has no entry."""
        return await self.kept("downloads counted", counts_of)

    async def status_counts(self) -> Mapping[Status, int]:
        """How many downloads have each status; an unused status has no entry."""
        found: Counter[Status] = Counter()
        for (status, _), number in (await self.counts()).items():
            found[status] += number
        return found

    async def changes(
        self, *, limit: int, before: int | None = None, download_id: int | None = None
    ) -> list[Change]:
        """The changes, of one download or of all."""
        query = select(CHANGES).where(*_before(CHANGES, before))
        if download_id is not None:
            query = query.where(CHANGES.c.download_id == download_id)
        return [change_from(row) for row in await self._rows(query, CHANGES, limit)]

    async def runs(self, *, limit: int, before: int | None = None, kind: str | None = None) -> list[Run]:
        """The runs of one cycle or of all."""
        query = select(RUNS).where(*_before(RUNS, before))
        if kind is not None:
            query = query.where(RUNS.c.kind == kind)
        return [run_from(row) for row in await self._rows(query, RUNS, limit)]

    async def _rows(self, query: Select[Any], table: Table, limit: int) -> list[Any]:
        query = query.order_by(table.c.id.desc()).limit(limit)
        return list(await self.db.read(work.mappings(query)))


def counts_of(connection: Connection) -> Counts:
    """The same as `Listing.counts`, in a transaction.

    Of those in the library as listed, which are most of many, only the number is asked for, without a look at each.
    """
    both = (DOWNLOADS.c.status, DOWNLOADS.c.duration_verdict)
    besides = select(*both, func.count()).where(BESIDES_AS_LISTED).group_by(*both)
    found = {
        (Status(status), DurationVerdict(verdict) if verdict else None): number
        for status, verdict, number in connection.execute(besides)
    }
    total: int = connection.execute(select(func.count()).select_from(DOWNLOADS)).scalar_one()
    as_listed = total - sum(found.values())
    return found | ({(Status.APPLIED, DurationVerdict.VERIFIED): as_listed} if as_listed > 0 else {})


def _proposed(where: ColumnElement[bool], most: int) -> Select[Any]:
    newest = DOWNLOADS.c.id.desc()
    return (
        select(DOWNLOADS.c.id)
        .where(DOWNLOADS.c.status == Status.PROPOSED.value, where)
        .order_by(newest)
        .limit(most)
    )


def _decided(since: datetime) -> Select[Any]:
    return select(DOWNLOADS.c.id).where(DOWNLOADS.c.decided_at >= since)


def _proposed_or_decided(since: datetime) -> ColumnElement[bool]:
    return or_(DOWNLOADS.c.status == Status.PROPOSED.value, DOWNLOADS.c.decided_at >= since)


def _before(table: Table, number: int | None) -> list[ColumnElement[bool]]:
    return [] if number is None else [table.c.id < number]


def _few(status: Status, before: int | None, limit: int) -> Select[Any]:
    return (
        select(DOWNLOADS.c.id)
        .where(DOWNLOADS.c.status == status.value, *_before(DOWNLOADS, before))
        .order_by(DOWNLOADS.c.id.desc())
        .limit(limit)
    )
