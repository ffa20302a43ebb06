"""What one process at a time may use."""

import os

import pytest

from domain.errors import NeedsPersonError
from store.database import Database
from store.ownership import Ownership


async def test_the_second_is_refused_with_the_name_of_the_first(database_url: str):
    """The refusal names the process that holds it."""
    one, other = Database(database_url), Database(database_url)
    first, second = Ownership(one, "mam"), Ownership(other, "mam")
    await first.acquire()

    with pytest.raises(NeedsPersonError, match=f"mam is in use by process {os.getpid()}"):
        await second.acquire()

    await first.release()
    await one.close()
    await other.close()


async def test_what_was_released_can_be_taken(database_url: str):
    """After the holder let go, another may have it; other things are not affected."""
    one, other = Database(database_url), Database(database_url)
    first, second, different = Ownership(one, "mam"), Ownership(other, "mam"), Ownership(other, "daemon")
    await first.acquire()
    await different.acquire()
    await first.release()

    await second.acquire()

    await second.release()
    await different.release()
    await one.close()
    await other.close()
