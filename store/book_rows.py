"""A book of the library as the rows of its tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from domain import paths
from domain.author_keys import surnames
from domain.lacking import Lack, lacking
from domain.recording import Recording, Series
from domain.search_text import search_text
from store.columns import signed
from store.tables import BOOK_FILES, BOOKS

_AT_ONCE: Final = 500
"""Values in one condition; SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class BookFile:
    """An audio file: its path as Audiobookshelf sees it, its inode and its size in bytes."""

    path: str
    inode: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A library item as last seen. Its path has the disk's spelling."""

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
    description: str | None = None
    has_cover: bool = False
    updated_at: datetime | None = None
    added_at: datetime | None = None
    is_missing: bool = False
    files: tuple[BookFile, ...] = ()

    @property
    def inodes(self) -> frozenset[tuple[int, int]]:
        """Inode and size in bytes of each audio file."""
        return frozenset((file.inode, file.size) for file in self.files)

    def as_recording(self) -> Recording:
        """The item's metadata, in the form in which it is compared with MAM's."""
        return Recording(title=self.title, authors=self.authors, series=self.series, narrators=self.narrators)


OWN: Final = tuple(
    column.name for column in BOOKS.c if column.name in Book.__slots__ and column.name != "item_id"
)
"""The columns of a book's row that come from the library; the others are ours."""

OURS: Final = (
    "path_key",
    "seen_at",
    "missing_since",
    "search_text",
    "author_order",
    "narrator_order",
    "lacks",
)
"""The columns of ours that follow from those."""

_FILES_OF: Final = (
    select(BOOK_FILES)
    .where(BOOK_FILES.c.item_id.in_(bindparam("items", expanding=True)))
    .order_by(BOOK_FILES.c.item_id, BOOK_FILES.c.place)
)


def slices(values: Iterable[Any]) -> Iterable[list[Any]]:
    """So many values at a time as one condition takes."""
    found = list(values)
    return (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))


def found_by(connection: Connection, query: Any, values: Any = None) -> list[Book]:
    """The books in a query's rows, with their files."""
    rows = connection.execute(query, values).mappings().all()
    by_item: dict[str, list[BookFile]] = {}
    for some in slices([row["item_id"] for row in rows]):
        for file in connection.execute(_FILES_OF, {"items": some}).mappings():
            by_item.setdefault(file["item_id"], []).append(
                BookFile(file["path"], file["inode"] % (1 << 64), file["size"])
            )
    return [_book(row, tuple(by_item.get(row["item_id"], ()))) for row in rows]


def file_rows(books: Sequence[Book]) -> list[dict[str, Any]]:
    """The rows of their audio files."""
    return [
        {
            "item_id": book.item_id,
            "place": place,
            "path": file.path,
            "inode": signed(file.inode),
            "size": file.size,
        }
        for book in books
        for place, file in enumerate(book.files)
    ]


def author_rows(books: Sequence[Book]) -> list[dict[str, Any]]:
    """The keys by which they are found by their authors."""
    return [{"key": key, "item_id": book.item_id} for book in books for key in surnames(book.authors)]


def values_of(book: Book, now: datetime) -> dict[str, Any]:
    """A book's row, but for what only a known one has."""
    values = {name: getattr(book, name) for name in ("item_id", *OWN)}
    for name in ("authors", "narrators"):
        values[name] = list(values[name])
    values["series"] = [s.model_dump() for s in book.series]
    values["path_key"] = paths.key(book.path)
    values["lacks"] = int(lacking({**values, "cover": book.has_cover}))
    series = [one.name for one in book.series]
    values["search_text"] = search_text([book.title, *book.authors, *series, *book.narrators])
    for name in ("author", "narrator"):
        values[f"{name}_order"] = search_text(getattr(book, f"{name}s")) or None
    return {**values, "seen_at": now, "missing_since": now if book.is_missing else None}


def _book(row: Any, files: tuple[BookFile, ...]) -> Book:
    values = {name: row[name] for name in ("item_id", *OWN)}
    values["authors"], values["narrators"] = tuple(values["authors"]), tuple(values["narrators"])
    values["series"] = tuple(Series(**s) for s in values["series"])
    has_cover = Lack.COVER not in Lack(row["lacks"] or 0)
    return Book(**values, has_cover=has_cover, is_missing=row["missing_since"] is not None, files=files)
