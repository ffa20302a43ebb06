"""A library of Audiobookshelf that was deleted and made again has another id, and so have its items."""

from datetime import timedelta

import pytest

from domain.facts import Status
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing


def delete(shelf, library) -> None:
    """What the button in Audiobookshelf does."""
    for book in [one for one in shelf.items() if one.library_id == library.id]:
        shelf.forget(book.id)
    del shelf.state.database.libraries[library.id]


def make_again(shelf, library=None):
    """Delete a library and make one like it, which is scanned."""
    library = library or shelf.library
    delete(shelf, library)
    made = shelf.add_library(library.name, library.folder, view=library.view)
    shelf.scan_library(made)
    return made


@pytest.fixture
def sync(daemon, clock):
    """One run of the library sync."""

    async def run() -> None:
        clock.advance(timedelta(minutes=15))
        assert await daemon.timer.cycles.start("library-sync", trigger="timer")
        while await daemon.dispatcher.step():
            pass

    return run


@pytest.fixture
async def applied(stage, finished, complete, sync):
    """A book that was written to, in a library that is known whole."""
    await sync()
    await complete(finished)
    return finished


async def test_the_next_sync_notices_it(stage, daemon, applied, sync):
    """One run: the new id is known and compared, history and download follow, what was lost is written again."""
    made = make_again(stage.shelf)

    await sync()

    [run, *_] = await daemon.parts.store.runs.recent()
    [library] = await daemon.parts.store.libraries.all()
    [item] = stage.shelf.items()
    [download] = await daemon.parts.store.downloads.recent()
    assert run.status == "done"
    assert (library.library_id, library.compared_at is None) == (made.id, False)
    assert (download.status, download.item_id) == (Status.APPLIED, item.id)
    assert {change.item_id for change in await daemon.parts.store.changes.recent()} == {item.id}
    assert item.narrators == ["Ray Porter"]


async def test_a_large_one_is_compared_in_that_run(stage, daemon, sync):
    """It does not wait for the day's comparison, and no item of the former one stays as if it were there."""
    stage.shelf.add_synthetic(130)
    await sync()
    delete(stage.shelf, stage.shelf.library)
    made = stage.shelf.add_library("Audiobooks", stage.library)
    new = stage.shelf.add_synthetic(130, library=made)

    await sync()

    [run, *_] = await daemon.parts.store.runs.recent()
    there = await daemon.parts.store.mirror.paths_below("/", after="", limit=1000)
    assert run.reason == "compared the whole library"
    assert len(there) == len(new)


async def test_a_completion_notices_it(stage, daemon, clock, applied, complete):
    """It lists the libraries once, and finds its item in the new one."""
    await stage.finish(staged := stage.prepare(listing(9000703)))
    make_again(stage.shelf)
    listed = sum(seen.path == "/api/libraries" for seen in stage.shelf.requests)
    clock.advance(timedelta(seconds=3))

    event = await complete(staged)

    assert event.verdict == "done"
    assert sum(seen.path == "/api/libraries" for seen in stage.shelf.requests) == listed + 1


async def test_the_others_are_read_all_the_same(stage, daemon, sync):
    """One library of three is made again: the news of all three are taken in that run."""
    libraries = [stage.shelf.library] + [
        stage.shelf.add_library(name, stage.folder / name) for name in ("Kids", "Plays")
    ]
    for library in libraries:
        stage.shelf.add_synthetic(2, library=library)
    await sync()
    delete(stage.shelf, libraries[1])
    libraries[1] = stage.shelf.add_library("Kids", stage.folder / "Kids")
    for library in libraries:
        stage.shelf.add_synthetic(1, library=library)

    await sync()

    missing = [
        not one.is_missing
        for one in await daemon.parts.store.books.by_ids([book.id for book in stage.shelf.items()])
    ]
    assert missing == [True] * 7


