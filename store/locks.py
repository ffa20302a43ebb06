"""What PostgreSQL's advisory locks and the connections that hold them have in common."""

import hashlib
from contextlib import suppress
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

CLOSING_SECONDS: Final = 2


def key_of(what: str) -> int:
    """The number of the lock on something, in a signed 64-bit integer."""
    return int.from_bytes(hashlib.sha256(f"shelfhook {what}".encode()).digest()[:8], signed=True)


async def end(connection: AsyncConnection, driver: Any = None) -> None:
    """Close a connection for good: in the pool it would keep its locks and its name.

    Args:
        connection: SQLAlchemy's.
        driver: The connection underneath; None while it is not known.
    """
    if driver is not None:
        with suppress(Exception):  # one that is gone cannot be told
            await driver.close(timeout=CLOSING_SECONDS)
    await connection.invalidate()
    await connection.close()
