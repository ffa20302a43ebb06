"""Work on the store: a plain function of a connection, so that nothing but its statements can be waited for in it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, RowMapping

T = TypeVar("T")

Work: TypeAlias = Callable[[Connection], T]
"""What is done within one transaction, perhaps a second time after a failure. It gives plain values."""


def change(statement: Any, values: Any = None) -> Work[int]:
    """Work that is one statement; gives how many rows it met."""
    return lambda connection: connection.execute(statement, values).rowcount


def mappings(query: Any, values: Any = None) -> Work[Sequence[RowMapping]]:
    """Work that gives a query's rows, by their columns' names."""
    return lambda connection: connection.execute(query, values).mappings().all()


def rows(query: Any, values: Any = None) -> Work[Sequence[Any]]:
    """Work that gives a query's rows."""
    return lambda connection: connection.execute(query, values).all()


def scalars(query: Any, values: Any = None) -> Work[Sequence[Any]]:
    """Work that gives the first value of each of a query's rows."""
    return lambda connection: connection.execute(query, values).scalars().all()


def scalar(query: Any, values: Any = None) -> Work[Any]:
    """Work that gives the first value of a query's first row; None when there is none."""
    return lambda connection: connection.execute(query, values).scalar()