async def test_a_library_that_is_gone_for_good_ends_nothing(stage, daemon, sync):
    """Its items are missing from the next run on, and nothing fails."""
    other = stage.shelf.add_library("Other", stage.folder / "other")
    [lost] = stage.shelf.add_synthetic(1, library=other)
    await sync()
    delete(stage.shelf, other)

    await sync()

    [run, *_] = await daemon.parts.store.runs.recent()
    assert run.status == "done"
    assert (await daemon.parts.store.books.by_id(lost.id)).is_missing


async def test_a_library_that_the_key_may_not_see_any_more_ends_nothing(stage, daemon, sync):
    """The others are read all the same; only a key that sees none is a person's business."""
    other = stage.shelf.add_library("Other", stage.folder / "other")
    [lost] = stage.shelf.add_synthetic(1, library=other)
    await sync()
    stage.shelf.admin.libraries = (stage.shelf.library.id,)
    [new] = stage.shelf.add_synthetic(1)

    await sync()

    [run, *_] = await daemon.parts.store.runs.recent()
    assert run.status == "done"
    assert (await daemon.parts.store.books.by_id(lost.id)).is_missing
    assert not (await daemon.parts.store.books.by_id(new.id)).is_missing
    stage.shelf.admin.libraries = ()
    await sync()
    reasons = [row.reason or "" for row in await daemon.parts.store.inbox.recent()]
    assert any("give it access to all libraries" in reason for reason in reasons)


@pytest.mark.parametrize("trigger", ["start", "person"])
async def test_a_start_or_a_person_sees_a_new_library_at_once(stage, daemon, sync, trigger):
    """No known one is gone, and the day's comparison is hours away."""
    await sync()
    kids = stage.shelf.add_library("Kids", stage.folder / "kids")
    [book] = stage.shelf.add_synthetic(1, library=kids)

    assert await daemon.timer.cycles.start("library-sync", trigger=trigger)
    while await daemon.dispatcher.step():
        pass

    assert await daemon.parts.store.books.by_id(book.id) is not None


async def test_a_new_library_is_noticed_by_what_lies_in_it(stage, daemon, clock, sync, complete):
    """A completion outside all known libraries lists them again: its book may be in one that was just made."""
    await sync()
    folder = stage.folder / "new"
    folder.mkdir()
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    (stage.library / staged.content.name).rename(folder / staged.content.name)
    held = stage.client.torrents[staged.info_hash].fields
    held |= {"save_path": str(folder), "content_path": f"{folder}/{staged.content.name}"}
    stage.shelf.scan_library(stage.shelf.add_library("New", folder))

    first = await complete(staged)
    clock.advance(timedelta(seconds=3))
    second = await complete(staged)

    assert (first.verdict, second.verdict) == (None, "done")


async def test_a_hint_to_a_library_that_is_gone_is_no_failure(stage, daemon, clock, sync, complete):
    """The daemon says so and waits on."""
    await sync()
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    await complete(staged)
    delete(stage.shelf, stage.shelf.library)
    clock.advance(timedelta(seconds=45))

    event = await complete(staged)

    assert event.wait == "library_item"


async def test_an_empty_folder_made_again_keeps_what_another_has(stage, daemon, sync):
    """Of two libraries over one folder, each new item takes the place of its own library's."""
    kids = stage.shelf.add_library("Kids", stage.library)
    write_audio(stage.library / "A" / "Book" / "1.mp3", seconds=60)
    for library in (stage.shelf.library, kids):
        stage.shelf.scan_library(library)
    await sync()
    kept = next(one.id for one in stage.shelf.items() if one.library_id == stage.shelf.library.id)

    made = make_again(stage.shelf, kids)
    await sync()

    [own] = [one.id for one in stage.shelf.items() if one.library_id == made.id]
    assert {one.item_id for one in await daemon.parts.store.books.by_ids([kept, own])} == {kept, own}
    assert await daemon.parts.store.books.count() == 2
