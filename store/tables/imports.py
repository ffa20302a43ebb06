"""What was put into the library from torrents' files, and the metadata files that lie beside books for a while."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from store.columns import UtcDateTime, document, row_number, table_of

_PRESENT: Final = text("removed_at IS NULL")


class ImportRow(SQLModel, table=True):
    """The import of one torrent: `plan` is what goes where, `work` what was made on the disk so far.

    `size` is how many bytes its files have, `copied` how many of them were copied so far.
    """

    __tablename__ = "imports"
    __table_args__ = (
        Index("ix_imports_status", "status", "id"),
        Index("ix_imports_created", "created_at", "id", "status"),
    )

    id: int | None = row_number()
    info_hash: str = Field(unique=True)
    download_id: int = Field(sa_type=BigInteger, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    placed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str
    problem: str | None = None
    detail: str | None = Field(default=None, sa_type=Text)
    mode: str | None = None
    choice: str | None = None
    plan: dict[str, Any] | None = document(nullable=True)
    work: list[dict[str, Any]] = document()
    size: int = Field(default=0, sa_type=BigInteger)
    copied: int = Field(default=0, sa_type=BigInteger)


class SidecarRow(SQLModel, table=True):
    """A metadata file that we wrote beside a book; `path` is the daemon's view of it."""

    __tablename__ = "sidecars"
    __table_args__ = (
        Index("ix_sidecars_present", "id", sqlite_where=_PRESENT),
        Index("ix_sidecars_item", "item_id"),
    )

    id: int | None = row_number()
    path: str = Field(sa_type=Text)
    item_id: str | None = None
    inode: int = Field(sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)
    digest: str
    import_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    written_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RelinkRow(SQLModel, table=True):
    """A library file that a person let us replace by a link to the torrent's equal one; `path` is the daemon's view."""

    __tablename__ = "relinks"

    id: int | None = row_number()
    import_id: int = Field(sa_type=BigInteger, index=True)
    path: str = Field(sa_type=Text)
    before: int = Field(sa_type=BigInteger)
    inode: int = Field(sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


IMPORTS: Final = table_of(ImportRow)
SIDECARS: Final = table_of(SidecarRow)
RELINKS: Final = table_of(RelinkRow)
