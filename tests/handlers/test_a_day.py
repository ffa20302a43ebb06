"""A whole day of the daemon among its stand-ins, with all that goes wrong in it."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from day import BEGIN, Life, local, marks

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.search_queries import EXAMPLE_QUERIES
from sandbox.clock import FakeClock
from sandbox.google_books import Fault
from sandbox.stage import Stage
from sandbox.visits import smallest_spacing
from store.runs import Run
from tests.fixtures.examples import only_thorough


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(BEGIN, auto=True)


@pytest.fixture
async def life(stage: Stage, clock: FakeClock, settings: Settings) -> AsyncIterator[Life]:
    """A daemon that fetches what it finds, with a search at a time that this night leaves out.

    The frequent cycles are half as frequent as by default: the day is lived through in half the time.
    """
    own = {
        "timezone": "Europe/Berlin",
        "search_cron": "30 2 * * *",
        "reconcile_cron": "*/10 * * * *",
        "library_sync_cron": "*/30 * * * *",
        "acquisition": "auto",
        "search_queries": json.dumps([(one.author[0], one.title) for one in EXAMPLE_QUERIES]),
    }
    given = settings.model_dump(exclude_unset=True) | own
    life = Life(stage, clock, Settings(**given))
    life.shelve(*range(12))
    await life.start()
    yield life
    await life.stop()


def plan(life: Life) -> None:
    """What befalls the daemon on this day."""
    mam, google_books = life.stage.mam, life.stage.google_books

    async def log_out() -> None:
        mam.end_sessions()
        life.note("when the session ended")

    async def exhaust() -> None:
        google_books.always(Fault.PER_DAY)
        life.note("when the quota was gone")

    async def come_back() -> None:
        life.note("when a person came")
        await life.start(mam_id=mam.new_session())

    async def shelve_more() -> None:
        life.shelve(*range(12, 32))

    for when, deed in (
        ("28 23:20", lambda: life.download(9000401, hook=True)),
        ("29 00:07", lambda: life.download(9000703, hook=False)),
        ("29 00:30", life.restart),
        ("29 03:00:05", log_out),
        ("29 03:10", life.restart),
        ("29 05:03", lambda: life.download(9000404, hook=False)),
        ("29 07:58", life.stop),
        ("29 09:01", come_back),
        ("29 09:12", lambda: life.begin("search")),
        ("29 11:00", shelve_more),
        ("29 12:00", lambda: life.begin("enrichment")),
        ("29 12:00:04", exhaust),
        ("29 18:00", lambda: life.begin("enrichment")),
    ):
        life.do(when, deed)


@only_thorough
async def test_a_day(life: Life):
    """Each cycle runs when it is due and once, over three restarts and a night that leaves an hour out.

    MAM ends the session during the night's search, and Google Books' quota is gone at noon: the runs say so,
    and neither is asked again before there is reason to.
    """
    plan(life)

    await life.live()

    assert life.daemon is not None
    runs = await life.daemon.parts.store.runs.recent(limit=1000)
    check_the_frequent_cycles(runs)
    check_the_daily_cycles(runs)
    check_mam(life)
    check_google_books(life)
    check_the_torrent_client(life)
    check_the_library(life, runs)
    await check_the_downloads(life.daemon)


def check_the_frequent_cycles(runs: Sequence[Run]) -> None:
    """Each due time has one run, those of the pause one together, and completions are found by the next."""
    for kind, minutes in (("reconcile", 10), ("library-sync", 30)):
        mine = [run for run in reversed(runs) if run.kind == kind]
        assert [local(run.started_at) for run in mine] == marks(minutes)
        assert {(run.status, run.trigger, run.errors) for run in mine} == {("done", "timer", ())}
    found = [local(run.started_at) for run in reversed(runs) if run.counts.get("completions")]
    assert found == ["29 00:10", "29 05:10"]


def check_the_daily_cycles(runs: Sequence[Run]) -> None:
    """The search of half past two comes at three, and nothing that a person started stands in its way."""
    gone = "the day's 1000 requests to Google Books are used up; the quota resets at midnight Pacific time"
    logged_out = (
        "MyAnonamouse /jsonLoad.php answered 403: the session is not signed in. "
        "Create a new session on MyAnonamouse under Preferences → Security and set MAM_ID to it, or run "
        "`shelfhook retry mam` to try this one once more"
    )
    daily = [run for run in reversed(runs) if run.kind in {"search", "enrichment"}]
    assert [(local(run.started_at), run.kind, run.trigger, run.status, run.reason) for run in daily] == [
        ("29 03:00", "search", "timer", "failed", logged_out),
        ("29 03:30", "enrichment", "timer", "done", None),
        ("29 09:12", "search", "person", "done", None),
        ("29 12:00", "enrichment", "person", "done", gone),
        ("29 18:00", "enrichment", "person", "done", gone),
    ]
    failed, night, search, noon, evening = daily
    assert (failed.counts["queries"], search.counts["queries"]) == (2, 10)
    assert failed.counts["created"] + search.counts["created"] == 8
    # Three books are from MAM: Audible is asked about each of them once.
    assert (night.counts["looked"], night.counts["found"], night.counts["filled"]) == (14 + 2, 2, 2)
    assert (noon.counts["looked"], evening.counts) == (5 + 1, {})


def check_mam(life: Life) -> None:
    """One request at a time, two seconds apart; one finds out that the session ended, and no more follow."""
    mam = life.stage.mam
    assert mam.smallest_spacing() >= timedelta(seconds=2)
    assert mam.most_in_flight() == 1
    assert mam.violations == []
    assert mam.wedges_spent == 0
    assert (
        life.asked["MyAnonamouse when a person came"] - life.asked["MyAnonamouse when the session ended"] == 1
    )


def check_google_books(life: Life) -> None:
    """One request a second; one finds out that the quota is gone, and no more follow."""
    google_books = life.stage.google_books
    assert google_books.smallest_spacing() >= timedelta(seconds=1)
    assert life.asked["Google Books when the quota was gone"] == 14 + 5
    assert len(google_books.visits) == 14 + 5 + 1


def check_the_torrent_client(life: Life) -> None:
    """One add at a time and five seconds apart, what waited for the session first; one login for each life."""
    client = life.stage.client
    assert [local(add.at) for add in client.adds] == ["29 03:00", "29 09:01", *["29 09:12"] * 6]
    assert smallest_spacing(client.adds) >= timedelta(seconds=5)
    assert client.asked("auth/login") == 4


def check_the_library(life: Life, runs: Sequence[Run]) -> None:
    """A write for each book that something was known of, and one request for a sync that finds nothing new.

    Whether The Martian is among the five of noon is chance: no book was ever looked up before another.
    """
    shelf = life.stage.shelf
    filled = sum(run.counts.get("filled", 0) for run in runs)
    newest = [seen for seen in shelf.requests if seen.path.endswith("/items") and seen.method == "GET"]
    assert len(shelf.writes) == 3 + filled
    assert filled in {2, 3}
    assert len(newest) < len(marks(30)) + 20


async def check_the_downloads(daemon: Daemon) -> None:
    """What finished is applied, what waited for the session too once it was there, and the rest is queued."""
    records = await daemon.parts.store.downloads.recent()
    applied = {record.title: local(record.applied_at) for record in records if record.applied_at}
    assert applied == {
        "Project Hail Mary": "28 23:20",
        "The Stand": "29 00:10",
        "The Martian": "29 09:01",
    }
    assert [record.status for record in records if not record.applied_at] == ["queued"] * 8
    assert {record.reason for record in records} == {None}
    assert (await daemon.parts.store.inbox.depth()).waiting == 0
