"""The mirror of the library: one row per item, and its audio files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
)

from domain import paths
from store import from_mam, work
from store.book_rows import OURS, OWN, Book, BookFile, author_rows, file_rows, found_by, slices, values_of
from store.columns import insert_into, lies_below, range_below, signed
from store.database import Database
from store.tables import BOOK_AUTHORS, BOOK_FILES, BOOKS
from store.work import Work

__all__ = ["Book", "BookFile", "Books"]


@dataclass(frozen=True, slots=True)
class Books:
    """The mirror in one store."""

    db: Database

    async def save(
        self, books: Sequence[Book], *, now: datetime, known: Mapping[str, Book] | None = None
    ) -> None:
        """Store the current state of items; a known book is replaced.

        Args:
            books: The items.
            now: The time.
            known: By id those that are already stored, where the caller has looked that up.
        """
        if not books:
            return
        # Another daemon may have stored the same items since then.
        before = known if self.db.is_sqlite else None
        await self.db.write(lambda connection: _save(connection, books, now, before))

    async def count(self) -> int:
        """How many items are known."""
        return int(await self.db.read(work.scalar(select(func.count()).select_from(BOOKS))))

    async def by_id(self, item_id: str) -> Book | None:
        """One item."""
        found = await self._where(BOOKS.c.item_id == item_id)
        return found[0] if found else None

    async def by_ids(self, item_ids: Iterable[str]) -> list[Book]:
        """Those of the items that are known."""
        return await self._read(_BY_IDS, {"items": list(item_ids)})

    async def titles(self, item_ids: Iterable[str]) -> dict[str, str]:
        """By item its title, or the path of one without; of those that are known."""
        rows = await self.db.read(work.rows(_TITLES, {"items": list(item_ids)}))
        return {row.item_id: row.title or row.rel_path for row in rows}

    async def at(self, places: Iterable[str], *, ignore_case: bool = False) -> list[Book]:
        """Items at one of these paths, the longest path first.

        Composed and decomposed letters are the same; case differs unless *ignore_case*.
        """
        wanted = list(dict.fromkeys(places))
        found: list[Book] = []
        for some in slices(dict.fromkeys(map(paths.key, wanted))):
            found += await self._read(_AT, {"keys": some})
        if not ignore_case:
            exact = {paths.parts(path) for path in wanted}
            found = [book for book in found if paths.parts(book.path) in exact]
        return sorted(found, key=lambda book: len(paths.parts(book.path)), reverse=True)

    async def at_or_below(self, place: str, *, most: int) -> list[Book]:
        """At most *most* of the items at a path or somewhere below it; case is ignored."""
        first, end = range_below(place)
        values = {"own": paths.key(place), "first": first, "end": end, "most": most}
        return await self._read(_AT_OR_BELOW, values)

    async def below(self, folder: str, *, ignore_case: bool = False) -> list[Book]:
        """Items somewhere below a folder."""
        found = await self._where(lies_below(BOOKS.c.path_key, folder))
        return [book for book in found if paths.is_below(book.path, folder, ignore_case=ignore_case)]

    async def with_inodes(self, files: Iterable[tuple[int, int]]) -> list[Book]:
        """Items that have an audio file of one of these (inode, size in bytes) pairs."""
        wanted = set(files)
        found: dict[str, Book] = {}
        for some in slices({signed(inode) for inode, _ in wanted}):
            # By inode alone: SQLite does not use an index for pairs.
            matching = select(BOOK_FILES.c.item_id).where(BOOK_FILES.c.inode.in_(some))
            found |= {book.item_id: book for book in await self._where(BOOKS.c.item_id.in_(matching))}
        return [book for book in found.values() if book.inodes & wanted]

    async def by_authors(self, keys: Iterable[str]) -> list[Book]:
        """Items that are not missing and share one of these author keys: candidates, compared by the domain."""
        matching = select(BOOK_AUTHORS.c.item_id).where(BOOK_AUTHORS.c.key.in_(list(keys)))
        return await self._where(BOOKS.c.item_id.in_(matching), BOOKS.c.missing_since.is_(None))

    async def _where(self, *conditions: Any) -> list[Book]:
        return await self._read(select(BOOKS).where(*conditions))

    async def _read(self, query: Any, values: Any = None) -> list[Book]:
        return await self.db.read(lambda connection: found_by(connection, query, values))


def replacing(
    books: Sequence[Book], *, now: datetime, where: Callable[[Book, Book | None], bool]
) -> Work[None]:
    """Work that stores the current state of those items for which *where* is true, given also what is stored of them."""

    def replace(connection: Connection) -> None:
        ids = [book.item_id for book in books]
        known = {book.item_id: book for book in found_by(connection, _BY_IDS, {"items": ids})}
        kept = [book for book in books if where(book, known.get(book.item_id))]
        if kept:
            _save(connection, kept, now, known if connection.dialect.name == "sqlite" else None)

    return replace


def _save(
    connection: Connection, books: Sequence[Book], now: datetime, before: Mapping[str, Book] | None
) -> None:
    # One order for all: two daemons that store the same items never deadlock.
    books = sorted(books, key=lambda book: book.item_id)
    connection.execute(_saving(connection.dialect.name), [values_of(book, now) for book in books])
    for table, rows_of, part in _PARTS:
        changed = books
        if before is not None:
            changed = [b for b in books if (was := before.get(b.item_id)) is None or part(was) != part(b)]
        replaced = [book.item_id for book in changed if before is None or book.item_id in before]
        if replaced:
            connection.execute(_REMOVE[table], {"items": replaced})
        if rows := rows_of(changed):
            connection.execute(insert(table), rows)
    from_mam.note(connection, [b.item_id for b in books if before is None or b.item_id not in before])


@cache
def _saving(dialect: str) -> Insert:
    """Cached, because making the statement takes longer than running it."""
    statement = insert_into(BOOKS, dialect)
    columns: dict[str, Any] = {name: statement.excluded[name] for name in (*OWN, *OURS)}
    since = statement.excluded.missing_since
    columns["missing_since"] = case(
        (since.is_(None), None), else_=func.coalesce(BOOKS.c.missing_since, since)
    )
    saving: Insert = statement.on_conflict_do_update(index_elements=["item_id"], set_=columns)
    # Asked for an answer, SQLAlchemy makes one statement of all rows: SQLite's index of words takes each statement by itself.
    return saving.returning(BOOKS.c.item_id)


_ITEMS: Final[BindParameter[Any]] = bindparam("items", expanding=True)
_PARTS: Final = (
    (BOOK_FILES, file_rows, attrgetter("files")),
    (BOOK_AUTHORS, author_rows, attrgetter("authors")),
)
"""The other tables of a book: how their rows are made, and of what."""
_REMOVE: Final = {table: delete(table).where(table.c.item_id.in_(_ITEMS)) for table, *_ in _PARTS}
_BY_IDS: Final = select(BOOKS).where(BOOKS.c.item_id.in_(_ITEMS))
_TITLES: Final = select(BOOKS.c.item_id, BOOKS.c.title, BOOKS.c.rel_path).where(BOOKS.c.item_id.in_(_ITEMS))
_AT: Final = select(BOOKS).where(BOOKS.c.path_key.in_(bindparam("keys", expanding=True)))
_AT_OR_BELOW: Final = (
    select(BOOKS)
    .where(
        or_(
            BOOKS.c.path_key == bindparam("own"),
            and_(BOOKS.c.path_key > bindparam("first"), BOOKS.c.path_key < bindparam("end")),
        )
    )
    .limit(bindparam("most"))
)
