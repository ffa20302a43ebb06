"""The imports with the books' names, as lists and pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from sqlalchemy import Connection, RowMapping, Select, func, select

from domain.facts import ImportChoice, ImportMode, ImportProblem, ImportStatus
from store import work
from store.database import Database
from store.imports import Import
from store.kept import Kept
from store.tables import DOWNLOADS, IMPORTS
from store.views.pages import Order, both_ways
from store.views.paging import Page, Slice, Wanted, find
from store.views.words import words_behind


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedImport(Import):
    """An import, with title and author of its download."""

    title: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported into the library, in one store. An import is known by its download's number."""

    db: Database
    kept: Kept

    async def listed(
        self, *, limit: int, before: int | None = None, status: ImportStatus | None = None
    ) -> list[NamedImport]:
        """The newest first; with *before* those older than the import of that id."""
        query = _NAMED.order_by(IMPORTS.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(IMPORTS.c.id < before)
        if status is not None:
            query = query.where(IMPORTS.c.status == status.value)
        return await self._of(query)

    async def page(
        self,
        part: Slice,
        *,
        text: str = "",
        status: ImportStatus | None = None,
        order: Order = Order.NEWEST,
    ) -> Page[NamedImport]:
        """The imports of books with all words of *text*, of one status or of all; *order* is one of `IMPORT_ORDERS`."""
        wanted = Wanted(
            key=IMPORTS.c.id,
            equal={} if status is None else {IMPORTS.c.status: [status]},
            narrow=words_behind(IMPORTS.c.download_id, DOWNLOADS, text),
            sorting=IMPORT_ORDERS[order],
            part=part,
            asked=(text, order),
        )
        counts = await self.counts()
        total = sum(counts.values()) if status is None else counts.get(status, 0)
        return await find(self.kept, wanted, ("imports", status), _with_keys, total=total)

    async def of_download(self, number: int) -> NamedImport | None:
        """The import of a download; None without one."""
        found = await self._of(
            _NAMED.where(IMPORTS.c.download_id == number).order_by(IMPORTS.c.id.desc()).limit(1)
        )
        return found[0] if found else None

    async def counts(self) -> Mapping[ImportStatus, int]:
        """How many have each status; an unused status has no entry."""
        return await self.kept("imports by status", _counts)

    async def _of(self, query: Select[tuple[object, ...]]) -> list[NamedImport]:
        return [_named(row) for row in await self.db.read(work.mappings(query))]


_OTHERS: Final = [one.value for one in ImportStatus if one is not ImportStatus.PLACED]
IMPORT_ORDERS: Final = both_ways(Order.OLDEST, Order.NEWEST, IMPORTS.c.created_at)

_NAMED = select(IMPORTS, DOWNLOADS.c.title, DOWNLOADS.c.author).outerjoin(
    DOWNLOADS, DOWNLOADS.c.id == IMPORTS.c.download_id
)
_FACTS = {"status": ImportStatus, "problem": ImportProblem, "mode": ImportMode, "choice": ImportChoice}


def _counts(connection: Connection) -> Mapping[ImportStatus, int]:
    """Of those in the library, which nearly all of many are, only the number is asked for, without a look at each."""
    status = IMPORTS.c.status
    others = select(status, func.count()).where(status.in_(_OTHERS)).group_by(status)
    found = {ImportStatus(one): number for one, number in connection.execute(others)}
    total: int = connection.execute(select(func.count()).select_from(IMPORTS)).scalar_one()
    placed = total - sum(found.values())
    return found | ({ImportStatus.PLACED: placed} if placed > 0 else {})


def _with_keys(connection: Connection, keys: Sequence[int]) -> Sequence[NamedImport]:
    rows = connection.execute(_NAMED.where(IMPORTS.c.id.in_(keys))).mappings()
    by_id = {row["id"]: _named(row) for row in rows}
    return [by_id[key] for key in keys if key in by_id]


def _named(row: RowMapping) -> NamedImport:
    given = {one.name: row[one.name] for one in fields(NamedImport)}
    facts = {name: None if row[name] is None else kind(row[name]) for name, kind in _FACTS.items()}
    return NamedImport(**given | facts)
