"""What sources said of library items, and what a person keeps for ever."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from store.columns import UtcDateTime, document, table_of


class SourceAnswerRow(SQLModel, table=True):
    """What one source said last of one item: the values by field name, none where it was not found.

    `why` says how it was proved to be this book, or why it was not. `in_vain` counts the requests since the last one
    that filled a field.
    """

    __tablename__ = "source_answers"
    __table_args__ = (
        Index("ix_source_answers_due", "source", "in_vain", "asked_at"),
        {"sqlite_with_rowid": False},
    )

    item_id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    in_vain: int = 0
    found: bool
    values: dict[str, Any] = document()
    why: str | None = Field(default=None, sa_type=Text)


class FieldLockRow(SQLModel, table=True):
    """A field of an item that a person keeps as it is: shelfhook never writes it."""

    __tablename__ = "field_locks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    item_id: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    locked_at: datetime = Field(sa_type=UtcDateTime)


SOURCE_ANSWERS: Final = table_of(SourceAnswerRow)
FIELD_LOCKS: Final = table_of(FieldLockRow)
