"""The mirror of the library: one row per item, and its audio files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.recording import Series
from store.database import Database
from store.tables import BookFileRow, BookRow

_BOOKS: Final[Table] = BookRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_FILES: Final[Table] = BookFileRow.__table__  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True)
class BookFile:
    """An audio file: its path as Audiobookshelf sees it, its inode and its size in bytes."""

    path: str
    inode: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A library item as last seen."""

    item_id: str
    library_id: str
    path: str
    rel_path: str
    is_file: bool
    title: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    duration_seconds: float | None = None
    abridged: bool = False
    publisher: str | None = None
    published_year: str | None = None
    isbn: str | None = None
    asin: str | None = None
    updated_at: datetime | None = None
    files: tuple[BookFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    """The mirror in one store."""

    db: Database

    async def save(self, books: Sequence[Book], *, now: datetime) -> None:
        """Note how items look now; a book seen before is replaced."""
        if not books:
            return
        async with self.db.write() as connection:
            await self._save(connection, books, now)

    async def _save(self, connection: AsyncConnection, books: Sequence[Book], now: datetime) -> None:
        dialect = sqlite.insert if self.db.is_sqlite else postgresql.insert
        statement = dialect(_BOOKS)
        columns = {c.name: statement.excluded[c.name] for c in _BOOKS.c if c.name != "item_id"}
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["item_id"], set_=columns),
            [_book_values(book, now) for book in books],
        )
        await connection.execute(delete(_FILES).where(_FILES.c.item_id.in_([b.item_id for b in books])))
        files = [
            {"item_id": b.item_id, "path": f.path, "inode": f.inode, "size": f.size}
            for b in books
            for f in b.files
        ]
        if files:
            await connection.execute(insert(_FILES), files)

    async def count(self) -> int:
        """How many items are known."""
        async with self.db.read() as connection:
            return int((await connection.execute(select(func.count()).select_from(_BOOKS))).scalar_one())

    async def by_id(self, item_id: str) -> Book | None:
        """One item."""
        found = await self._where(_BOOKS.c.item_id == item_id)
        return found[0] if found else None

    async def at_or_above(self, paths: Iterable[str]) -> list[Book]:
        """Items whose path is one of *paths*, the longest path first."""
        found = await self._where(_BOOKS.c.path.in_(list(paths)))
        return sorted(found, key=lambda book: len(book.path), reverse=True)

    async def below(self, folder: str) -> list[Book]:
        """Items somewhere below a folder."""
        # "0" is the character after "/": the range is what LIKE 'folder/%' means, and it uses the index.
        return await self._where(_BOOKS.c.path > folder + "/", _BOOKS.c.path < folder + "0")

    async def with_inodes(self, files: Iterable[tuple[int, int]]) -> list[Book]:
        """Items that have an audio file of one of these (inode, size in bytes) pairs."""
        pairs = list(files)
        if not pairs:
            return []
        matching = select(_FILES.c.item_id).where(tuple_(_FILES.c.inode, _FILES.c.size).in_(pairs))
        return await self._where(_BOOKS.c.item_id.in_(matching))

    async def with_text(self, words: Sequence[str]) -> list[Book]:
        """Items with one of these words in the title: candidates only, to be compared by the domain."""
        if not words:
            return []
        return await self._where(or_(*(_BOOKS.c.title.icontains(word, autoescape=True) for word in words)))

    async def forget(self, item_id: str) -> None:
        """Take an item out of the mirror: its library has no such id any more."""
        async with self.db.write() as connection:
            await connection.execute(delete(_FILES).where(_FILES.c.item_id == item_id))
            await connection.execute(delete(_BOOKS).where(_BOOKS.c.item_id == item_id))

    async def _where(self, *conditions: Any) -> list[Book]:
        async with self.db.read() as connection:
            rows = (await connection.execute(select(_BOOKS).where(*conditions))).mappings().all()
            ids = [row["item_id"] for row in rows]
            files = (
                (await connection.execute(select(_FILES).where(_FILES.c.item_id.in_(ids)))).mappings().all()
            )
        by_item: dict[str, list[BookFile]] = {}
        for file in files:
            by_item.setdefault(file["item_id"], []).append(
                BookFile(file["path"], file["inode"], file["size"])
            )
        return [_book(row, tuple(by_item.get(row["item_id"], ()))) for row in rows]


def _book_values(book: Book, now: datetime) -> dict[str, Any]:
    values = {c.name: getattr(book, c.name) for c in _BOOKS.c if c.name not in {"seen_at", "missing_since"}}
    for name in ("authors", "narrators"):
        values[name] = list(values[name])
    values["series"] = [s.model_dump() for s in book.series]
    return {**values, "seen_at": now, "missing_since": None}


def _book(row: Any, files: tuple[BookFile, ...]) -> Book:
    values = {name: value for name, value in row.items() if name not in {"seen_at", "missing_since"}}
    values["authors"], values["narrators"] = tuple(values["authors"]), tuple(values["narrators"])
    values["series"] = tuple(Series(**s) for s in values["series"])
    return Book(**values, files=files)
