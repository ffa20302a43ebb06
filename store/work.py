"""Work on the store: a plain function of a connection, so that it can wait for nothing but its statements."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, RowMapping

T = TypeVar("T")

Work: TypeAlias = Callable[[Connection], T]
"""The work of one transaction, which may run a second time after a failure. It returns plain values."""


def nothing(_connection: Connection) -> None:
    """Work that does nothing."""


def after(first: Work[None], then: Work[T]) -> Work[T]:
    """Both in one transaction; returns what the second returns."""

    def both(connection: Connection) -> T:
        first(connection)
        return then(connection)

    return both


def change(statement: Any, values: Any = None) -> Work[int]:
    """Work that is one statement; returns the number of rows that it changed."""
    return lambda connection: connection.execute(statement, values).rowcount


def mappings(query: Any, values: Any = None) -> Work[Sequence[RowMapping]]:
    """Work that returns a query's rows, by column name."""
    return lambda connection: connection.execute(query, values).mappings().all()


def rows(query: Any, values: Any = None) -> Work[Sequence[Any]]:
    """Work that returns a query's rows."""
    return lambda connection: connection.execute(query, values).all()


def scalars(query: Any, values: Any = None) -> Work[Sequence[Any]]:
    """Work that returns the first value of each row of a query."""
    return lambda connection: connection.execute(query, values).scalars().all()


def scalar(query: Any, values: Any = None) -> Work[Any]:
    """Work that returns the first value of a query's first row; None without a row."""
    return lambda connection: connection.execute(query, values).scalar()
