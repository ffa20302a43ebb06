"""The tables. Private to the store: nobody else may know how a row looks."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Table, Text, text
from sqlmodel import Field, SQLModel

from store.columns import Bytewise, Id, Json, UtcDateTime

_OPEN = text("settled_at IS NULL")
# Without it SQLite would look for open events among the settled ones, and sort them.
_SETTLED = text("settled_at IS NOT NULL")
_HELD = text("settled_at IS NULL AND waits_for IS NOT NULL")
_PRESENT = text("missing_since IS NULL")
_RUNNING = text("ended_at IS NULL")
_BURIED = text("verdict = 'buried'")
OTHER_THAN_LISTED = text("duration_verdict NOT IN ('verified', 'unknown')")
"""Whether a recording is not the one that its record lists; as an index has it."""


def _row_number() -> Any:
    return Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))


def _document(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Json, nullable=nullable))


class EventRow(SQLModel, table=True):
    """One event of the inbox; open until `settled_at`.

    `signals` counts how often the same fact was reported while it was open. A claim moves `due_at` to the
    end of its lease, so that a claim that is never settled comes due by itself. `waits_for` is the service
    whose outage it waits out. `deaths` counts how often in a row a claim was never settled: the process ended
    with it in hand.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ux_events_open_key", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_events_open_due", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_events_held", "waits_for", "due_at", "id", sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_events_settled", "settled_at", sqlite_where=_SETTLED, postgresql_where=_SETTLED),
        Index("ix_events_key", "key", "id"),
        Index("ix_events_buried", "id", sqlite_where=_BURIED, postgresql_where=_BURIED),
    )

    id: int | None = _row_number()
    kind: str
    key: str
    payload: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    signals: int = 1
    attempts: int = 0
    looks: int = 0
    wait: str | None = None
    waits_for: str | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    deaths: int = 0
    lease_owner: str | None = None
    lease_token: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    verdict: str | None = None


class DownloadRow(SQLModel, table=True):
    """What is known of one torrent, before and after it was downloaded."""

    __tablename__ = "downloads"
    __table_args__ = (
        Index("ix_downloads_status", "status", "id"),
        Index("ix_downloads_applied", "applied_at"),
        Index(
            "ix_downloads_other_than_listed",
            "id",
            sqlite_where=OTHER_THAN_LISTED,
            postgresql_where=OTHER_THAN_LISTED,
        ),
    )

    id: int | None = _row_number()
    info_hash: str | None = Field(default=None, unique=True)
    infohash_v1: str | None = Field(default=None, index=True)
    infohash_v2: str | None = Field(default=None, index=True)
    mam_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    title: str | None = Field(default=None, sa_type=Text)
    author: str | None = Field(default=None, sa_type=Text)
    series: str | None = Field(default=None, sa_type=Text)
    recording: dict[str, Any] = _document()
    found_by: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    status: str
    reason: str | None = Field(default=None, sa_type=Text)
    reason_kind: str | None = None
    item_id: str | None = None
    item_found_by: str | None = Field(default=None, sa_type=Text)
    proof_kind: str | None = None
    duration_check: str | None = Field(default=None, sa_type=Text)
    duration_verdict: str | None = None
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wanted: dict[str, Any] | None = _document(nullable=True)
    chosen_because: str | None = Field(default=None, sa_type=Text)
    candidates: list[dict[str, Any]] | None = _document(nullable=True)
    queued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    run_id: int | None = Field(default=None, sa_type=BigInteger)


class BookRow(SQLModel, table=True):
    """One item of an Audiobookshelf library, as last seen.

    `last_metadata_updated` is when Google Books was last asked what it knows of the book; how often that was
    in vain since it last helped decides when the book is looked at again.
    """

    __tablename__ = "books"
    __table_args__ = (
        Index(
            "ix_books_enrichment",
            "enrichments_in_vain",
            "last_metadata_updated",
            "item_id",
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
    )

    item_id: str = Field(primary_key=True)
    library_id: str
    path: str = Field(sa_type=Text)
    path_key: str = Field(sa_type=Bytewise, index=True)
    rel_path: str = Field(sa_type=Text)
    is_file: bool
    title: str | None = Field(default=None, sa_type=Text)
    authors: list[str] = _document()
    narrators: list[str] = _document()
    series: list[dict[str, Any]] = _document()
    duration_seconds: float | None = None
    abridged: bool = False
    publisher: str | None = Field(default=None, sa_type=Text)
    published_year: str | None = None
    isbn: str | None = None
    asin: str | None = None
    description: str | None = Field(default=None, sa_type=Text)
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    missing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_metadata_updated: datetime | None = Field(default=None, sa_type=UtcDateTime)
    enrichments_in_vain: int = 0


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
    """A key under which the books of an author are found."""

    __tablename__ = "book_authors"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True, foreign_key="books.item_id", index=True, ondelete="CASCADE")


