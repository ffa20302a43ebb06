"""Nothing is written while a scan may undo it, and what a scan undid is written again (facts/audiobookshelf_2.md 0.2)."""

import asyncio
from datetime import timedelta

import pytest

from daemon.dispatch.handling import handle
from domain.errors import ScanningError, UnavailableError
from domain.events import TorrentFinished
from domain.facts import ChangeSource, ChangeStatus
from domain.outcomes import Later
from domain.policy import FieldName
from domain.retry import POLICIES, Wait
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import Fault, write_audio
from store.queue.claims import Claim

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3)
NARRATORS = {FieldName.NARRATORS: ["Ray Porter"]}
TAPE = {"composer": "T. Reader"}
SCAN = timedelta(seconds=5)


@pytest.fixture
def book(shelf, books, clock):
    """A book that a scan has found, a minute ago; a scan takes five seconds from now on."""
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags=TAPE)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    shelf.state.scan_takes = SCAN
    return shelf.item("Chains")


async def test_one_write_finds_out_that_the_server_is_back(book, desk, write, clock):
    """While calls are stopped only one at a time is made: that there are two to make does not keep them stopped."""
    breaker = desk.audiobookshelf._server.http.dependency.breaker
    breaker.rest("it was away", timedelta(seconds=10))
    clock.advance(timedelta(seconds=10))

    await write(book.id, NARRATORS, REASON)

    assert book.narrators == ["Ray Porter"]
    assert not breaker.is_shut


@pytest.fixture
def scan_ends(shelf, clock):
    def end():
        clock.advance(SCAN)
        shelf.state.finish_scans()

    return end


@pytest.fixture
def overlapped(shelf, book, clock, write):
    """Writes, with a scan that begins while the write is under way."""

    async def run():
        slow = timedelta(seconds=1)
        shelf.fail_next(Fault(slow=slow), on="PATCH")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(write(book.id, NARRATORS, REASON))
            while slow not in clock.slept:
                await clock.sleep(timedelta(0))
            shelf.state.start_scan(shelf.library)
            clock.advance(slow)

    return run


async def test_nothing_is_written_during_a_scan(shelf, book, changes, write, scan_ends):
    """Nor planned; after it the write is made, and the next scan leaves it."""
    shelf.state.start_scan(shelf.library)
    with pytest.raises(ScanningError, match="scanning the library of Chains"):
        await write(book.id, NARRATORS, REASON)
    assert (shelf.writes, await changes.recent()) == ([], [])

    scan_ends()
    await write(book.id, NARRATORS, REASON)
    shelf.rescan(book.id)

    assert book.narrators == ["Ray Porter"]


async def test_what_needs_no_write_needs_no_rest(shelf, book, write):
    """An item that is right already is answered for, whatever is scanned."""
    shelf.edit(book.id, narrators=["Ray Porter"])
    shelf.state.start_scan(shelf.library)

    written = await write(book.id, NARRATORS, REASON)

    assert written.phrases == {FieldName.NARRATORS: "already right"}


async def test_the_scan_of_another_library_is_in_nobodys_way(shelf, tmp_path, book, write):
    """Each library is scanned for itself."""
    (tmp_path / "others").mkdir()
    shelf.state.start_scan(shelf.add_library("Others", tmp_path / "others"))

    await write(book.id, NARRATORS, REASON)

    assert book.narrators == ["Ray Porter"]


async def test_what_a_scan_undid_is_written_again(shelf, book, changes, write, overlapped, scan_ends):
    """A value that went back because of a scan is no one's edit."""
    with pytest.raises(ExceptionGroup) as met:
        await overlapped()
    assert met.group_contains(ScanningError)
    assert [change.status for change in await changes.recent()] == [ChangeStatus.SCANNED]
    with pytest.raises(ScanningError):
        await write(book.id, NARRATORS, REASON)
    scan_ends()
    assert book.narrators == ["T. Reader"]

    await write(book.id, NARRATORS, REASON)

    assert book.narrators == ["Ray Porter"]
    assert [change.status for change in await changes.recent()] == ["written", "not_taken"]
    shelf.rescan(book.id)
    assert book.narrators == ["Ray Porter"]


async def test_what_a_scan_left_is_stored_again(shelf, book, changes, write, overlapped, scan_ends):
    """It may have kept an older file, which the next scan would take for the truth."""
    older = dict(book.stored)
    with pytest.raises(ExceptionGroup):
        await overlapped()
    scan_ends()
    shelf.edit(book.id, narrators=["Ray Porter"])
    book.stored = older

    await write(book.id, NARRATORS, REASON)
    shelf.rescan(book.id)

    assert book.narrators == ["Ray Porter"]
    assert [change.status for change in await changes.recent()] == ["written"]


async def test_what_a_person_entered_after_the_scan_stays(shelf, book, changes, write, overlapped, scan_ends):
    """Neither ours nor the files': somebody's."""
    with pytest.raises(ExceptionGroup):
        await overlapped()
    scan_ends()
    shelf.edit(book.id, narrators=["By Hand"])

    written = await write(book.id, NARRATORS, REASON)

    assert book.narrators == ["By Hand"]
    assert written.phrases == {FieldName.NARRATORS: "someone changed it since"}
    assert [change.status for change in await changes.recent()] == ["overtaken"]


@pytest.mark.parametrize("filled", [False, True])
async def test_what_an_ended_process_left_in_its_database_is_stored(shelf, book, write, filled):
    """The answer never came, the value is there: the file is written, and no value of the item changes by that."""
    if filled:
        texts = ("subtitle", "publisher", "published_year", "isbn", "asin", "language")
        shelf.edit(book.id, description="<p>All &amp; full</p>", **dict.fromkeys(texts, "1"))
    older = dict(book.stored)
    shelf.fail_next(Fault(drop="after"), on="PATCH")
    with pytest.raises(UnavailableError):
        await write(book.id, NARRATORS, REASON)
    values, book.stored = book.metadata_json(), older

    await write(book.id, NARRATORS, REASON)
    shelf.rescan(book.id)

    assert book.metadata_json() == values
    assert book.narrators == ["Ray Porter"]


async def test_an_event_waits_for_the_scan_and_loses_no_attempt(clock):
    """However long it takes: the policy of this wait has no end."""

    async def handler(_event, _event_id):
        raise ScanningError("a scan is running")

    event = TorrentFinished(info_hash="a" * 40)
    claim = Claim(
        id=1, event=event, created_at=clock.now(), attempt=2, looks=1, wait=None, signals=1, token="x"
    )

    assert await handle(claim, handler) == Later(Wait.LIBRARY_SCAN, "a scan is running")
    assert POLICIES[Wait.LIBRARY_SCAN].limit is None
