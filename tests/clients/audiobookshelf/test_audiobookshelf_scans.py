"""Asking the server to look at its folders."""

from datetime import timedelta

import pytest

from clients.audiobookshelf import Busy
from clients.audiobookshelf.reading import read_tasks
from domain.errors import NeedsPersonError
from sandbox.audiobookshelf import write_audio


@pytest.fixture
def admin(connect, shelf):
    return connect(shelf.url, shelf.token)


async def test_a_whole_scan_is_seen_while_it_runs(admin, shelf, books, clock):
    """The library stands among those that are being scanned until the scan has ended."""
    write_audio(books / "A" / "1.mp3", seconds=60)
    shelf.state.scan_takes = timedelta(seconds=30)
    assert (await admin.busy()).libraries == frozenset()

    await admin.scan_library(shelf.library.id)

    assert (await admin.busy()).libraries == {shelf.library.id}
    clock.advance(timedelta(seconds=31))
    assert (await admin.busy()).libraries == frozenset()
    assert shelf.item("A").duration == 60


async def test_a_scan_of_one_item_sees_what_grew(admin, shelf, books):
    """The item has the sizes that its files have now."""
    path = write_audio(books / "A" / "1.mp3", seconds=60, size=5000)
    shelf.scan_library()
    with path.open("ab") as file:
        file.write(bytes(1000))

    await admin.scan_item(shelf.item("A").id)

    assert shelf.item("A").size == 6000


async def test_a_hint_of_a_file_lets_it_look(admin, shelf, books, clock):
    """The item is added once the hinted file has been quiet."""
    path = write_audio(books / "A" / "1.mp3", seconds=60)
    shelf.state.watcher.restart()

    await admin.hint(shelf.library.id, f"/audiobooks/A/{path.name}")

    clock.advance(timedelta(seconds=11))
    shelf.look_at_disk()
    assert shelf.item("A").duration == 60


async def test_a_user_who_is_no_administrator_learns_what_to_do(client, shelf):
    """All three are refused with the same fix; the list of tasks is open to all."""
    [book] = shelf.add_synthetic(1)
    for asked in (
        client.scan_library(shelf.library.id),
        client.scan_item(book.id),
        client.hint(shelf.library.id, "/audiobooks/A/1.mp3"),
    ):
        with pytest.raises(NeedsPersonError, match=r"only an administrator.*ABS_SCAN=never"):
            await asked

    assert (await client.busy()).libraries == frozenset()


def test_what_it_is_busy_with_is_read_of_every_task():
    """Whole libraries and single items; the watcher's wait for quiet, and what has ended, keep no one waiting."""
    busy = read_tasks(
        [
            {"action": "library-scan", "isFinished": False, "data": {"libraryId": "scanned"}},
            {"action": "library-scan", "isFinished": True, "data": {"libraryId": "ended"}},
            {"action": "library-match-all", "isFinished": False, "data": {"libraryId": "matched"}},
            {"action": "watcher-scan", "isFinished": False, "data": {"libraryId": "watched"}},
            {"action": "embed-metadata", "isFinished": False, "data": {"libraryItemId": "embedded"}},
            {"action": "odd", "data": None},
            "odd",
        ]
    )

    assert busy == Busy(libraries=frozenset({"scanned", "matched"}), items=frozenset({"embedded"}))
