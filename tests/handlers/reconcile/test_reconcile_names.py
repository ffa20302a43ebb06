"""The reconcile cycle names what is stuck: gone from qBittorrent, not in the library, or written back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.facts import ChangeSource, ChangeStatus, ReasonKind, Status
from store.books import Book, Books
from store.changes import Changes, NewChange
from store.database import Database
from store.downloads import Downloads
from store.views.unfinished import ReasonFor, UnfinishedDownloads
from tests.handlers.reconcile.conftest import HOUR, NOW, hold, one_run, record

pytestmark = pytest.mark.databases("sqlite", "postgres")


Step = Callable[[], Any]


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
