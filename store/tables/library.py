"""The mirror of the library."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Text, and_, false, text
from sqlmodel import Field, SQLModel

from store.columns import Bytewise, UtcDateTime, document, table_of

_PRESENT: Final = text("missing_since IS NULL")
NOT_FROM_MAM: Final = text("NOT from_mam")
WRONG_LENGTH: Final = text("wrong_length")
"""Whether a book is not from MAM, or is of the wrong length; in the words of their indexes."""

_NARROWED: Final = ("lacks", "from_mam", "wrong_length", "missing_since")
BOOK_ORDERS: Final = ("search_text", "author_order", "narrator_order", "duration_seconds", "updated_at")
"""The columns by which the list of books is sorted."""


class BookRow(SQLModel, table=True):
    """One item of an Audiobookshelf library, as last seen.

    `last_metadata_updated` is when Google Books was last asked for the book. `enrichments_in_vain`, the look-ups
    in a row that found nothing, decides when it is asked again. `lacks` is a `domain.lacking.Lack`, None of a
    book that a version before 0.2 mirrored. `from_mam` and `wrong_length` are kept by
    `store/from_mam.py`.
    """

    __tablename__ = "books"
    __table_args__ = (
        Index(
            "ix_books_enrichment",
            "enrichments_in_vain",
            "last_metadata_updated",
            "item_id",
            sqlite_where=_PRESENT,
        ),
        # SQLite reads an index alone only where that has also what is true of all.
        Index("ix_books_lacks", "lacks", "last_metadata_updated", "missing_since", sqlite_where=_PRESENT),
        # The orders of the list, each with what the list is narrowed down by.
        *(
            Index(f"ix_books_{order}", order, "item_id", *_NARROWED, sqlite_where=_PRESENT)
            for order in BOOK_ORDERS
        ),
        *(
            Index(f"ix_books_{name}", column, "missing_since", sqlite_where=and_(_PRESENT, where))
            for name, column, where in (
                ("not_from_mam", "from_mam", NOT_FROM_MAM),
                ("wrong_length", "wrong_length", WRONG_LENGTH),
            )
        ),
    )

    item_id: str = Field(primary_key=True)
    library_id: str
    path: str = Field(sa_type=Text)
    path_key: str = Field(sa_type=Bytewise, index=True)
    rel_path: str = Field(sa_type=Text)
    is_file: bool
    title: str | None = Field(default=None, sa_type=Text)
    authors: list[str] = document()
    narrators: list[str] = document()
    series: list[dict[str, Any]] = document()
    duration_seconds: float | None = None
    abridged: bool = False
    publisher: str | None = Field(default=None, sa_type=Text)
    published_year: str | None = None
    isbn: str | None = None
    asin: str | None = None
    description: str | None = Field(default=None, sa_type=Text)
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    added_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    missing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_metadata_updated: datetime | None = Field(default=None, sa_type=UtcDateTime)
    enrichments_in_vain: int = 0
    search_text: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    author_order: str | None = Field(default=None, sa_type=Text)
    narrator_order: str | None = Field(default=None, sa_type=Text)
    lacks: int | None = None
    from_mam: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    wrong_length: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class BookFileRow(SQLModel, table=True):
    """One audio file of a book: a hard link shares its inode and size."""

    __tablename__ = "book_files"
    __table_args__ = (Index("ix_book_files_inode", "inode"), {"sqlite_with_rowid": False})

    item_id: str = Field(primary_key=True, foreign_key="books.item_id", ondelete="CASCADE")
    place: int = Field(primary_key=True)
    path: str = Field(sa_type=Text)
    inode: int = Field(sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)


class BookAuthorRow(SQLModel, table=True):
    """A key by which the books of an author are found."""

    __tablename__ = "book_authors"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True, foreign_key="books.item_id", index=True, ondelete="CASCADE")


class LibraryRow(SQLModel, table=True):
    """A library of Audiobookshelf; the mirror is complete from `compared_at` on.

    `scan_asked_at` is when Audiobookshelf was last asked to scan the whole library.
    """

    __tablename__ = "libraries"

    library_id: str = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    folders: list[str] = document()
    compared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    scan_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WriteInFlightRow(SQLModel, table=True):
    """A write to a server that was begun, and whose answer is not there."""

    __tablename__ = "writes_in_flight"

    server: str = Field(primary_key=True)
    begun_at: datetime = Field(sa_type=UtcDateTime)


BOOKS: Final = table_of(BookRow)
BOOK_FILES: Final = table_of(BookFileRow)
BOOK_AUTHORS: Final = table_of(BookAuthorRow)
LIBRARIES: Final = table_of(LibraryRow)
WRITES_IN_FLIGHT: Final = table_of(WriteInFlightRow)
