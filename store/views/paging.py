"""A page of a list in any order: it costs about the same however many records there are."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, bindparam, func, literal, select

from store.kept import Kept
from store.views.words import FEW, READ_FIRST, Narrow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which of the records in their order a page shows: *size* of them after the first *start*."""

    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some records of a list, and how many it has; with *more* it has more than so many."""

    rows: Sequence[T]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column a list is sorted; upwards empty values come last, downwards first."""

    by: ColumnElement[Any]
    down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a page shows.

    Args:
        key: The column that names a record of the list's table.
        conditions: What is true of each record.
        equal: By column one of which values it has.
        narrow: What else is, of typed words; None without any.
        sorting: The order, which an index has.
        part: Which of them.
        asked: Equal for the same typed words and order.
    """

    key: Column[Any]
    conditions: Sequence[ColumnElement[bool]] = ()
    equal: Mapping[Column[Any], Sequence[str]] = field(default_factory=dict)
    narrow: Narrow | None = None
    sorting: Sorting
    part: Slice
    asked: Hashable

    @property
    def every(self) -> Sequence[ColumnElement[bool]]:
        """All conditions."""
        return [*(column.in_(values) for column, values in self.equal.items()), *self.conditions]

    @property
    def unindexed(self) -> Sequence[ColumnElement[bool]]:
        """The same, so that no index of theirs is taken instead of that of the order."""
        return [*(column.concat("").in_(values) for column, values in self.equal.items()), *self.conditions]


@dataclass(frozen=True, slots=True)
class _Found:
    """What some words find: how many records, with *more* than so many, and the keys in order; None of those of many."""

    narrowed: Wanted
    total: int
    more: bool
    keys: Sequence[Any] | None


async def find(
    kept: Kept,
    wanted: Wanted,
    name: Hashable,
    read: Callable[[Connection, Sequence[Any]], Sequence[T]],
    *,
    total: int | None = None,
) -> Page[T]:
    """A page. Of records with typed words no more than some are counted.

    Args:
        kept: What was counted before.
        wanted: What the page shows.
        name: Equal for equal conditions.
        read: Reads the records with some keys, in their order.
        total: How many meet the conditions, where that is known; None counts them.
    """
    if wanted.narrow is not None:
        # Kept, so that to turn the page finds nothing again.
        found = await kept((name, wanted.asked), lambda connection: _narrowed(connection, wanted))
        return await kept.db.read(lambda connection: _page(connection, found, wanted.part, read))
    if total is None:
        total = await kept((name, "total"), lambda connection: _total(connection, wanted))
    return await kept.db.read(lambda connection: _whole(connection, wanted, total, read))


def _narrowed(connection: Connection, wanted: Wanted) -> _Found:
    assert wanted.narrow is not None  # noqa: S101 - the caller asks
    having = wanted.narrow(connection)
    found = replace(wanted, conditions=[*wanted.conditions, *having.conditions])
    if not having.read_first:
        some = select(literal(1)).select_from(found.key.table).where(*found.every).limit(FEW + 1)
        if connection.execute(select(func.count()).select_from(some.subquery())).scalar_one() > FEW:
            return _Found(found, FEW, more=True, keys=None)
    keys = connection.execute(_sorted(found, Slice(0, FEW + 1))).scalars().all()
    return _Found(found, min(len(keys), FEW), more=len(keys) > FEW, keys=keys[:FEW])


def _page(
    connection: Connection,
    found: _Found,
    part: Slice,
    read: Callable[[Connection, Sequence[Any]], Sequence[T]],
) -> Page[T]:
    keys, size = found.keys, min(part.size, FEW - part.start)
    if keys is not None:
        keys = keys[part.start : part.start + part.size]
    else:
        rest = _in_order(found.narrowed, Slice(part.start, size))
        keys = connection.execute(rest).scalars().all() if size > 0 else ()
    return Page(read(connection, keys) if keys else [], found.total, more=found.more)


def _whole(
    connection: Connection,
    wanted: Wanted,
    total: int,
    read: Callable[[Connection, Sequence[Any]], Sequence[T]],
) -> Page[T]:
    keys = _keys(connection, wanted, total)
    return Page(read(connection, keys) if keys else [], total)


def _total(connection: Connection, wanted: Wanted) -> int:
    # In these words SQLite knows the number of a table's rows without reading them.
    query = select(func.count()).select_from(wanted.key.table).where(*wanted.every)
    return int(connection.execute(query).scalar_one())


def _keys(connection: Connection, wanted: Wanted, total: int) -> Sequence[Any]:
    part = Slice(wanted.part.start, min(wanted.part.size, total - wanted.part.start))
    if part.size <= 0:
        return ()
    if wanted.every and total <= FEW:
        return connection.execute(_sorted(wanted, part)).scalars().all()
    behind = total - part.start - part.size
    if behind >= part.start:
        return connection.execute(_in_order(wanted, part)).scalars().all()
    # From the nearer end: an index has no other way to a far page than past all before it.
    turned = replace(wanted, sorting=replace(wanted.sorting, down=not wanted.sorting.down))
    return connection.execute(_in_order(turned, Slice(behind, part.size))).scalars().all()[::-1]


def _in_order(wanted: Wanted, part: Slice) -> Select[Any]:
    """Reads the index of the order until the page is found."""
    query = select(wanted.key).where(*wanted.unindexed)
    return _cut(query, wanted.sorting.by, wanted.key, part, down=wanted.sorting.down)


def _sorted(wanted: Wanted, part: Slice) -> Select[Any]:
    """Finds all records by their conditions first, and sorts them; the limit makes the database do so."""
    by = wanted.sorting.by.label("by")
    some = select(wanted.key.label("key"), by).where(*wanted.every).limit(READ_FIRST).subquery()
    return _cut(select(some.c.key), some.c.by, some.c.key, part, down=wanted.sorting.down)


def _cut(
    query: Select[Any], by: ColumnElement[Any], key: ColumnElement[Any], part: Slice, *, down: bool
) -> Select[Any]:
    order = (by.desc().nulls_first(), key.desc()) if down else (by.nulls_last(), key)
    return query.order_by(*order).limit(part.size).offset(part.start)


def records(make: Callable[[Any], T], key: Column[Any]) -> Callable[[Connection, Sequence[Any]], Sequence[T]]:
    """Reads the records with some keys, in their order; the statement is made once."""
    with_keys = select(key.table).where(key.in_(bindparam("keys", expanding=True)))

    def read(connection: Connection, keys: Sequence[Any]) -> Sequence[T]:
        found = connection.execute(with_keys, {"keys": keys})
        names = tuple(found.keys())
        rows = {row[key.name]: row for row in (dict(zip(names, one, strict=True)) for one in found)}
        return [make(rows[one]) for one in keys if one in rows]

    return read
