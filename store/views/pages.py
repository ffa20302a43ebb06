"""The lists that a person searches, sorts and turns the pages of, from any number of records."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, select

from domain.facts import ChangeSource, RunStatus, Status
from domain.lacking import Lack
from domain.search_text import search_terms
from store.books import Book, Books
from store.changes import Change, change_from
from store.database import Database
from store.downloads import Download, download_from
from store.enrichment import PRESENT
from store.runs import Run, run_from
from store.tables import BOOKS, CHANGES, DOWNLOADS, OTHER_THAN_LISTED, RUNS

T = TypeVar("T")


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Slice:
    """Which of the records in their order a page shows: *size* of them after the first *start*."""

    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some records of a list, and how many it has in all."""

    rows: Sequence[T]
    total: int


class About(StrEnum):
    """What a list of books may be narrowed down to."""

    WRONG_LENGTH = "wrong-length"
    NOT_FROM_MAM = "not-from-mam"


_JOINED: Final = exists().where(DOWNLOADS.c.item_id == BOOKS.c.item_id)
_TRUE: Final[Mapping[About, ColumnElement[bool]]] = {
    About.WRONG_LENGTH: _JOINED.where(OTHER_THAN_LISTED),
    About.NOT_FROM_MAM: ~_JOINED,
}


@dataclass(frozen=True, slots=True)
class Pages:
    """The lists of one store."""

    db: Database

    async def downloads(
        self,
        part: Slice,
        *,
        text: str = "",
        statuses: Collection[Status] = (),
        wrong_length: bool = False,
        order: Order = Order.NEWEST,
    ) -> Page[Download]:
        """The downloads with all words of *text* somewhere in their title, author, series or narrators.

        Args:
            part: Which of them.
            text: As typed; empty finds all.
            statuses: One of these; all without any.
            wrong_length: Only recordings that are shorter, longer or another than listed.
            order: How they are sorted.
        """
        conditions = _words(DOWNLOADS, text)
        if statuses:
            conditions.append(DOWNLOADS.c.status.in_([status.value for status in statuses]))
        if wrong_length:
            conditions.append(OTHER_THAN_LISTED)  # type: ignore[arg-type]  # a condition in the index's words
        by = {Order.TITLE: DOWNLOADS.c.search_text, Order.AUTHOR: DOWNLOADS.c.author}.get(order)
        return await self._page(DOWNLOADS, conditions, part, download_from, order=order, by=by)

    async def books(
        self, part: Slice, *, text: str = "", lacks: Lack | None = None, about: About | None = None
    ) -> Page[Book]:
        """The books that are in the library, by title.

        Args:
            part: Which of them.
            text: Words in title, authors, series or narrators; empty finds all.
            lacks: Only those without this field.
            about: Only those of which this is true.
        """
        conditions = [PRESENT, *_words(BOOKS, text)]
        if lacks is not None:
            conditions.append(BOOKS.c.lacks.op("&")(int(lacks)) != 0)
        if about is not None:
            conditions.append(_TRUE[about])
        found = select(BOOKS.c.item_id).where(*conditions)
        ids = found.order_by(BOOKS.c.search_text, BOOKS.c.item_id).limit(part.size).offset(part.start)
        total, numbers = await self.db.read(lambda connection: _numbers(connection, found, ids))
        by_id = {one.item_id: one for one in await Books(self.db).by_ids(numbers)}
        return Page([by_id[number] for number in numbers if number in by_id], total)

    async def changes(
        self, part: Slice, *, text: str = "", field: str | None = None, source: ChangeSource | None = None
    ) -> Page[Change]:
        """The changes, the newest first: of books with these words, of a field, from a source."""
        conditions: list[ColumnElement[bool]] = []
        if named := _words(BOOKS, text):
            conditions.append(CHANGES.c.item_id.in_(select(BOOKS.c.item_id).where(*named)))
        if field is not None:
            conditions.append(CHANGES.c.field == field)
        if source is not None:
            conditions.append(CHANGES.c.source == source.value)
        return await self._page(CHANGES, conditions, part, change_from)

    async def runs(
        self, part: Slice, *, kind: str | None = None, status: RunStatus | None = None
    ) -> Page[Run]:
        """The runs, the newest first, of one cycle or of all."""
        conditions = [] if kind is None else [RUNS.c.kind == kind]
        if status is not None:
            conditions.append(RUNS.c.status == status.value)
        return await self._page(RUNS, conditions, part, run_from)

    async def _page(
        self,
        table: Table,
        conditions: Sequence[ColumnElement[bool]],
        part: Slice,
        make: Callable[[Any], T],
        *,
        order: Order = Order.NEWEST,
        by: ColumnElement[Any] | None = None,
    ) -> Page[T]:
        found = select(table.c.id).where(*conditions)
        sorting = [table.c.id if order is Order.OLDEST else table.c.id.desc()]
        if by is not None:
            sorting = [by.nulls_last(), table.c.id]
        ids = found.order_by(*sorting).limit(part.size).offset(part.start)
        return await self.db.read(lambda connection: _read(connection, table, found, ids, make))


def _read(
    connection: Connection, table: Table, found: Select[Any], ids: Select[Any], make: Callable[[Any], T]
) -> Page[T]:
    total, numbers = _numbers(connection, found, ids)
    rows = connection.execute(select(table).where(table.c.id.in_(numbers))).mappings()
    by_number = {row["id"]: row for row in rows}
    return Page([make(by_number[number]) for number in numbers], total)


def _numbers(connection: Connection, found: Select[Any], ids: Select[Any]) -> tuple[int, Sequence[Any]]:
    total = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    return total, connection.execute(ids).scalars().all()


def _words(table: Table, text: str) -> list[ColumnElement[bool]]:
    """That each word of *text* is found in a record."""
    return [table.c.search_text.contains(term, autoescape=True) for term in search_terms(text)]
