"""The mirror of the library, from the sync's event to the store."""

from datetime import timedelta

import pytest

from domain.events import LibrarySyncDue
from domain.facts import Status
from handlers import library_sync_due
from sandbox.audiobookshelf import Fault, write_audio

DAY = timedelta(days=1)


@pytest.fixture
def sync(daemon, clock):
    """Run a sync to its end; how many requests to Audiobookshelf it took."""

    async def run(shelf) -> int:
        clock.advance(timedelta(minutes=15))
        before = len(shelf.requests)
        started = await daemon.parts.store.runs.start(
            "library-sync", trigger="test", first=lambda number: LibrarySyncDue(run=number), now=clock.now()
        )
        assert started is not None
        while await daemon.dispatcher.step():
            pass
        ended = await daemon.parts.store.runs.by_id(started.id)
        assert ended is not None
        assert ended.status == "done", ended.reason
        return len(shelf.requests) - before

    return run


def paths(requests) -> list[str]:
    return [seen.path.rpartition("/api/")[2].split("/")[-1] for seen in requests]


async def test_the_first_sync_takes_everything_in_pages(stage, daemon, sync):
    """Pages of 500 until a short one, although the total is missing, and details a hundred at a time."""
    stage.shelf.add_synthetic(1050)
    stage.shelf.state.omit_total = True

    await sync(stage.shelf)

    listings = [seen for seen in stage.shelf.requests if seen.path.endswith("/items")]
    details = [seen for seen in stage.shelf.requests if seen.path.endswith("/batch/get")]
    assert await daemon.parts.store.books.count() == 1050
    assert [("limit=500" in seen.query) for seen in listings] == [True] * 3
    assert len(details) == 11


async def test_a_sync_of_nothing_new_is_one_request(stage, sync):
    """Whatever the library's size; and the newest are looked at alone until the day is over."""
    stage.shelf.add_synthetic(600)
    await sync(stage.shelf)

    assert await sync(stage.shelf) == 1
    stage.shelf.add_synthetic(3)
    assert await sync(stage.shelf) == 2
    assert await sync(stage.shelf) == 1


async def test_more_new_items_than_a_page_shows_are_all_found(stage, daemon, sync):
    """When all of the newest are unknown, a longer page follows; when that is too, the whole library."""
    await sync(stage.shelf)
    stage.shelf.add_synthetic(60)
    await sync(stage.shelf)
    stage.shelf.add_synthetic(300)
    await sync(stage.shelf)
    assert await daemon.parts.store.books.count() == 360

    stage.shelf.add_synthetic(900)
    await sync(stage.shelf)
    await sync(stage.shelf)

    assert await daemon.parts.store.books.count() == 1260


async def test_the_daily_comparison_sees_what_changed_in_old_items(stage, daemon, clock, sync):
    """An edit of an item that is not among the newest is mirrored within the day; only it is fetched."""
    first = stage.shelf.add_synthetic(120)[0]
    await sync(stage.shelf)
    clock.advance(timedelta(hours=1))
    stage.shelf.edit(first.id, publisher="Tantor")
    await sync(stage.shelf)
    assert (await daemon.parts.store.books.by_id(first.id)).publisher is None

    clock.advance(DAY)
    asked = await sync(stage.shelf)

    assert (await daemon.parts.store.books.by_id(first.id)).publisher == "Tantor"
    assert asked == 3  # the libraries, one page, one item


async def test_an_item_that_is_gone_is_marked_and_kept(stage, daemon, clock, sync):
    """A deleted item stays in the mirror as missing; one that only lost its files does too, until they return."""
    gone, *_ = stage.shelf.add_synthetic(3)
    book = write_audio(stage.library / "A" / "Book" / "1.mp3", seconds=60, tags={"album": "Book"})
    stage.shelf.scan_library()
    await sync(stage.shelf)
    stage.shelf.forget(gone.id)
    audio = book.read_bytes()
    book.unlink()
    book.parent.rmdir()
    stage.shelf.scan_library()
    missing = stage.shelf.item("Book").id

    clock.advance(DAY)
    await sync(stage.shelf)

    mirrored = {one: (await daemon.parts.store.books.by_id(one)).is_missing for one in (gone.id, missing)}
    assert mirrored == {gone.id: True, missing: True}
    book.parent.mkdir()
    book.write_bytes(audio)
    stage.shelf.scan_library()
    clock.advance(DAY)
    await sync(stage.shelf)
    assert not (await daemon.parts.store.books.by_id(missing)).is_missing


