"""The spool in a folder that its user may read and not change, and told by the kernel."""

import asyncio
from pathlib import Path

import pytest

from daemon.edges.spool import Spool
from store.database import Database
from store.queue.inbox import Inbox
from tests.fixtures.users import without_rights


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


async def test_the_kernel_tells_of_each_note(spool):
    """Of one that is moved into the folder and of one that is written there; of what is no note it does not."""
    async with spool._told() as told, asyncio.timeout(30):
        put(spool, "1.json", "{}")
        await told.wait()

        told.clear()
        (spool.folder / "2.part").touch()
        (spool.folder / "2.json").touch()
        await told.wait()
