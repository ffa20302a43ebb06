"""A library's folder, and watchers of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.database import Database
from tests.fixtures.stores import ready_file
from tests.fixtures.watchers import Bench


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(ready_file(tmp_path / "shelfhook.db")))
    yield database
    await database.close()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """The library's folder."""
    folder = tmp_path / "books"
    folder.mkdir()
    return folder


@pytest.fixture
async def bench(db: Database, clock: FakeClock, books: Path) -> AsyncIterator[Callable[..., Bench]]:
    """Makes benches whose watchers run until the test ends."""
    async with asyncio.TaskGroup() as loops:
        running = []

        def make(**settings: object) -> Bench:
            one = Bench(db, clock, books, **settings)
            running.extend(loops.create_task(root.run()) for root in one.watcher.roots)
            return one

        yield make
        for task in running:
            task.cancel()


@pytest.fixture
async def open_db(place: Path) -> AsyncIterator[Database]:
    """A store that every user may write."""
    folder = place / "state"
    folder.mkdir()
    ready_file(folder / "shelfhook.db").chmod(0o666)
    folder.chmod(0o777)
    database = Database(sqlite_url(folder / "shelfhook.db"))
    yield database
    await database.close()
