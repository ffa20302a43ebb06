"""Column types that hold on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, DateTime, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Json: Final = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document."""

Id: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A growing row number: SQLite grows only an INTEGER primary key by itself."""


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
