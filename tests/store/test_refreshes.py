"""Which record is read again next, on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text

from domain.events import TorrentFinished
from domain.facts import Status
from domain.recording import Recording
from sandbox.clock import START
from store import work
from store.corrections import Corrections
from store.downloads import Downloads
from store.queue.inbox import Inbox
from store.refreshes import Refreshes
from store.tables import CORRECTIONS, DOWNLOADS
from store.upkeep.pruning import BATCH, Pruning

DAY = timedelta(days=1)


def refreshes(db):
    return Refreshes(db, asyncio.Event())


async def record(db, number, *, status=Status.APPLIED):
    download = await Downloads(db).create(
        Recording(torrent_id=number, title=f"Book {number}", narrators=("Ann Reed",)),
        hashes=(f"{number:040x}", None, None),
        found_by="test",
        status=status,
        now=START,
    )
    return download.id


async def test_the_record_that_is_due_longest_comes_first(db):
    """Each has its turn by its own completion; what is not due is left alone."""
    rows = refreshes(db)
    late, early = await record(db, 1), await record(db, 2)
    await rows.plan({f"{1:040x}": START + DAY, f"{2:040x}": START, f"{99:040x}": START, f"{3:040x}": None})

    assert await rows.next_due(now=START + DAY - timedelta(seconds=1)) is None
    found = await rows.next_due(now=START + 3 * DAY)
    assert found.id == early
    await rows.put_off(early, until=START + 4 * DAY)
    assert (await rows.next_due(now=START + 3 * DAY)).id == late


async def test_planning_again_changes_nothing(db):
    """What is planned, or was put off, stays so while its torrent is in the client."""
    rows, client = refreshes(db), {f"{1:040x}": START}
    number = await record(db, 1)
    await rows.plan(client)
    await rows.put_off(number, until=START + 5 * DAY)

    await rows.plan(client)

    assert (await Downloads(db).by_id(number)).refresh_due_at == START + 5 * DAY


async def test_thousands_are_planned_at_once(db):
    """More torrents than one query can name; those without a record are passed over."""
    number = await record(db, 2500)

    await refreshes(db).plan({f"{one:040x}": START for one in range(1, 2600)})

    assert (await Downloads(db).by_id(number)).refresh_due_at == START + DAY


async def test_two_who_read_one_record_note_a_correction_once(db):
    """The second finds what the first has kept already."""
    rows, news = refreshes(db), Recording(torrent_id=1, title="Book 1", narrators=("Bo Lee",))
    number = await record(db, 1, status=Status.FINISHED)

    both = [await rows.note(number, news, run_id=None, now=START) for _ in range(2)]

    assert [len(found) for found in both] == [1, 0]
    assert len(await Corrections(db).of_download(number)) == 1
    [event] = await Inbox(db).recent()
    assert event.key == TorrentFinished(info_hash=f"{1:040x}").key


async def test_what_is_no_completed_download_gets_no_completion(db):
    """A proposal's record is corrected, and nothing is handled because of that."""
    rows, news = refreshes(db), Recording(torrent_id=1, title="Book One")
    number = await record(db, 1, status=Status.PROPOSED)

    await rows.note(number, news, run_id=None, now=START)

    assert (await Downloads(db).by_id(number)).title == "Book One"
    assert (await Inbox(db).depth()).waiting == 0
    assert await rows.note(99, news, run_id=None, now=START) == ()


@pytest.mark.databases("sqlite")
async def test_the_choice_is_made_by_its_index(db):
    """Of many records those that are planned are read, and no others."""
    query = (
        select(DOWNLOADS.c.id).where(DOWNLOADS.c.refresh_due_at <= START).order_by(DOWNLOADS.c.refresh_due_at)
    )
    statement = str(query.compile(compile_kwargs={"literal_binds": True}))

    plan = await db.read(work.rows(text(f"EXPLAIN QUERY PLAN {statement}")))

    assert "ix_downloads_refresh" in plan[0].detail


async def test_old_corrections_are_forgotten(db):
    """As old changes are, a batch at a time."""
    old = {"download_id": 1, "run_id": None, "field": "title", "before": "a", "after": "b"}
    rows = [old | {"at": START}] * (BATCH + 1) + [old | {"at": START + DAY}]
    await db.write(work.change(insert(CORRECTIONS), rows))

    first = await Pruning(db).corrections(before=START + DAY)
    second = await Pruning(db).corrections(before=START + DAY)

    assert (first.deleted, second.deleted, second.next) == (BATCH, 1, None)
    assert await db.read(work.scalar(select(func.count()).select_from(CORRECTIONS))) == 1