async def test_an_item_with_a_new_id_keeps_what_is_ours(stage, daemon, clock, finished, complete, sync):
    """Recognised by its path, it takes over history and download, and what was written is put back."""
    await complete(finished)
    await sync(stage.shelf)
    former = stage.shelf.items()[0]
    clock.advance(timedelta(minutes=1))
    stage.shelf.forget(former.id)
    stage.shelf.scan_library()
    [item] = stage.shelf.items()
    assert (item.id != former.id, item.narrators) == (True, [])

    await sync(stage.shelf)

    [download] = await daemon.parts.store.downloads.recent()
    assert {change.item_id for change in await daemon.parts.store.changes.recent()} == {item.id}
    assert (download.item_id, download.status) == (item.id, Status.APPLIED)
    assert item.narrators == ["Ray Porter"]
    assert await daemon.parts.store.books.by_id(former.id) is None


async def test_an_item_moved_to_another_library_is_recognised_by_its_files(stage, daemon, clock, sync):
    """A new id at a new path with the same inodes and sizes, the old one gone, is the same book."""
    audio = write_audio(stage.library / "A" / "Book" / "1.mp3", seconds=60)
    stage.shelf.scan_library()
    await sync(stage.shelf)
    former = stage.shelf.items()[0].id
    other = stage.folder / "other"
    (other / "A").mkdir(parents=True)
    audio.parent.rename(other / "A" / "Book")
    stage.shelf.forget(former)
    stage.shelf.scan_library(stage.shelf.add_library("Other", other))

    clock.advance(DAY)
    await sync(stage.shelf)

    [now] = stage.shelf.items()
    assert await daemon.parts.store.books.by_id(former) is None
    assert (await daemon.parts.store.books.by_id(now.id)).path == f"{other}/A/Book"


async def test_hard_linked_twins_are_two_books(stage, daemon, clock, sync):
    """An item with the files of another one that is still there has not taken its place."""
    audio = write_audio(stage.library / "A" / "Book" / "1.mp3", seconds=60)
    stage.shelf.scan_library()
    await sync(stage.shelf)
    twin = stage.library / "B" / "Twin"
    twin.mkdir(parents=True)
    (twin / "1.mp3").hardlink_to(audio)
    clock.advance(timedelta(minutes=1))
    stage.shelf.scan_library()

    await sync(stage.shelf)

    assert await daemon.parts.store.books.count() == 2
    assert all([await daemon.parts.store.books.by_id(item.id) for item in stage.shelf.items()])


async def test_a_crash_costs_one_page(stage, daemon, clock, sync):
    """A step that fails in the middle is taken again, and the run goes on where it was."""
    stage.shelf.add_synthetic(700)
    stage.shelf.fail_next(Fault(drop="after"), on="POST /api/items/batch/get", times=1)

    started = await daemon.parts.store.runs.start(
        "library-sync", trigger="test", first=lambda number: LibrarySyncDue(run=number), now=clock.now()
    )
    for _ in range(10):
        while await daemon.dispatcher.step():
            pass
        clock.advance(timedelta(seconds=5))

    assert (await daemon.parts.store.runs.by_id(started.id)).status == "done"
    assert await daemon.parts.store.books.count() == 700


async def test_a_library_that_was_removed_is_missing_as_a_whole(stage, daemon, clock, sync):
    """Its items are marked when the libraries are compared, and the others are synced all the same."""
    other = stage.shelf.add_library("Other", stage.folder / "other")
    lost = stage.shelf.add_synthetic(2, library=other)
    kept = stage.shelf.add_synthetic(2)
    await sync(stage.shelf)
    del stage.shelf.state.database.libraries[other.id]
    for book in lost:
        stage.shelf.forget(book.id)

    clock.advance(DAY)
    await sync(stage.shelf)

    marked = {
        book.id for book in [*lost, *kept] if (await daemon.parts.store.books.by_id(book.id)).is_missing
    }
    assert marked == {book.id for book in lost}
    assert [one.name for one in await daemon.parts.store.libraries.all()] == ["Audiobooks"]


async def test_items_that_the_key_may_not_see_any_more_are_missing(stage, daemon, clock, sync):
    """One that is hidden refuses all that are asked for together; they count as missing, and the run ends."""
    hidden, shown = stage.shelf.add_synthetic(2)
    await sync(stage.shelf)
    hidden.explicit = True
    stage.shelf.admin.explicit = False

    clock.advance(DAY)
    await sync(stage.shelf)

    assert (await daemon.parts.store.books.by_id(hidden.id)).is_missing
    assert not (await daemon.parts.store.books.by_id(shown.id)).is_missing


async def test_without_a_library_of_books_the_run_ends(stage, daemon, sync):
    """Podcasts are nothing to mirror."""
    stage.shelf.library.media_type = "podcast"

    await sync(stage.shelf)

    assert await daemon.parts.store.libraries.all() == []


def test_a_comparison_a_day_comes_with_a_daily_sync():
    """A sync that runs once a day compares each time."""
    assert library_sync_due.COMPARED_EVERY < DAY
