"""What differs between SQLite and PostgreSQL: column types that work on both, and each one's insert."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Column, ColumnElement, DateTime, Integer, Table, Text, and_
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from domain import paths


class _Json(TypeDecorator[Any]):
    """A JSON document; PostgreSQL's own type is loaded only with it, because it takes memory."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type in the database."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


Json: Final = _Json()
"""A JSON document."""

Id: Final = BigInteger().with_variant(Integer(), "sqlite")
"""An automatic row number: SQLite increments only an INTEGER primary key by itself."""

Bytewise: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in byte order, so that a range of it equals a prefix in every locale of the database."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment. A naive one is refused, because SQLite would lose its time zone."""

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
    """The field of an automatic row number."""
    return Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))


def document(*, nullable: bool = False) -> Any:
    """The field of a JSON document."""
    return Field(default=None, sa_column=Column(Json, nullable=nullable))


def table_of(row: type[SQLModel]) -> Table:
    """The table of a row."""
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
    return found


def signed(number: int) -> int:
    """An inode of up to 64 bits, as the signed integer that a database stores."""
    return number - (1 << 64) if number >= 1 << 63 else number


def lies_below(column: Column[Any], folder: str) -> ColumnElement[bool]:
    """The condition that a path key lies somewhere below a folder; it uses the column's index."""
    first, end = range_below(folder)
    return and_(column > first, column < end)


def range_below(folder: str) -> tuple[str, str]:
    """The two path keys between which everything below a folder lies."""
    top = paths.key(folder).rstrip("/")
    return top + "/", top + "0"  # "0" is the character after "/"


def insert_into(table: Table, dialect: str) -> Any:
    """An insert with a conflict clause; PostgreSQL's is loaded only with it, because it takes memory."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects.postgresql import insert

    return insert(table)
