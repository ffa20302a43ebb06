"""A store of one event, whole or overwritten."""

import asyncio
from pathlib import Path

import pytest

from domain.events import TorrentFinished
from sandbox.clock import START
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import Inbox
from tests.fixtures.stores import ready_file


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A store with many events, closed."""
    file = tmp_path / "shelfhook.db"
    await fill(file)
    return file


async def fill(file: Path) -> None:
    db = Database(sqlite_url(ready_file(file)))
    async with asyncio.TaskGroup() as callers:
        for number in range(500):
            event = TorrentFinished(info_hash=f"{number:040x}")
            callers.create_task(Inbox(db).add(event, now=START))
    await db.close()
