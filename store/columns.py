"""Where SQLite and PostgreSQL differ: column types that hold on both, and the insert of each."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Column, ColumnElement, DateTime, Integer, Table, Text, and_
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from domain import paths


class _Json(TypeDecorator[Any]):
    """A JSON document; PostgreSQL's own form of it is loaded only there, as it takes memory."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the database holds it."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


Json: Final = _Json()
"""A JSON document."""

Id: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A growing row number: SQLite grows only an INTEGER primary key by itself."""

Bytewise: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its bytes, so that a range of it is what a prefix means, whatever the database's language."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment. A naive one is refused, because SQLite would drop what zone it was in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Store in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Read as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def row_number() -> Any:
    """The field of a growing row number."""
    return Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))


def document(*, nullable: bool = False) -> Any:
    """The field of a JSON document."""
    return Field(default=None, sa_column=Column(Json, nullable=nullable))


def table_of(row: type[SQLModel]) -> Table:
    """The table of a row."""
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
    return found


def signed(number: int) -> int:
    """An inode of up to 64 bits in the signed form that a database holds."""
    return number - (1 << 64) if number >= 1 << 63 else number


def lies_below(column: Column[Any], folder: str) -> ColumnElement[bool]:
    """The condition that a column of path keys lies somewhere below a folder; it uses the column's index."""
    first, end = range_below(folder)
    return and_(column > first, column < end)


def range_below(folder: str) -> tuple[str, str]:
    """Between which two path keys everything lies that is somewhere below a folder."""
    top = paths.key(folder).rstrip("/")
    return top + "/", top + "0"  # "0" is the character after "/"


def insert_into(table: Table, dialect: str) -> Any:
    """An insert that knows what to do on a conflict; PostgreSQL's is loaded only there, as it takes memory."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
