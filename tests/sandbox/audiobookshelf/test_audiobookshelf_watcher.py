"""The server's own watcher, on the test's clock: facts/audiobookshelf.md 4."""

import asyncio
import shutil
from datetime import timedelta

import pytest

from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.clock import FakeClock


async def test_a_folder_copied_in_is_added_12_seconds_after_its_last_write(shelf, books, watch):
    """Not before the rename window and the quiet period have passed."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)

    shelf.look_at_disk()
    watch(12)
    assert shelf.items() == []
    watch(1)

    assert shelf.item("Book").duration == 60
    assert [event.name for event in shelf.events] == ["item_added"]


async def test_each_new_file_restarts_the_quiet_period(shelf, books, watch):
    """Three files 6 seconds apart are one item with three files, added once."""
    for number in range(3):
        write_audio(books / "A" / "Book" / f"{number}.mp3", seconds=60)
        watch(6)
    assert shelf.items() == []

    watch(8)

    assert len(shelf.item("Book").tracks) == 3
    assert [event.name for event in shelf.events] == ["item_added"]


async def test_a_file_that_comes_later_is_an_update(shelf, books, watch):
    """25 seconds after the first the item is there already."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    watch(25)
    write_audio(books / "A" / "Book" / "2.mp3", seconds=60)
    watch(14)

    assert len(shelf.item("Book").tracks) == 2
    assert [event.name for event in shelf.events] == ["item_added", "item_updated"]


async def test_a_file_written_slowly_is_taken_whole_and_a_stalled_one_half(shelf, books, watch):
    """Growth each second is waited for, a pause of 16 seconds is not; later growth is never noticed."""
    path = write_audio(books / "A" / "Slow" / "1.mp3", seconds=60, size=1000)
    for _ in range(24):
        with path.open("ab") as file:
            file.write(bytes(100))
        watch(1)
    watch(9)
    assert shelf.item("Slow").size == 3400

    stalled = write_audio(books / "A" / "Stalled" / "1.mp3", seconds=60, size=1000)
    watch(16)
    with stalled.open("ab") as file:
        file.write(bytes(5000))
    watch(60)
    assert shelf.item("Stalled").size == 1000

    shelf.scan_library()
    assert shelf.item("Stalled").size == 6000


async def test_a_file_that_never_rests_is_given_up_after_ten_minutes(shelf, books, watch):
    """It is dropped from what waits and not added later."""
    path = write_audio(books / "A" / "Endless" / "1.mp3", seconds=60, size=1000)
    for _ in range(120):
        with path.open("ab") as file:
            file.write(b"x")
        watch(6)

    watch(30)

    assert shelf.items() == []
    assert not shelf.state.watcher.is_waiting


async def test_a_rename_keeps_the_id_and_comes_sooner(shelf, books, watch):
    """10.4 seconds after the move the same item has its new path."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60, tags={"album": "Book"})
    watch(14)
    former = shelf.item("Book").id

    (books / "A").rename(books / "B")
    shelf.look_at_disk()
    watch(11)

    assert [(book.id, book.path) for book in shelf.items()] == [(former, "/audiobooks/B/Book")]


async def test_a_partial_file_that_gets_its_name_is_added_like_a_rename(shelf, books, watch):
    """The .part itself is nothing."""
    part = write_audio(books / "A" / "Book" / "1.mp3.part", seconds=60)
    watch(30)
    assert shelf.items() == []

    part.rename(part.with_suffix(""))
    shelf.look_at_disk()
    watch(11)

    assert shelf.item("Book").duration == 60


async def test_deleting_marks_missing_and_returning_keeps_the_id(shelf, books, watch):
    """The item stays listed with its id while its folder is away."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    watch(14)
    book = shelf.item("Book")
    shutil.move(books / "A", books.parent / "A")

    watch(14)
    assert book.is_missing
    shutil.move(books.parent / "A", books / "A")
    watch(14)

    assert shelf.items() == [book]
    assert not book.is_missing


async def test_an_item_whose_audio_went_but_not_its_folder_has_no_tracks(shelf, books, watch):
    """It is missing, with a duration of 0."""
    path = write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    watch(14)

    path.unlink()
    watch(14)

    book = shelf.item("Book")
    assert (book.is_missing, book.tracks, book.duration) == (True, [], 0)


async def test_what_was_there_at_start_is_not_looked_at(clock, books):
    """Only a scan finds it."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    async with SandboxAudiobookshelf(clock=clock, folder=books) as shelf:
        shelf.look_at_disk()
        clock.advance(timedelta(seconds=30))
        shelf.look_at_disk()

        assert shelf.items() == []


async def test_a_library_without_watcher_sees_nothing_and_takes_no_hint(shelf, books, watch, ask):
    """The hint is answered 200 all the same."""
    shelf.library.settings["disableWatcher"] = True
    path = write_audio(books / "A" / "Book" / "1.mp3", seconds=60)

    hint = {"libraryId": shelf.library.id, "path": f"/audiobooks/A/Book/{path.name}", "type": "add"}
    reply = await ask("POST", "/api/watcher/update", json=hint)
    watch(30)

    assert (reply.status, shelf.items()) == (200, [])


@pytest.mark.parametrize(("rel", "expected"), [("A/Book/1.mp3", 1), ("A/Book", 0)])
async def test_a_hint_with_a_files_path_makes_the_watcher_look(shelf, books, watch, ask, rel, expected):
    """On a network mount nothing is noticed by itself; a folder's path is dropped."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    shelf.state.watcher.restart()

    await ask(
        "POST",
        "/api/watcher/update",
        json={"libraryId": shelf.library.id, "path": f"/audiobooks/{rel}", "type": "add"},
    )
    watch(12)

    assert len(shelf.items()) == expected


async def test_metadata_json_beside_the_files_wakes_the_watcher_once(shelf, books, watch):
    """Its first writing is a second item_updated; rewriting it in place is not noticed."""
    shelf.state.database.stores_metadata_with_item = True
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    watch(14)
    shelf.events.clear()

    shelf.edit("Book", narrators=["Ray Porter"])
    watch(14)
    assert [event.name for event in shelf.events] == ["item_updated", "item_updated"]
    shelf.edit("Book", narrators=["Jo Smith"])
    watch(14)

    assert [event.name for event in shelf.events] == ["item_updated"] * 3


async def test_the_watcher_runs_beside_the_server(books):
    """Its loop looks each second of the clock until it is cancelled."""
    clock = FakeClock(auto=True)
    async with SandboxAudiobookshelf(clock=clock, folder=books) as shelf, asyncio.TaskGroup() as tasks:
        write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
        watching = tasks.create_task(shelf.run_watcher())
        while not shelf.items():
            await clock.sleep(timedelta(seconds=0))
        watching.cancel()

    assert shelf.item("Book").duration == 60
