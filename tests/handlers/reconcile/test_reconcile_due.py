"""The reconcile cycle finds finished torrents that no hook reported."""

from datetime import UTC, datetime

import pytest

from domain.category_rule import Adopt
from domain.events import ReconcileDue, Report, TorrentFinished
from domain.facts import Status
from domain.outcomes import Drop
from handlers.reconcile_due import AT_ONCE
from store.downloads import Downloads
from store.queue.inbox import Inbox
from tests.handlers.reconcile.conftest import ADDED, NOW, hold, one_run, record, torrent

pytestmark = pytest.mark.databases("sqlite", "postgres")


async def test_what_no_hook_reported_is_found(reconcile, client):
    """A finished torrent of our category is reported once, with the hashes that the hook would have sent."""
    hold(client, 1, infohash_v1=torrent(7), infohash_v2="a" * 64)

    run, first = await one_run(reconcile)
    _, second = await one_run(reconcile)

    stored = [row for row in await Inbox(reconcile.runs.db).recent() if row.kind == "torrent.finished"]
    assert (first, second) == ([torrent(1)], [])
    assert (run.status, run.counts["torrents"], run.counts["completions"]) == ("done", 1, 1)
    assert TorrentFinished.model_validate(stored[0].event) == TorrentFinished(
        info_hash=torrent(1), v1=torrent(7), v2="a" * 64, report=Report.RECONCILE
    )


async def test_a_sub_category_is_looked_through_too(reconcile, client):
    """QBittorrent counts what is below a category as part of it."""
    hold(client, 1, category="audiobooks/Fantasy")
    hold(client, 2, category="audiobooks/Fantasy/Epic")

    _, reported = await one_run(reconcile)

    assert reported == [torrent(2), torrent(1)]


async def test_what_was_looked_at_is_not_reported(reconcile, client):
    """A noted completion stays noted over runs, and the same torrent added again is another one."""
    hold(client, 1)
    await reconcile.completions.note(torrent(1), datetime.fromtimestamp(ADDED, UTC), now=NOW)
    _, known = await one_run(reconcile)

    client.torrents[torrent(1)].fields["added_on"] = ADDED + 60
    _, anew = await one_run(reconcile)

    assert (known, anew) == ([], [torrent(1)])


@pytest.mark.parametrize(
    "fields",
    [
        {"progress": 0.5, "amount_left": 5, "completion_on": 0, "state": "downloading"},
        {"state": "moving"},
        {"state": "checkingUP"},
        {"state": "missingFiles"},
        {"completion_on": -1},
        {"category": "movies"},
        {"category": "audiobooksOld"},
        {"category": ""},
        {"category": "movies", "tracker": "https://t.myanonamouse.net/announce", "trackers_count": 1},
    ],
)
async def test_what_is_not_finished_or_not_ours_is_left(reconcile, client, fields):
    """Neither what is under way nor another category's torrents are reported."""
    hold(client, 1, **fields)

    run, reported = await one_run(reconcile)

    assert reported == []
    assert run.counts["torrents"] == 1


@pytest.mark.parametrize(
    ("adopt", "expected"),
    [
        (Adopt.NONE, {"queued here"}),
        (Adopt.CATEGORY, {"queued here", "category"}),
        (Adopt.ALL, {"queued here", "category", "tracker", "comment"}),
    ],
)
async def test_adoption(make, db, client, adopt, expected):
    """What was queued here is always ours; the setting says what else is."""
    names = {"queued here": 1, "category": 2, "tracker": 3, "comment": 4, "other": 5, "unknown": 6}
    hold(client, 1, category="moved by hand")
    hold(client, 2)
    hold(client, 3, category="", tracker="https://t.myanonamouse.net/x/announce", trackers_count=1)
    hold(client, 4, category="seeding", tracker="", comment="")
    client.torrents[torrent(4)].fields["comment"] = "https://www.myanonamouse.net/t/77"
    hold(client, 5, category="", tracker="https://tracker.example/announce", trackers_count=1)
    hold(client, 6, category="", tracker="")
    await record(Downloads(db), 1, Status.QUEUED)

    _, reported = await one_run(make(adopt))

    assert {name for name, number in names.items() if torrent(number) in reported} == expected


async def test_thousands_are_reported_in_small_parts(reconcile, client):
    """The newest come first, and between the parts others have their turn."""
    for number in range(2 * AT_ONCE + 7):
        hold(client, number)
    run = await reconcile.runs.start(
        "reconcile", trigger="timer", first=lambda number: ReconcileDue(run=number), now=NOW
    )

    first = await reconcile(ReconcileDue(run=run.id), 1)

    *events, following = first.then
    assert [event.info_hash for event in events] == [
        torrent(number) for number in range(2 * AT_ONCE + 6, AT_ONCE + 6, -1)
    ]
    assert following == ReconcileDue(run=run.id)
    assert (await reconcile.runs.by_id(run.id)).ended_at is None


async def test_all_of_thousands_are_reported_in_one_run(reconcile, client):
    for number in range(2 * AT_ONCE + 7):
        hold(client, number)

    run, reported = await one_run(reconcile)

    assert len(set(reported)) == len(reported) == 2 * AT_ONCE + 7
    assert run.counts["completions"] == 2 * AT_ONCE + 7


async def test_a_step_of_a_run_that_ended_does_nothing(reconcile, client):
    """A crash after the end of the run repeats its last step."""
    hold(client, 1)
    run, _ = await one_run(reconcile)

    assert isinstance(await reconcile(ReconcileDue(run=run.id), 1), Drop)


async def test_an_event_of_the_hook_is_not_doubled(reconcile, client):
    """While the hook's event waits, there is nothing to report, and it is not hurried."""
    hold(client, 1)
    inbox = Inbox(reconcile.runs.db)
    stored = await inbox.add(TorrentFinished(info_hash=torrent(1)), now=NOW)

    _, reported = await one_run(reconcile)

    assert reported == []
    assert (await inbox.by_id(stored.id)).signals == 1
