"""When Audiobookshelf added each item."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.events import LibrarySyncDue
from store.tables import BOOKS
from store.work import change

DAY = timedelta(days=1)


@pytest.fixture
def sync(stage, daemon, clock):
    """Compares the whole library; how often it read items in full."""

    async def run() -> int:
        clock.advance(DAY)
        before = len(stage.shelf.requests)
        await daemon.parts.store.runs.start(
            "library-sync", trigger="test", first=lambda number: LibrarySyncDue(run=number), now=clock.now()
        )
        while await daemon.dispatcher.step():
            pass
        return sum(seen.path.endswith("/batch/get") for seen in stage.shelf.requests[before:])

    return run


@pytest.fixture
def mirrored(stage, daemon):
    async def mirrored() -> dict[str, datetime | None]:
        ids = [one.id for one in stage.shelf.items()]
        return {one.item_id: one.added_at for one in await daemon.parts.store.books.by_ids(ids)}

    return mirrored


async def test_what_an_older_version_mirrored_learns_it_once(stage, daemon, sync, mirrored):
    """Items without the moment are read again by the next comparison, and by no later one."""
    stage.shelf.add_synthetic(3)
    await sync()
    first = await mirrored()
    await daemon.parts.store.db.write(change(update(BOOKS).values(added_at=None)))

    read = [await sync(), await sync()]

    expected = {one.id: datetime.fromtimestamp(one.added_at / 1000, UTC) for one in stage.shelf.items()}
    assert read == [1, 0]
    assert first == await mirrored() == expected
