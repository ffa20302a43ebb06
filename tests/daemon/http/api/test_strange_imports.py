"""How many imports lost their book or their torrent, where there are many."""

import pytest
from sqlalchemy import insert

from daemon.http.api.strange_imports import AT_ONCE, StrangeImports
from domain.facts import ImportStatus
from handlers.importing.whereabouts import Whereabouts
from store.store import Store
from store.tables import IMPORTS
from store.work import change


@pytest.fixture
async def imports(db, clock):
    """So many that the third look comes to the last of them, besides some that are not in the library."""
    now, statuses = clock.now(), [ImportStatus.PLACED] * (2 * AT_ONCE + 5) + [ImportStatus.UNDONE] * 3
    rows = [
        {"info_hash": f"{number:040x}", "download_id": number, "created_at": now, "changed_at": now,
         "placed_at": now, "status": status, "work": [], "size": 1, "copied": 0}
        for number, status in enumerate(statuses, 1)
    ]  # fmt: skip
    await db.write(change(insert(IMPORTS), rows))
    return Store(db).imports


async def test_each_look_goes_on_where_the_last_one_ended(imports):
    """The figure is that of the last time through, and follows what changes; the first time it says that it is not whole."""
    looked_at, gone = list[int](), True

    async def whereabouts(rows):
        looked_at.append(len(rows))
        return {one.id: Whereabouts(books=(), torrent_gone=gone) for one in rows}

    count = StrangeImports(imports, whereabouts)
    first = [await count() for _ in range(3)]
    gone = False
    second = [await count() for _ in range(3)]

    every = 2 * AT_ONCE + 5
    assert looked_at == [AT_ONCE, AT_ONCE, 5] * 2
    assert [one.number for one in first] == [AT_ONCE, 2 * AT_ONCE, every]
    assert [one.number for one in second] == [every, every, 0]
    assert [one.is_whole for one in first + second] == [False, False, True, True, True, True]
