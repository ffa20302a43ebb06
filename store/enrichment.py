"""Which books to look up next, and how much of the library has each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, select, union_all, update

from domain.enrichment import LONGEST, Facts, due_since
from domain.lacking import BY_SLUG
from domain.recording import Series
from store import work
from store.database import Database
from store.tables import BOOKS

PRESENT: Final = BOOKS.c.missing_since.is_(None)
"""Whether a book is in the library."""

_TEXTS: Final = ("title", "description", "publisher", "published_year", "isbn", "asin")
_LISTS: Final = ("authors", "narrators", "series")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBook:
    """A book that is due: its metadata in the mirror, and how many look-ups found nothing."""

    item_id: str
    facts: Facts
    series: tuple[Series, ...]
    narrators: tuple[str, ...]
    abridged: bool
    asin: str | None
    in_vain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many books there are, how many were looked up, and how many have each field; missing items do not count."""

    total: int
    updated: int
    fields: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many books were looked up, when, and how many have each field; missing items do not count."""

    total: int
    updated: int
    oldest: datetime | None
    newest: datetime | None
    average_age: timedelta | None
    fields: Mapping[str, int]

    @property
    def pending(self) -> int:
        """Books that were never looked up."""
        return self.total - self.updated

    @property
    def percent(self) -> float:
        """The share of the books that were looked up, in percent; 0 without books."""
        return round(100 * self.updated / self.total, 1) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Enrichment:
    """The order in which one store's books are looked up."""

    db: Database

    async def due(self, *, now: datetime, limit: int = 50) -> list[DueBook]:
        """The books that are due: first those that were never looked up, then those looked up longest ago.

        Missing items are left out, and those whose interval has not passed.
        """
        return [due_book(row) for row in await self.db.read(work.mappings(due_query(now, limit)))]

    async def settle(self, item_ids: Sequence[str], *, in_vain: int, now: datetime) -> None:
        """Store that books were looked up, and how many look-ups in a row have found nothing."""
        if not item_ids:
            return
        looked_up = update(BOOKS).where(BOOKS.c.item_id.in_(item_ids))
        await self.db.write(
            work.change(looked_up.values(last_metadata_updated=now, enrichments_in_vain=in_vain))
        )

    async def completeness(self) -> Completeness:
        """How complete the library is; reads an index alone, but for books that a version before 0.2 mirrored."""
        groups = await self.db.read(work.rows(_GROUPS))
        [older] = await self.db.read(work.mappings(_OLDER))
        found = {
            name: older[name] + sum(one.total for one in groups if not one.lacks & BY_SLUG[name])
            for name in _TEXTS + _LISTS
        }
        return Completeness(
            total=older["total"] + sum(one.total for one in groups),
            updated=older["updated"] + sum(one.updated for one in groups),
            fields=found,
        )

    async def coverage(self, *, now: datetime) -> Coverage:
        """How much of the library has each field; reads every book."""
        query = select(
            func.count().label("total"),
            func.count(BOOKS.c.last_metadata_updated).label("updated"),
            func.min(BOOKS.c.last_metadata_updated).label("oldest"),
            func.max(BOOKS.c.last_metadata_updated).label("newest"),
            func.avg(func.extract("epoch", BOOKS.c.last_metadata_updated)).label("mean"),
            *_filled(),
        ).where(PRESENT)
        [row] = await self.db.read(work.mappings(query))
        mean = None if row["mean"] is None else datetime.fromtimestamp(float(row["mean"]), UTC)
        return Coverage(
            total=row["total"],
            updated=row["updated"],
            oldest=row["oldest"],
            newest=row["newest"],
            average_age=None if mean is None else now - mean,
            fields={column.name: row[column.name] for column in BOOKS.c if column.name in _TEXTS + _LISTS},
        )


def _filled() -> list[ColumnElement[Any]]:
    """How many books have each field."""
    texts = [func.count(func.nullif(func.trim(BOOKS.c[name]), "")).label(name) for name in _TEXTS]
    return [
        *texts,
        *(func.count(func.nullif(cast(BOOKS.c[name], Text), "[]")).label(name) for name in _LISTS),
    ]


def _grouped() -> Select[Any]:
    """By what books lack: how many do, and how many of those were looked up.

    An index has each group in one piece: it is counted there, at half the cost of a look at what each book lacks.
    """
    first = select(func.min(BOOKS.c.lacks).label("lacks")).where(PRESENT).cte("groups", recursive=True)
    later = select(func.min(BOOKS.c.lacks)).where(PRESENT, BOOKS.c.lacks > first.c.lacks)
    groups = first.union_all(select(later.scalar_subquery()).where(first.c.lacks.is_not(None)))
    own = select(func.count()).where(PRESENT, BOOKS.c.lacks == groups.c.lacks)
    updated = own.where(BOOKS.c.last_metadata_updated.is_not(None))
    return select(
        groups.c.lacks, own.scalar_subquery().label("total"), updated.scalar_subquery().label("updated")
    ).where(groups.c.lacks.is_not(None))


_GROUPS: Final = _grouped()
_COUNTS: Final = (func.count().label("total"), func.count(BOOKS.c.last_metadata_updated).label("updated"))
_OLDER: Final = select(*_COUNTS, *_filled()).where(PRESENT, BOOKS.c.lacks.is_(None))


def due_query(now: datetime, limit: int) -> Select[Any]:
    """The due books as one statement. Of a million books it reads no more of the index than of a thousand.

    Books with the same number of vain look-ups come due in the order in which they were looked up. So each such
    group, and the group of those that were never looked up, gives its first few from one range of the index.
    """
    last = BOOKS.c.last_metadata_updated
    never = _first_few(0, last.is_(None), limit)
    groups = [
        _first_few(in_vain, last <= due_since(now, in_vain=in_vain), limit) for in_vain in range(LONGEST + 1)
    ]
    united = union_all(never, *groups).subquery()
    in_order = (united.c.last_metadata_updated.nulls_first(), united.c.item_id)
    chosen = select(united.c.item_id).order_by(*in_order).limit(limit).scalar_subquery()
    due = select(BOOKS, BOOKS.c.enrichments_in_vain.label("in_vain"))
    return due.where(BOOKS.c.item_id.in_(chosen)).order_by(last.nulls_first(), BOOKS.c.item_id)


def _first_few(in_vain: int, condition: ColumnElement[bool], limit: int) -> Select[Any]:
    first = (
        select(BOOKS.c.item_id, BOOKS.c.last_metadata_updated)
        .where(PRESENT, BOOKS.c.enrichments_in_vain == in_vain, condition)
        .order_by(BOOKS.c.last_metadata_updated, BOOKS.c.item_id)
        .limit(limit)
    )
    # Within a union, SQLite accepts an order and a limit only in a subquery.
    return select(first.subquery())


def due_book(row: Any) -> DueBook:
    """The book in a row of the mirror, with its ``in_vain``."""
    return DueBook(
        item_id=row["item_id"],
        facts=Facts(
            title=row["title"],
            authors=tuple(row["authors"]),
            description=row["description"],
            publisher=row["publisher"],
            published_year=row["published_year"],
            isbn=row["isbn"],
        ),
        series=tuple(Series(**one) for one in row["series"]),
        narrators=tuple(row["narrators"]),
        abridged=row["abridged"],
        asin=row["asin"],
        in_vain=row["in_vain"],
    )
