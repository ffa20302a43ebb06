"""The lists that a person searches, sorts and turns the pages of, from any number of records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, func, select

from domain.facts import ChangeSource, RunStatus, Status
from domain.lacking import Lack
from store.book_rows import Book, found_by
from store.changes import Change, change_from
from store.downloads import Download, download_from
from store.enrichment import PRESENT
from store.kept import Kept
from store.left_alone import KnownLeftTorrent, left_torrent_from
from store.runs import Run, run_from
from store.tables import (
    BOOKS,
    CHANGES,
    DOWNLOADS,
    LEFT_ALONE,
    NOT_FROM_MAM,
    OTHER_THAN_LISTED,
    RUNS,
    WRONG_LENGTH,
)
from store.views.listing import counts_of
from store.views.paging import Page, Slice, Sorting, Wanted, find, records
from store.views.words import words_behind, words_of
from store.work import scalar

T = TypeVar("T")


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    TITLE_DOWN = "title-down"
    AUTHOR = "author"
    AUTHOR_DOWN = "author-down"
    NARRATOR = "narrator"
    NARRATOR_DOWN = "narrator-down"
    LONGEST = "longest"
    SHORTEST = "shortest"


class About(StrEnum):
    """What a list of books may be narrowed down to."""

    WRONG_LENGTH = "wrong-length"
    NOT_FROM_MAM = "not-from-mam"


_TRUE: Final[Mapping[About, Any]] = {
    About.WRONG_LENGTH: WRONG_LENGTH,
    About.NOT_FROM_MAM: NOT_FROM_MAM,
}


def both_ways(up: Order, down: Order, by: Column[Any]) -> dict[Order, Sorting]:
    """A column's two orders."""
    return {up: Sorting(by), down: Sorting(by, down=True)}


DOWNLOAD_ORDERS: Final[Mapping[Order, Sorting]] = {
    **both_ways(Order.OLDEST, Order.NEWEST, DOWNLOADS.c.created_at),
    **both_ways(Order.TITLE, Order.TITLE_DOWN, DOWNLOADS.c.search_text),
    **both_ways(Order.AUTHOR, Order.AUTHOR_DOWN, DOWNLOADS.c.author_order),
    **both_ways(Order.NARRATOR, Order.NARRATOR_DOWN, DOWNLOADS.c.narrator_order),
}
BOOK_ORDERS: Final[Mapping[Order, Sorting]] = {
    **both_ways(Order.TITLE, Order.TITLE_DOWN, BOOKS.c.search_text),
    **both_ways(Order.AUTHOR, Order.AUTHOR_DOWN, BOOKS.c.author_order),
    **both_ways(Order.NARRATOR, Order.NARRATOR_DOWN, BOOKS.c.narrator_order),
    **both_ways(Order.SHORTEST, Order.LONGEST, BOOKS.c.duration_seconds),
    **both_ways(Order.OLDEST, Order.NEWEST, BOOKS.c.updated_at),
}
LEFT_ORDERS: Final[Mapping[Order, Sorting]] = {
    **both_ways(Order.OLDEST, Order.NEWEST, LEFT_ALONE.c.noted_at),
    **both_ways(Order.TITLE, Order.TITLE_DOWN, LEFT_ALONE.c.search_text),
}
CHANGE_ORDERS: Final = both_ways(Order.OLDEST, Order.NEWEST, CHANGES.c.at)
RUN_ORDERS: Final = both_ways(Order.OLDEST, Order.NEWEST, RUNS.c.started_at)
"""By list its orders; each has an index with the columns that its list is narrowed down by."""

_DOWNLOADS: Final = records(download_from, DOWNLOADS.c.id)
_LEFT_ALONE: Final = records(left_torrent_from, LEFT_ALONE.c.id)
_count_left_alone: Final = scalar(select(func.count()).select_from(LEFT_ALONE))
_CHANGES: Final = records(change_from, CHANGES.c.id)
_RUNS: Final = records(run_from, RUNS.c.id)


