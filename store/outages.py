"""Which of the driver's troubles mean that the database is away, and may be back."""

import sqlite3
from typing import Final, TypeGuard

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_CLASSES: Final = (
    "08",  # no connection
    "25006",  # read-only: a standby
    "28",  # not let in
    "3D",  # no such database
    "40",  # given up for another transaction's sake
    "53",  # out of disk, memory or connections
    "55P03",  # waited for a lock in vain
    "57",  # shutting down, starting, or ended by an administrator
    "58",  # the machine's trouble with its files
    "XX",  # its own
)
"""How the SQLSTATE of such an error of PostgreSQL begins."""


def is_outage(error: BaseException | None) -> TypeGuard[BaseException]:
    """Whether the same statement may work later. The driver's own errors count as much as SQLAlchemy's."""
    if isinstance(
        error, OperationalError | InterfaceError | PoolTimeoutError | sqlite3.OperationalError | OSError
    ):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _of_state(error.orig)
    return _of_state(error)


def _of_state(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(_CLASSES)
