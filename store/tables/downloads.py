"""What is known of each torrent, and what was written for it."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from store.columns import Bytewise, UtcDateTime, document, row_number, table_of

OTHER_THAN_LISTED: Final = text("duration_verdict NOT IN ('verified', 'unknown')")
"""Whether a recording differs from its listing; in the words of the index."""

BESIDES_AS_LISTED: Final = text(
    "(status <> 'applied' OR duration_verdict IS NULL OR duration_verdict <> 'verified')"
)
"""Whether it is not one of those in the library as listed, as nearly all of many are; in the words of the index."""

_DECIDED: Final = text("decided_at IS NOT NULL")
_PLANNED: Final = text("refresh_due_at IS NOT NULL")


class DownloadRow(SQLModel, table=True):
    """What is known of one torrent, before and after its download."""

    __tablename__ = "downloads"
    __table_args__ = (
        Index("ix_downloads_status", "status", "id"),
        Index("ix_downloads_counted", "status", "duration_verdict", sqlite_where=BESIDES_AS_LISTED),
        Index("ix_downloads_applied", "applied_at"),
        Index("ix_downloads_item", "item_id"),
        # The orders of the list, each with what the list is narrowed down by.
        Index("ix_downloads_created", "created_at", "id", "status"),
        Index("ix_downloads_search_text", "search_text", "id", "status"),
        Index("ix_downloads_author_order", "author_order", "id", "status"),
        Index("ix_downloads_narrator_order", "narrator_order", "id", "status"),
        Index(
            "ix_downloads_other_than_listed",
            "id",
            "created_at",
            "duration_verdict",
            sqlite_where=OTHER_THAN_LISTED,
        ),
        Index("ix_downloads_decided", "decided_at", sqlite_where=_DECIDED),
        Index("ix_downloads_refresh", "refresh_due_at", sqlite_where=_PLANNED),
    )

    id: int | None = row_number()
    info_hash: str | None = Field(default=None, unique=True)
    infohash_v1: str | None = Field(default=None, index=True)
    infohash_v2: str | None = Field(default=None, index=True)
    mam_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    title: str | None = Field(default=None, sa_type=Text)
    author: str | None = Field(default=None, sa_type=Text)
    series: str | None = Field(default=None, sa_type=Text)
    recording: dict[str, Any] = document()
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
    wanted: dict[str, Any] | None = document(nullable=True)
    chosen_because: str | None = Field(default=None, sa_type=Text)
    candidates: list[dict[str, Any]] | None = document(nullable=True)
    queued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    run_id: int | None = Field(default=None, sa_type=BigInteger)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refreshed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refresh_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_from_mam_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    search_text: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_from: dict[str, Any] | None = document(nullable=True)
    editions: list[dict[str, Any]] | None = document(nullable=True)
    author_order: str | None = Field(default=None, sa_type=Text)
    narrator_order: str | None = Field(default=None, sa_type=Text)


class RuleRow(SQLModel, table=True):
    """What is never proposed again: a book, a series or an author, as a person said of a proposal."""

    __tablename__ = "rules"

    id: int | None = row_number()
    kind: str
    mam_id: int | None = Field(default=None, sa_type=BigInteger)
    title: str | None = Field(default=None, sa_type=Text)
    authors: list[str] = document()
    series: str | None = Field(default=None, sa_type=Text)
    download_id: int = Field(sa_type=BigInteger, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class CorrectionRow(SQLModel, table=True):
    """A fact of a record that had changed at MAM when it was read again."""

    __tablename__ = "corrections"

    id: int | None = row_number()
    download_id: int = Field(sa_type=BigInteger, index=True)
    run_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    field: str
    before: Any = document(nullable=True)
    after: Any = document(nullable=True)


class AwaitedFileRow(SQLModel, table=True):
    """An audio file of a download that waits for its library item, with its path as Audiobookshelf would see it.

    Inode and size are known only where the daemon sees the file.
    """

    __tablename__ = "awaited_files"
    __table_args__ = (Index("ix_awaited_files_inode", "inode", "size"),)

    id: int | None = row_number()
    download_id: int = Field(sa_type=BigInteger, index=True)
    path_key: str = Field(sa_type=Bytewise, index=True)
    inode: int | None = Field(default=None, sa_type=BigInteger)
    size: int | None = Field(default=None, sa_type=BigInteger)


class LeftAloneRow(SQLModel, table=True):
    """A finished torrent without a record that is left alone, and why."""

    __tablename__ = "left_alone"
    __table_args__ = (
        Index("ix_left_alone_noted", "noted_at", "id"),
        Index("ix_left_alone_search_text", "search_text", "id"),
    )

    id: int | None = row_number()
    info_hash: str = Field(unique=True)
    name: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    noted_at: datetime = Field(sa_type=UtcDateTime)
    search_text: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


class CompletionRow(SQLModel, table=True):
    """A finished download that was handled; the same torrent, added again, is another one."""

    __tablename__ = "completions"
    __table_args__ = (Index("ix_completions_seen", "seen_at"),)

    info_hash: str = Field(primary_key=True)
    added_on: datetime = Field(sa_column=Column(UtcDateTime, primary_key=True))
    seen_at: datetime = Field(sa_type=UtcDateTime)


class ChangeRow(SQLModel, table=True):
    """One field of one item that we set: planned before the write, written once it was read back."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_field", "item_id", "field", "id"),
        Index("ix_changes_at", "at", "id", "field", "source"),
    )

    id: int | None = row_number()
    at: datetime = Field(sa_type=UtcDateTime)
    item_id: str
    field: str
    before: Any = document(nullable=True)
    after: Any = document(nullable=True)
    status: str
    source: str
    run_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    event_id: int | None = Field(default=None, sa_type=BigInteger)
    download_id: int | None = Field(default=None, sa_type=BigInteger, index=True)


DOWNLOADS: Final = table_of(DownloadRow)
AWAITED_FILES: Final = table_of(AwaitedFileRow)
COMPLETIONS: Final = table_of(CompletionRow)
LEFT_ALONE: Final = table_of(LeftAloneRow)
CHANGES: Final = table_of(ChangeRow)
CORRECTIONS: Final = table_of(CorrectionRow)
RULES: Final = table_of(RuleRow)
