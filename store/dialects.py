"""The two dialects' own forms of insert; PostgreSQL's is loaded only where it is used, as it takes memory."""

from typing import Any

from sqlalchemy.dialects import sqlite

__all__ = ["postgresql", "sqlite"]


class _Postgresql:
    """As much of SQLAlchemy's module as is used here."""

    @staticmethod
    def insert(table: Any) -> Any:
        """An insert that knows what to do on a conflict."""
        from sqlalchemy.dialects.postgresql import insert

        return insert(table)


postgresql = _Postgresql