class LibraryRow(SQLModel, table=True):
    """A library of Audiobookshelf; complete in the mirror from `compared_at` on.

    `scan_asked_at` is when it was last asked to scan the whole library.
    """

    __tablename__ = "libraries"

    library_id: str = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    folders: list[str] = _document()
    compared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    scan_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AwaitedFileRow(SQLModel, table=True):
    """An audio file of a download that waits for its library item, as Audiobookshelf would see it.

    Inode and size are known only where the daemon sees the file.
    """

    __tablename__ = "awaited_files"
    __table_args__ = (Index("ix_awaited_files_inode", "inode", "size"),)

    id: int | None = _row_number()
    download_id: int = Field(sa_type=BigInteger, index=True)
    path_key: str = Field(sa_type=Bytewise, index=True)
    inode: int | None = Field(default=None, sa_type=BigInteger)
    size: int | None = Field(default=None, sa_type=BigInteger)


class ChangeRow(SQLModel, table=True):
    """One field of one item that we set: planned before the write, written once read back."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_field", "item_id", "field", "id"),)

    id: int | None = _row_number()
    at: datetime = Field(sa_type=UtcDateTime)
    item_id: str
    field: str
    before: Any = _document(nullable=True)
    after: Any = _document(nullable=True)
    status: str
    source: str
    run_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    event_id: int | None = Field(default=None, sa_type=BigInteger)
    download_id: int | None = Field(default=None, sa_type=BigInteger, index=True)


class CompletionRow(SQLModel, table=True):
    """A finished download that was looked at: the same torrent, added again, is another one."""

    __tablename__ = "completions"
    __table_args__ = (Index("ix_completions_seen", "seen_at"),)

    info_hash: str = Field(primary_key=True)
    added_on: datetime = Field(sa_column=Column(UtcDateTime, primary_key=True))
    seen_at: datetime = Field(sa_type=UtcDateTime)


class CycleRow(SQLModel, table=True):
    """When a cycle of the timer was last due, so that a restart neither repeats nor skips one."""

    __tablename__ = "cycles"

    kind: str = Field(primary_key=True)
    last_due: datetime = Field(sa_type=UtcDateTime)


class RunRow(SQLModel, table=True):
    """One run of a cycle; a kind has at most one that has not ended."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_kind", "kind", "id"),
        Index("ux_runs_running", "kind", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )

    id: int | None = _row_number()
    kind: str
    trigger: str
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str
    reason: str | None = Field(default=None, sa_type=Text)
    counts: dict[str, int] = _document()
    errors: list[str] = _document()
    state: dict[str, Any] = _document()


class BudgetRow(SQLModel, table=True):
    """How much of a day's budget is used, over all runs and restarts."""

    __tablename__ = "budgets"

    name: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    used: int = 0


class SwitchRow(SQLModel, table=True):
    """Something that a person turned off, and why it is off."""

    __tablename__ = "switches"

    name: str = Field(primary_key=True)
    off_since: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=Text)


class SealedSessionRow(SQLModel, table=True):
    """A session with a service, sealed with a key made of the credentials that it grew from."""

    __tablename__ = "sealed_sessions"

    service: str = Field(primary_key=True)
    fingerprint: str
    sealed: str = Field(sa_type=Text)
    refused: str | None = Field(default=None, sa_type=Text)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeRow(SQLModel, table=True):
    """Something that a person is told of, kept for as long as it holds so that it is told once."""

    __tablename__ = "notices"

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    page: str | None = Field(default=None, sa_type=Text)
    noticed_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def _table(row: type[SQLModel]) -> Table:
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
    return found


EVENTS: Final = _table(EventRow)
DOWNLOADS: Final = _table(DownloadRow)
BOOKS: Final = _table(BookRow)
BOOK_FILES: Final = _table(BookFileRow)
BOOK_AUTHORS: Final = _table(BookAuthorRow)
LIBRARIES: Final = _table(LibraryRow)
AWAITED_FILES: Final = _table(AwaitedFileRow)
CHANGES: Final = _table(ChangeRow)
COMPLETIONS: Final = _table(CompletionRow)
CYCLES: Final = _table(CycleRow)
RUNS: Final = _table(RunRow)
BUDGETS: Final = _table(BudgetRow)
SWITCHES: Final = _table(SwitchRow)
SESSIONS: Final = _table(SealedSessionRow)
NOTICES: Final = _table(NoticeRow)
