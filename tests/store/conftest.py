"""One store, opened more than once."""

import pytest

from store.database import Database


@pytest.fixture
async def other_db(database_url):
    """The same store, as another daemon opens it."""
    other = Database(database_url)
    yield other
    await other.close()
