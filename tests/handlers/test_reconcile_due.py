"""The reconcile cycle on a qBittorrent that is looked at by hand."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent
from domain.category_rule import Adopt, CategoryRule
from domain.dependency import Dependency
from domain.events import ReconcileDue, TorrentFinished
from domain.facts import ChangeSource, ChangeStatus, ReasonKind, Status
from domain.outcomes import Done, Drop, Outcome
from domain.recording import Recording
from handlers.acquiring.stuck_downloads import ExplainStuck
from handlers.reconcile_due import AT_ONCE, Reconcile
from sandbox.clock import FakeClock
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from store.books import Book, Books
from store.changes import Changes, NewChange
from store.completions import Completions
from store.database import Database
from store.downloads import Downloads
from store.queue.inbox import Inbox
from store.runs import Run, Runs
from store.views.unfinished import ReasonFor, UnfinishedDownloads

pytestmark = pytest.mark.databases("sqlite", "postgres")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CATEGORY = "audiobooks"
ADDED = int((NOW - 3 * HOUR).timestamp())

Step = Callable[[], Any]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
async def client() -> AsyncIterator[QbittorrentStandIn]:
    async with QbittorrentStandIn() as server:
        yield server


@pytest.fixture
async def make(db: Database, clock: FakeClock, client: QbittorrentStandIn):
    """A handler on the stand-in, as the settings say."""
    qbittorrent = Qbittorrent(
        login=Login(url=client.url, username=client.username, password=SecretStr(client.password)),
        dependency=Dependency("qbittorrent", clock),
        clock=clock,
    )
    unfinished = UnfinishedDownloads(db)

    def made(adopt: Adopt = Adopt.CATEGORY) -> Reconcile:
        return Reconcile(
            qbittorrent=qbittorrent,
            completions=Completions(db),
            unfinished=unfinished,
            explain_stuck=ExplainStuck(unfinished=unfinished, changes=Changes(db), clock=clock),
            runs=Runs(db, Inbox(db).arrived),
            rule=CategoryRule(CATEGORY, adopt),
            clock=clock,
        )

    yield made
    await qbittorrent.close()


@pytest.fixture
def reconcile(make) -> Reconcile:
    return make()


def torrent(number: int) -> str:
    return f"{number:040x}"


def hold(client: QbittorrentStandIn, number: int, **fields: Any) -> None:
    """A finished torrent of ours, completed more recently the higher its number is."""
    moments = {"added_on": ADDED, "completion_on": ADDED + number}
    client.hold(**({"hash": torrent(number), "category": CATEGORY, **moments} | fields))


async def one_run(reconcile: Reconcile) -> tuple[Run, list[str]]:
    """A whole run, none of whose events is handled; the run, and the hashes that it reported."""
    now = reconcile.clock.now()
    run = await reconcile.runs.start(
        "reconcile", trigger="timer", first=lambda number: ReconcileDue(run=number), now=now
    )
    inbox, reported = Inbox(reconcile.runs.db), []
    event: ReconcileDue | None = ReconcileDue(run=run.id)
    while event is not None:
        outcome: Outcome = await reconcile(event, 1)
        assert isinstance(outcome, Done)
        event = None
        for then in outcome.then:
            if isinstance(then, ReconcileDue):
                event = then
                continue
            await inbox.add(then, now=now)
            reported.append(then.info_hash)
    return await reconcile.runs.by_id(run.id), reported


async def record(downloads: Downloads, number: int, status: Status, **values: Any) -> int:
    made = await downloads.create(
        Recording(torrent_id=number, title=f"Book {number}"),
        hashes=(torrent(number), torrent(number), None),
        found_by="a test",
        status=status,
        now=NOW - 2 * HOUR,
    )
    if values:
        await downloads.update(made.id, **values)
    return made.id


async def test_what_no_hook_told_is_found(reconcile, client):
    """A finished torrent of our category is reported once, with the hashes that the hook would have sent."""
    hold(client, 1, infohash_v1=torrent(7), infohash_v2="a" * 64)

    run, first = await one_run(reconcile)
    _, second = await one_run(reconcile)

    stored = [row for row in await Inbox(reconcile.runs.db).recent() if row.kind == "torrent.finished"]
    assert (first, second) == ([torrent(1)], [])
    assert (run.status, run.counts["torrents"], run.counts["completions"]) == ("done", 1, 1)
    assert TorrentFinished.model_validate(stored[0].event) == TorrentFinished(
        info_hash=torrent(1), v1=torrent(7), v2="a" * 64
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


async def test_what_was_queued_and_is_gone_is_named(reconcile, client, db):
    """The record says so, the run counts it, and both end when the torrent is back."""
    downloads = Downloads(db)
    hold(client, 1)
    there = await record(downloads, 1, Status.QUEUED, queued_at=NOW - HOUR)
    gone = await record(downloads, 2, Status.QUEUED, queued_at=NOW - HOUR)

    run, _ = await one_run(reconcile)
    named = await downloads.by_id(gone)
    hold(client, 2, state="downloading", progress=0.1)
    after, _ = await one_run(reconcile)

    again = f"`shelfhook downloads approve {gone}` adds it again"
    gone_since = f"queued 2026-11-22T11:00:00Z, but no longer in qBittorrent: {again}"
    assert named.reason == gone_since
    assert (run.counts["gone_from_client"], after.counts["gone_from_client"]) == (1, 0)
    assert (await downloads.by_id(there)).reason is None
    assert (await downloads.by_id(gone)).reason is None


@pytest.mark.parametrize("status", [Status.FINISHED, Status.WAITING_FOR_ITEM])
async def test_what_does_not_arrive_in_the_library_is_named(reconcile, client, db, clock, status):
    """An hour after its end a download that is not in the library says where it lies."""
    downloads = Downloads(db)
    finished_at = int((NOW - HOUR + timedelta(minutes=5)).timestamp())
    hold(client, 1, completion_on=finished_at, content_path="/seeds/Book 1")
    number = await record(downloads, 1, status, reason="not in Audiobookshelf yet")
    early, _ = await one_run(reconcile)

    clock.advance(timedelta(minutes=5))
    late, _ = await one_run(reconcile)

    reason = (await downloads.by_id(number)).reason
    assert (early.counts["not_in_library"], late.counts["not_in_library"]) == (0, 1)
    assert reason.startswith("finished 2026-11-22T11:05:00Z and still not in Audiobookshelf")
    assert "/seeds/Book 1" in reason


async def test_a_download_whose_torrent_was_removed_too_early_is_named(reconcile, db):
    downloads = Downloads(db)
    number = await record(downloads, 1, Status.WAITING_FOR_ITEM)

    await one_run(reconcile)

    assert "no longer in qBittorrent" in (await downloads.by_id(number)).reason


async def seen(db: Database, narrators: tuple[str, ...], *, now: datetime) -> None:
    """The mirror takes the item in."""
    book = Book(
        item_id="item", library_id="library", path="/a/b", rel_path="b", is_file=False, narrators=narrators
    )
    await Books(db).save([book], now=now)


async def applied(db: Database) -> int:
    """A record whose narrators were written an hour ago."""
    number = await record(
        Downloads(db), 1, Status.APPLIED, item_id="item", applied_at=NOW - HOUR, reason=None
    )
    change = NewChange(
        at=NOW - HOUR,
        item_id="item",
        field="narrators",
        before=[],
        after=["Ray Porter"],
        status=ChangeStatus.WRITTEN,
        source=ChangeSource.MAM,
        item_updated_at=None,
        download_id=number,
    )
    await Changes(db).plan([change])
    return number


async def test_what_was_applied_and_reverted_is_named(reconcile, db):
    """The record says which fields are as they were before, until they are right again."""
    number = await applied(db)
    await seen(db, (), now=NOW)

    reverted, _ = await one_run(reconcile)
    named = (await Downloads(db).by_id(number)).reason
    await seen(db, ("Ray Porter",), now=NOW)
    right, _ = await one_run(reconcile)

    assert (reverted.counts["reverted"], right.counts["reverted"]) == (1, 0)
    assert named == "Audiobookshelf still has the old values: narrators"
    assert (await Downloads(db).by_id(number)).reason is None


@pytest.mark.parametrize(
    ("narrators", "seen_at"),
    [
        pytest.param(("Ray Porter",), NOW, id="as it was written"),
        pytest.param(("Somebody Else",), NOW, id="a person wrote something else"),
        pytest.param((), NOW - 2 * HOUR, id="the mirror is older than the write"),
    ],
)
async def test_what_is_no_reversal(reconcile, db, narrators, seen_at):
    """Only the former value, seen after our write, is one."""
    number = await applied(db)
    await seen(db, narrators, now=seen_at)

    run, _ = await one_run(reconcile)

    assert run.counts["reverted"] == 0
    assert (await Downloads(db).by_id(number)).reason is None


async def test_a_record_that_goes_on_meanwhile_keeps_its_own_reason(db):
    """What is said of a record that another handler has taken further is not written."""
    downloads, unfinished = Downloads(db), UnfinishedDownloads(db)
    number = await record(downloads, 1, Status.WAITING_FOR_ITEM)
    [read] = await unfinished.under_way()
    await downloads.update(number, status=Status.APPLIED.value, applied_at=NOW, reason=None)

    await unfinished.say([ReasonFor(read, ReasonKind.OVERDUE, "not in the library")])

    assert (await downloads.by_id(number)).reason is None


async def test_an_event_of_the_hook_is_not_doubled(reconcile, client):
    """While the hook's event waits, there is nothing to report, and it is not hurried."""
    hold(client, 1)
    inbox = Inbox(reconcile.runs.db)
    stored = await inbox.add(TorrentFinished(info_hash=torrent(1)), now=NOW)

    _, reported = await one_run(reconcile)

    assert reported == []
    assert (await inbox.by_id(stored.id)).signals == 1
