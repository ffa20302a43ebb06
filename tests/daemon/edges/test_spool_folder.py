"""The spool in a folder that its user may read and not change, watched through the kernel."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from daemon.edges.spool import Spool
from store.database import Database
from store.queue.inbox import Inbox
from tests.fixtures.users import without_rights
from tests.fixtures.waiting import until


@pytest.fixture
def spool(place: Path, open_db: Database, clock) -> Spool:
    folder = place / "spool"
    folder.mkdir()
    return Spool(folder=folder, inbox=Inbox(open_db), clock=clock)


def put(spool: Spool, name: str, text: str) -> None:
    note = spool.folder / name
    note.with_suffix(".part").write_text(text)
    note.with_suffix(".part").chmod(0o644)
    note.with_suffix(".part").rename(note)


async def test_notes_that_cannot_be_removed_are_taken_once(spool):
    """Neither do they hold up the others, nor is one that cannot be set aside read for ever."""
    put(spool, "1.json", "nonsense")
    for number in (2, 3):
        put(spool, f"{number}.json", f'{{"hash": "{str(number) * 40}"}}')
    spool.folder.chmod(0o555)

    with without_rights():
        taken = [await spool.step(), await spool.step()]

    assert taken == [2, 0]
    assert (await spool.inbox.depth()).waiting == 2


async def test_notes_are_taken_as_they_come(spool, clock):
    """One that was there, one that is moved in, and those in a folder that cannot be watched."""

    async def taken(number: int) -> bool:
        clock.advance(timedelta(seconds=6))
        return (await spool.inbox.depth()).waiting >= number

    put(spool, "1.json", f'{{"hash": "{"1" * 40}"}}')
    spool.folder.rename(away := spool.folder.with_name("away"))
    async with asyncio.timeout(30), asyncio.TaskGroup() as loops:
        running = loops.create_task(spool.run())
        await asyncio.to_thread(away.rename, spool.folder)
        await until(partial(taken, 1))
        put(spool, "2.json", f'{{"hash": "{"2" * 40}"}}')
        await until(partial(taken, 2))
        running.cancel()
