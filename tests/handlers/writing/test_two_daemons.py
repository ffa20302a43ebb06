"""Daemons that write side by side never end Audiobookshelf (facts/audiobookshelf_2.md 0.1)."""

import asyncio
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.errors import UnavailableError
from domain.facts import ChangeSource
from domain.policy import FieldName, policy_from
from handlers.writing.write_fields import Reason, WriteFields
from sandbox.audiobookshelf import Fault, write_audio
from sandbox.clock import in_turns
from store.database import Database
from store.store import Store
from store.turns import LONGEST, Turn
from tests.fixtures.stores import ready_state

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3)
NUMBER = 6
POLICY = policy_from({"series": "ours"})


@pytest.fixture
def items(shelf, books):
    """Books that a scan has just found; the server takes its time over each write, as a loaded one does."""
    shelf.state.takes = lambda duration: in_turns(40 * duration)
    for number in range(NUMBER):
        write_audio(books / f"Book {number}" / "1.mp3", seconds=60)
    return sorted(shelf.scan_library().added, key=lambda book: book.title)


@pytest.fixture
async def daemon_of(database_url, desk, connect, shelf, clock):
    """What one more daemon on the store writes with."""
    opened = []

    def make(*, turn=None):
        store = Store(Database(database_url))
        opened.append(store)
        turn = turn or Turn(db=store.db, locks=store.server_locks, server="audiobookshelf", clock=clock)
        another = replace(
            desk,
            audiobookshelf=connect(shelf.url, turn),
            changes=store.changes,
            locks=store.field_locks,
            items=store.item_locks,
        )
        return WriteFields(desk=another, policy=POLICY)

    yield make
    for store in opened:
        await store.db.close()


async def all_written(shelf, clock, writers, items):
    """Give every item the same new series, side by side; a desk that has to wait comes again."""

    async def write(fields, book, number):
        wanted = {FieldName.SERIES: [{"name": "The Links", "sequence": str(number)}]}
        written = None
        while written is None and not shelf.exited:
            with suppress(UnavailableError):
                written = await fields(book.id, wanted, REASON)
            await clock.sleep(timedelta(0))

    async with asyncio.TaskGroup() as tasks:
        for number, book in enumerate(items):
            tasks.create_task(write(writers[number % len(writers)], book, number))


@pytest.mark.databases("sqlite", "postgres")
async def test_two_daemons_never_end_it(shelf, clock, items, daemon_of):
    """New items of one new series: each gets its place, and no two writes are in flight."""
    await all_written(shelf, clock, [daemon_of(), daemon_of()], items)

    assert shelf.crashes == 0
    assert [[(one.name, one.sequence) for one in book.series] for book in items] == [
        [("The Links", str(number))] for number in range(NUMBER)
    ]
    assert len({one.id for book in items for one in book.series}) == 1


@pytest.mark.databases("sqlite", "postgres")
async def test_without_the_turn_they_end_it(shelf, clock, items, daemon_of):
    """So that the test above can fail; here the first write lasts until there is another, as fast as the machine is."""

    async def takes(duration):
        while len(shelf.writes) < 2:
            await clock.sleep(timedelta(0))
        await in_turns(40 * duration)

    shelf.state.takes = takes
    await all_written(shelf, clock, [daemon_of(turn=nullcontext), daemon_of(turn=nullcontext)], items)

    assert shelf.crashes == 1


@pytest.mark.databases("postgres")
async def test_whole_daemons_have_the_turn(shelf, clock, items, database_url, tmp_path):
    """As they are put together: the clients of all daemons on a store share it."""
    one, other = (
        Settings(
            mam_id="unused",
            abs_url=shelf.url,
            abs_token=shelf.token,
            database_url=database_url,
            state_dir=ready_state(tmp_path / name),
            listen="127.0.0.1:0",
        )
        for name in ("one", "other")
    )

    async with build(one, clock) as first, build(other, clock) as second:
        writers = [WriteFields(desk=daemon.api.undo.desk, policy=POLICY) for daemon in (first, second)]
        await all_written(shelf, clock, writers, items)

    assert shelf.crashes == 0
    assert all(book.series for book in items)


async def test_an_unanswered_write_is_waited_out(shelf, clock, items, daemon_of):
    """It may be under way: nothing is sent, to any item, before it must be over; then the item decides."""
    fields, [lost, other, *_] = daemon_of(), items
    narrators = {FieldName.NARRATORS: ["Ray Porter"]}
    shelf.fail_next(Fault(drop="after"), on="PATCH")
    with pytest.raises(UnavailableError):
        await fields(lost.id, narrators, REASON)

    for book in (lost, other):
        with pytest.raises(UnavailableError, match="may still be working on it"):
            await fields(book.id, narrators, REASON)
    assert [write.item_id for write in shelf.writes] == [lost.id]
    clock.advance(LONGEST)
    await fields(lost.id, narrators, REASON)
    await fields(other.id, narrators, REASON)

    assert (lost.narrators, other.narrators) == (["Ray Porter"], ["Ray Porter"])
    assert ["narrators" in write.body["metadata"] for write in shelf.writes] == [True, False, True]


async def same_series_by_another(shelf, clock, book):
    """Another program gives another item the same new series, as soon as our write has arrived."""
    while not shelf.writes:
        await clock.sleep(timedelta(0))
    url, headers = f"{shelf.url}/api/items/{book.id}/media", {"Authorization": f"Bearer {shelf.token}"}
    body = {"metadata": {"series": [{"name": "The Links", "sequence": "9"}]}}
    async with aiohttp.ClientSession() as session:
        with suppress(aiohttp.ClientError):
            await session.patch(url, json=body, headers=headers)


async def test_an_exit_is_survived(shelf, clock, items, daemon_of):
    """It ends in the middle of a write, and comes back with half of it: the rest is written, and all of it stored."""
    fields, book = daemon_of(), items[0]
    wanted = {FieldName.NARRATORS: ["Ray Porter"], FieldName.SERIES: [{"name": "The Links", "sequence": "1"}]}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(same_series_by_another(shelf, clock, items[1]))
        with pytest.raises(UnavailableError):
            await fields(book.id, wanted, REASON)
    assert (shelf.exited, book.narrators, book.series) == (True, ["Ray Porter"], [])

    await shelf.revive()
    written = None
    while written is None:
        clock.advance(timedelta(minutes=1))
        with suppress(UnavailableError):  # a connection that was open when it ended is still to be noticed
            written = await fields(book.id, wanted, REASON)
    shelf.rescan(book.id)

    assert book.narrators == ["Ray Porter"]
    assert [(one.name, one.sequence) for one in book.series] == [("The Links", "1")]
