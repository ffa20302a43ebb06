"""The imports with the books' names, as lists and pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, Select, func, select

from domain.facts import ImportChoice, ImportMode, ImportProblem, ImportStatus
from domain.search_text import search_terms
from store import work
from store.database import Database
from store.imports import Import
from store.tables import DOWNLOADS, IMPORTS
from store.views.paging import Page, Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedImport(Import):
    """An import, with title and author of its download."""

    title: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported into the library, in one store. An import is known by its download's number."""

    db: Database

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
        self, part: Slice, *, text: str = "", status: ImportStatus | None = None
    ) -> Page[NamedImport]:
        """Some of them, the newest first: of one status or of all, of books with all words of *text*."""
        conditions = [DOWNLOADS.c.search_text.contains(term, autoescape=True) for term in search_terms(text)]
        if status is not None:
            conditions.append(IMPORTS.c.status == status.value)
        found = _NAMED.where(*conditions)
        total = await self.db.read(work.scalar(select(func.count()).select_from(found.subquery())))
        newest = found.order_by(IMPORTS.c.id.desc()).limit(part.size).offset(part.start)
        return Page(await self._of(newest), int(total))

    async def of_download(self, number: int) -> NamedImport | None:
        """The import of a download; None without one."""
        found = await self._of(
            _NAMED.where(IMPORTS.c.download_id == number).order_by(IMPORTS.c.id.desc()).limit(1)
        )
        return found[0] if found else None

    async def counts(self) -> Mapping[ImportStatus, int]:
        """How many have each status."""
        query = select(IMPORTS.c.status, func.count()).group_by(IMPORTS.c.status)
        return {ImportStatus(status): int(number) for status, number in await self.db.read(work.rows(query))}

    async def _of(self, query: Select[tuple[object, ...]]) -> list[NamedImport]:
        return [_named(row) for row in await self.db.read(work.mappings(query))]


_NAMED = select(IMPORTS, DOWNLOADS.c.title, DOWNLOADS.c.author).outerjoin(
    DOWNLOADS, DOWNLOADS.c.id == IMPORTS.c.download_id
)
_FACTS = {"status": ImportStatus, "problem": ImportProblem, "mode": ImportMode, "choice": ImportChoice}


def _named(row: RowMapping) -> NamedImport:
    given = {one.name: row[one.name] for one in fields(NamedImport)}
    facts = {name: None if row[name] is None else kind(row[name]) for name, kind in _FACTS.items()}
    return NamedImport(**given | facts)
