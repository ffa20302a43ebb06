"""Books by what a person calls them, and what belongs to one."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from store import work
from store.database import Database
from store.downloads import Download, downloads_of
from store.tables import BOOKS, DOWNLOADS

_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class NamedBook:
    """A book of the mirror, as far as it takes to choose it."""

    item_id: str
    title: str | None
    authors: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class OfBook:
    """What is kept of single books in one store."""

    db: Database

    async def downloads(self, item_id: str, *, limit: int = 10) -> list[Download]:
        """The downloads that are joined to an item, those applied last first."""
        query = (
            select(DOWNLOADS)
            .where(DOWNLOADS.c.item_id == item_id)
            .order_by(DOWNLOADS.c.applied_at.desc().nulls_last(), DOWNLOADS.c.id.desc())
            .limit(limit)
        )
        return await self.db.read(downloads_of(query))

    async def named(self, text: str, *, limit: int = 10) -> Sequence[NamedBook]:
        """The books that *text* may mean: by item id or a download's number, else by title, in any case.

        A title that holds it counts only where none is it.
        """
        wanted = _folded(text)
        if not wanted:
            return ()
        books = await self._books()
        downloaded = await self._downloaded(text.strip())
        exact = [b for b in books if text.strip() == b.item_id or wanted == _folded(b.title or "")]
        exact += [b for b in books if b.item_id == downloaded and b not in exact]
        near = (b for b in books if wanted in _folded(b.title or ""))
        return tuple(exact or near)[:limit]

    async def _books(self) -> list[NamedBook]:
        """All of them: no database compares letters of every alphabet whatever their case."""
        columns = (BOOKS.c.item_id, BOOKS.c.title, BOOKS.c.authors, BOOKS.c.path)
        query = select(*columns).order_by(BOOKS.c.title, BOOKS.c.item_id)
        rows = await self.db.read(work.rows(query))
        return [NamedBook(item_id, title, tuple(authors), path) for item_id, title, authors, path in rows]

    async def _downloaded(self, number: str) -> str | None:
        """The item of the download with this number."""
        if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
            return None
        query = select(DOWNLOADS.c.item_id).where(DOWNLOADS.c.id == int(number))
        found: str | None = await self.db.read(work.scalar(query))
        return found


def _folded(text: str) -> str:
    """Equal for titles that a person would not distinguish."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