@dataclass(frozen=True, slots=True)
class Pages:
    """The lists of one store."""

    kept: Kept

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
            order: How they are sorted, one of `DOWNLOAD_ORDERS`.
        """
        wanted = Wanted(
            key=DOWNLOADS.c.id,
            conditions=[OTHER_THAN_LISTED] if wrong_length else [],  # type: ignore[list-item]  # the index's words
            equal={DOWNLOADS.c.status: sorted(statuses)} if statuses else {},
            narrow=words_of(DOWNLOADS, text),
            sorting=DOWNLOAD_ORDERS[order],
            part=part,
            asked=(text, order),
        )
        counts = await self.kept("downloads counted", counts_of)
        total = sum(
            number
            for (status, verdict), number in counts.items()
            if (not statuses or status in statuses)
            and (not wrong_length or (verdict is not None and verdict.is_mismatch))
        )
        name = ("downloads", frozenset(statuses), wrong_length)
        return await find(self.kept, wanted, name, _DOWNLOADS, total=total)

    async def left_alone_count(self) -> int:
        """How many finished torrents are left alone."""
        number: int = await self.kept("left alone counted", _count_left_alone)
        return number

    async def left_alone(
        self, part: Slice, *, text: str = "", order: Order = Order.NEWEST
    ) -> Page[KnownLeftTorrent]:
        """The finished torrents that are left alone; *order* is one of `LEFT_ORDERS`."""
        wanted = Wanted(
            key=LEFT_ALONE.c.id,
            narrow=words_of(LEFT_ALONE, text),
            sorting=LEFT_ORDERS[order],
            part=part,
            asked=(text, order),
        )
        total = await self.left_alone_count()
        return await find(self.kept, wanted, "left alone", _LEFT_ALONE, total=total)

    async def books(
        self,
        part: Slice,
        *,
        text: str = "",
        lacks: Lack | None = None,
        about: About | None = None,
        order: Order = Order.TITLE,
    ) -> Page[Book]:
        """The books that are in the library.

        Args:
            part: Which of them.
            text: Words in title, authors, series or narrators; empty finds all.
            lacks: Only those without this field.
            about: Only those of which this is true.
            order: How they are sorted, one of `BOOK_ORDERS`.
        """
        conditions: list[ColumnElement[bool]] = [PRESENT]
        if lacks is not None:
            conditions.append(BOOKS.c.lacks.op("&")(int(lacks)) != 0)
        if about is not None:
            conditions.append(_TRUE[about])
        wanted = Wanted(
            key=BOOKS.c.item_id,
            conditions=conditions,
            narrow=words_of(BOOKS, text),
            sorting=BOOK_ORDERS[order],
            part=part,
            asked=(text, order),
        )
        return await find(self.kept, wanted, ("books", lacks, about), _books)

    async def changes(
        self,
        part: Slice,
        *,
        text: str = "",
        field: str | None = None,
        source: ChangeSource | None = None,
        order: Order = Order.NEWEST,
    ) -> Page[Change]:
        """The changes: of books with these words, of a field, from a source; *order* is one of `CHANGE_ORDERS`."""
        wanted = Wanted(
            key=CHANGES.c.id,
            equal=_given({CHANGES.c.field: field, CHANGES.c.source: source}),
            narrow=words_behind(CHANGES.c.item_id, BOOKS, text),
            sorting=CHANGE_ORDERS[order],
            part=part,
            asked=(text, order),
        )
        return await find(self.kept, wanted, ("changes", field, source), _CHANGES)

    async def runs(
        self,
        part: Slice,
        *,
        kind: str | None = None,
        status: RunStatus | None = None,
        order: Order = Order.NEWEST,
    ) -> Page[Run]:
        """The runs, of one cycle or of all; *order* is one of `RUN_ORDERS`."""
        wanted = Wanted(
            key=RUNS.c.id,
            equal=_given({RUNS.c.kind: kind, RUNS.c.status: status}),
            sorting=RUN_ORDERS[order],
            part=part,
            asked=order,
        )
        return await find(self.kept, wanted, ("runs", kind, status), _RUNS)


def _given(wanted: Mapping[Column[Any], str | None]) -> dict[Column[Any], Sequence[str]]:
    return {column: [value] for column, value in wanted.items() if value is not None}


def _books(connection: Connection, keys: Sequence[Any]) -> Sequence[Book]:
    by_id = {one.item_id: one for one in found_by(connection, select(BOOKS).where(BOOKS.c.item_id.in_(keys)))}
    return [by_id[key] for key in keys if key in by_id]
