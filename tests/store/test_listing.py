"""The records page by page, and what goes on in the inbox."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from domain.events import SearchDue, TorrentFinished
from domain.facts import ChangeSource, ChangeStatus, DurationVerdict, EventVerdict, RunStatus, Status
from domain.recording import Recording
from store.addresses import sqlite_url
from store.changes import Changes, NewChange
from store.completions import Completions
from store.database import Database
from store.downloads import Downloads
from store.kept import Kept
from store.queue.appending import KEPT_IN_SQLITE
from store.queue.claims import Claims, Ending
from store.queue.inbox import Inbox
from store.queue.statements import Taking, claim_statement
from store.runs import Runs
from store.views.activity import Activity
from store.views.commits import Commits
from store.views.listing import Listing
from tests.fixtures.stores import ready_file


@pytest.fixture
def listing(db):
    return Listing(db, Kept(db))


@pytest.fixture
def activity(db):
    return Activity(db)


@pytest.fixture
def download_of(db, clock):
    async def make(number: int, status: Status, **values):
        made = await Downloads(db).create(
            Recording(title=f"Book {number}"),
            hashes=(f"{number:040x}", None, None),
            found_by="a test",
            status=status,
            now=clock.now(),
        )
        if values:
            await Downloads(db).update(made.id, **values)
        return made

    return make


async def test_downloads_come_a_page_at_a_time(listing, download_of):
    """The newest first, each page where the last one ended."""
    for number in range(1, 8):
        await download_of(number, Status.APPLIED)

    first = await listing.downloads(limit=3)
    second = await listing.downloads(limit=3, before=first[-1].id)

    assert [one.id for one in first + second] == [7, 6, 5, 4, 3, 2]


async def test_downloads_of_some_statuses(listing, download_of):
    """Several statuses are one list in one order."""
    for number, status in enumerate([Status.PROPOSED, Status.APPLIED, Status.NEEDS_PERSON] * 3, 1):
        await download_of(number, status)

    found = await listing.downloads(limit=4, statuses=[Status.PROPOSED, Status.NEEDS_PERSON], before=9)

    assert [one.id for one in found] == [7, 6, 4, 3]
    assert await listing.status_counts() == {Status.PROPOSED: 3, Status.APPLIED: 3, Status.NEEDS_PERSON: 3}


async def test_recordings_that_are_not_what_is_listed(listing, download_of):
    """Only those whose check says so, neither the verified ones nor those that could not be checked."""
    verdicts = [
        DurationVerdict.VERIFIED,
        DurationVerdict.SHORTER,
        None,
        DurationVerdict.UNKNOWN,
        DurationVerdict.ABRIDGED,
    ]
    for number, verdict in enumerate(verdicts, 1):
        await download_of(number, Status.APPLIED, duration_verdict=verdict)

    found = await listing.other_than_listed(limit=10)

    assert [one.id for one in found] == [5, 2]


async def test_changes_and_runs_come_a_page_at_a_time(listing, db, clock):
    """Of all, of one download, of one cycle."""
    new = [
        NewChange(
            at=clock.now(), item_id="item", field="narrators", before=[], after=["A"], status=ChangeStatus.PLANNED,
            source=ChangeSource.MAM, item_updated_at=None, download_id=number % 2,
        )
        for number in range(6)
    ]  # fmt: skip
    await Changes(db).plan(new)
    runs = Runs(db, Inbox(db).arrived)
    for _ in range(2):
        run = await runs.start(
            "search", trigger="test", first=lambda one: SearchDue(run=one), now=clock.now()
        )
        await runs.end(run.id, status=RunStatus.DONE, reason=None, now=clock.now())

    assert [one.id for one in await listing.changes(limit=2, before=6)] == [5, 4]
    assert [one.id for one in await listing.changes(limit=9, download_id=1)] == [6, 4, 2]
    assert [one.id for one in await listing.runs(limit=9, kind="search", before=2)] == [1]
    assert await listing.runs(limit=9, kind="reconcile") == []


async def test_completions_show_how_long_they_took(activity, db, clock, download_of):
    """From the report to the settled event; torrents that are no books of ours are left out."""
    inbox = Inbox(db)
    claims = Claims(db, "this daemon", inbox.arrived)
    done = await download_of(1, Status.APPLIED)
    still_open = await download_of(2, Status.WAITING_FOR_ITEM)
    for one in (done, still_open):
        await inbox.add(TorrentFinished(info_hash=one.info_hash), now=clock.now())
        await Completions(db).note(one.info_hash, clock.now(), now=clock.now())
    await Completions(db).note("f" * 40, clock.now(), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=timedelta(minutes=2))
    clock.advance(timedelta(seconds=12))
    await claims.settle(claim, Ending(EventVerdict.DONE, ""), now=clock.now())

    found = {one.download.id: one.took for one in await activity.completions(limit=5)}

    assert found == {done.id: timedelta(seconds=12), still_open.id: None}


async def test_the_inbox_is_shown_by_what_a_person_asks(activity, db, clock):
    """What was given up, what comes next, and the events of one thing."""
    inbox = Inbox(db)
    claims = Claims(db, "this daemon", inbox.arrived)
    buried = await inbox.add(TorrentFinished(info_hash="a" * 40), now=clock.now())
    claim = await claims.claim_next(now=clock.now(), lease=timedelta(minutes=2))
    await claims.settle(claim, Ending(EventVerdict.BURIED, "a fault"), now=clock.now())
    await inbox.add(TorrentFinished(info_hash="b" * 40), now=clock.now() + timedelta(hours=1))
    await inbox.add(TorrentFinished(info_hash="c" * 40), now=clock.now())

    assert [row.id for row in await activity.given_up(limit=5)] == [buried.id]
    assert [row.id for row in await activity.of([f"torrent.finished:{'a' * 40}"], limit=5)] == [buried.id]


async def test_a_commit_is_noticed_without_reading_a_table(db, clock):
    """The word changes with each commit of anybody, and only then."""
    commits = Commits(db)
    first = await commits.newest()
    assert await commits.newest() == first

    await Inbox(db).add(TorrentFinished(info_hash="a" * 40), now=clock.now())

    assert await commits.newest() != first


def steps_of(connection: Connection, *, query: str) -> list[str]:
    """How SQLite would go about a query."""
    nothing = (None,) * query.count("?")
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", nothing)
    return [row.detail for row in rows]


async def test_open_events_are_found_among_the_open_ones(tmp_path):
    """On SQLite neither a claim nor an append looks at more than it takes, however many wait or are settled."""
    db = Database(sqlite_url(ready_file(tmp_path / "shelfhook.db")))
    claim = claim_statement(Taking.DUE, skip_locked=False, only=None, leading=True)
    plans = {
        str(
            claim.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
        ): "ix_events_open_due",
        KEPT_IN_SQLITE: "ux_events_open_key",
        "SELECT min(due_at) FROM events WHERE settled_at IS NULL": "ix_events_open_due",
        "SELECT id FROM events WHERE settled_at < 'a'": "ix_events_settled",
    }

    for query, index in plans.items():
        steps = await db.read(partial(steps_of, query=query))
        assert any(index in step for step in steps), (query, steps)
        assert not any("TEMP B-TREE" in step for step in steps), (query, steps)
    await db.close()


async def test_the_lists_are_read_from_an_index(tmp_path):
    """On SQLite no list looks at every record."""
    db = Database(sqlite_url(ready_file(tmp_path / "shelfhook.db")))
    plans = {
        "SELECT id FROM downloads WHERE status = 'applied' AND id < 9 ORDER BY id DESC LIMIT 3": "ix_downloads_status",
        "SELECT count(*) FROM events WHERE verdict = 'buried'": "ix_events_buried",
        "SELECT * FROM events WHERE key IN ('a', 'b') ORDER BY id DESC LIMIT 3": "ix_events_key",
        "SELECT item_id FROM books WHERE path_key = '/a' OR (path_key > '/a/' AND path_key < '/a0') LIMIT 2": (
            "ix_books_path_key"
        ),
        "SELECT info_hash FROM completions ORDER BY seen_at DESC LIMIT 3": "ix_completions_seen",
    }

    for query, index in plans.items():
        steps = await db.read(partial(steps_of, query=query))
        assert any(index in step for step in steps), (query, steps)
    await db.close()
