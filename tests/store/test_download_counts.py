"""How many downloads have come how far, on both databases."""

import pytest
from sqlalchemy import Connection, insert

from domain.facts import DurationVerdict, Status
from domain.recording import Recording
from sandbox.clock import START
from store.downloads import Downloads
from store.kept import Kept
from store.store import Store
from store.tables import DOWNLOADS
from store.views.listing import Listing, counts_of
from store.work import change


async def test_records_are_counted_by_status_and_verdict(db):
    """What was not checked has no verdict."""
    downloads = Downloads(db)
    checked = [
        (Status.APPLIED, DurationVerdict.VERIFIED),
        (Status.APPLIED, DurationVerdict.VERIFIED),
        (Status.APPLIED, DurationVerdict.ABRIDGED),
        (Status.APPLIED, None),
        (Status.NEEDS_PERSON, None),
    ]
    for number, (status, verdict) in enumerate(checked):
        made = await downloads.create(
            Recording(torrent_id=number + 1),
            hashes=(f"{number:040}", None, None),
            found_by="test",
            status=status,
            now=START,
        )
        await downloads.update(made.id, duration_verdict=verdict)

    assert await Listing(db, Kept(db)).counts() == {
        (Status.APPLIED, DurationVerdict.VERIFIED): 2,
        (Status.APPLIED, DurationVerdict.ABRIDGED): 1,
        (Status.APPLIED, None): 1,
        (Status.NEEDS_PERSON, None): 1,
    }


def applied(count: int) -> list[dict[str, object]]:
    """So many more records in the library as listed."""
    new = {"recording": {}, "found_by": "test", "created_at": START, "search_text": ""}
    return [new | {"status": Status.APPLIED, "duration_verdict": DurationVerdict.VERIFIED}] * count


@pytest.mark.databases("sqlite")
async def test_those_as_listed_are_counted_without_a_look_at_each(db):
    """Beside thousands of them SQLite takes hardly more steps than beside a few."""
    steps = []

    def counted(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        driver.set_progress_handler(lambda: steps.append(1), 10)
        counts_of(connection)
        driver.set_progress_handler(None, 0)

    await db.write(change(insert(DOWNLOADS), applied(10)))
    await db.read(counted)
    few = len(steps)
    await db.write(change(insert(DOWNLOADS), applied(5000)))
    await db.read(counted)

    assert len(steps) - few < few + 20


async def test_what_waits_for_a_person_follows_what_is_written(db):
    """What was counted is counted again after each write."""
    store = Store(db)
    await db.write(change(insert(DOWNLOADS), applied(1)))
    before = await store.views.waiting.count()
    await store.downloads.update(1, status=Status.NEEDS_PERSON.value)

    assert (await store.views.waiting.count()).undecided == before.undecided + 1
