"""Which library item a download is, where it is not plain."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

from domain.facts import ReasonKind, Status
from domain.recording import Recording, Series
from sandbox.audiobookshelf import write_audio

TRILOGY = Recording(
    torrent_id=9_200_001,
    title="The Ember Trilogy, Books 1-3",
    authors=("Jo Doe",),
    narrators=("Ann Reed", "Ray Porter"),
    series=(Series(name="Ember", sequence="1-3"),),
    duration_seconds=108_000,
    abridged=False,
    description="1. Chains - narrated by Ray Porter\n\nTotal length: 30 hours",
)
TITLES = ("Chains", "Lies", "Secrets")


def sizes(folder: Path, root: Path) -> list[tuple[str, int]]:
    return [(str(file.relative_to(root)), file.stat().st_size) for file in sorted(folder.rglob("*.mp3"))]


def trilogy(folder: Path, titles: tuple[str, ...] = TITLES) -> None:
    for title in titles:
        write_audio(folder / title / "1.mp3", seconds=36_000, tags={"album": title, "artist": "Jo Doe"})


async def test_a_torrent_with_a_folder_for_each_book_is_taken_apart(stage, finish):
    """Each gets what the record says of it alone; what it says of the whole goes to none."""
    trilogy(stage.library / "Ember")
    stage.shelf.scan_library()

    record = await finish(TRILOGY, stage.library, *sizes(stage.library, stage.library))

    assert (record.status, record.item_id) == (Status.APPLIED, None)
    assert record.item_found_by.startswith("taken apart: Chains (path ")
    again = await finish(TRILOGY, stage.library, *sizes(stage.library, stage.library))
    assert again.item_found_by == record.item_found_by
    items = {item.title: (item.narrators, item.tags) for item in stage.shelf.items()}
    assert items == {"Chains": (["Ray Porter"], []), "Lies": ([], []), "Secrets": ([], [])}


async def test_hard_links_of_a_collection_are_taken_apart_too(stage, finish):
    """A file for each book in the torrent, a folder for each in the library."""
    seeds = stage.folder / "seeds" / "Ember"
    for title in TITLES:
        seed = write_audio(seeds / f"{title}.mp3", seconds=36_000, tags={"album": title, "artist": "Jo Doe"})
        (stage.library / title).mkdir()
        os.link(seed, stage.library / title / f"{title}.mp3")
    stage.shelf.scan_library()

    record = await finish(TRILOGY, stage.folder / "seeds", *sizes(seeds, stage.folder / "seeds"))

    assert record.status is Status.APPLIED
    assert {item.title: item.narrators for item in stage.shelf.items()}["Chains"] == ["Ray Porter"]
    assert all(item.tags == [] for item in stage.shelf.items())


async def test_the_rest_of_a_collection_is_waited_for(stage, finish, clock, daemon):
    """The books that are there are done; the download says what is missing, and is done when that is there."""
    trilogy(stage.library / "Ember")
    files = sizes(stage.library, stage.library)
    shutil.move(stage.library / "Ember" / "Secrets", stage.folder / "Secrets")
    stage.shelf.scan_library()

    record = await finish(TRILOGY, stage.library, *files)

    assert record.status is Status.WAITING_FOR_ITEM
    assert record.reason == "1 of its files are in no library item yet"
    shutil.move(stage.folder / "Secrets", stage.library / "Ember" / "Secrets")
    stage.shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    while await daemon.dispatcher.step():
        pass
    assert (await daemon.parts.store.downloads.by_id(record.id)).status is Status.APPLIED


async def test_one_book_in_several_items_needs_a_person(stage, finish):
    """None of them is the book that the record is of; all are candidates."""
    trilogy(stage.library / "Chains", ("Part One", "Part Two"))
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=72_000)

    record = await finish(single, stage.library, *sizes(stage.library, stage.library))

    assert record.status is Status.NEEDS_PERSON
    assert [one["title"] for one in record.candidates] == ["Part One", "Part Two"]
    assert all("10:00:00 of 20:00:00" in one["why"] for one in record.candidates)
    assert stage.shelf.writes == []


async def test_extras_beside_a_book_do_not_hide_it(stage, finish):
    """The item that is the book by title, author and duration gets what the record says."""
    trilogy(stage.library / "Ember", ("Chains", "Interview"))
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_100)

    record = await finish(single, stage.library, *sizes(stage.library, stage.library))

    assert record.status is Status.APPLIED
    assert {item.title: item.narrators for item in stage.shelf.items()} == {
        "Chains": ["Ann Reed"],
        "Interview": [],
    }


async def test_an_item_that_holds_other_books_too_is_not_written(stage, finish):
    """Two single files in an author's folder are one item of Audiobookshelf: it is neither of the two."""
    for name in ("Chains", "Lies"):
        write_audio(stage.library / "Jo Doe" / f"{name}.mp3", seconds=36_000, tags={"album": "Jo Doe"})
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)

    record = await finish(single, stage.library / "Jo Doe", ("Chains.mp3", 4096))

    assert record.status is Status.NEEDS_PERSON
    assert "1 of its 2 audio files are not the torrent's" in record.candidates[0]["why"]
    assert stage.shelf.writes == []


async def test_a_stray_file_above_is_not_the_book(stage, finish):
    """The author's folder is an item because of another file; the book below it is not there yet."""
    write_audio(stage.library / "Jo Doe" / "stray.mp3", seconds=60)
    stage.shelf.scan_library()
    write_audio(stage.library / "Jo Doe" / "Chains" / "1.mp3", seconds=36_000)
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",))

    record = await finish(single, stage.library / "Jo Doe", ("Chains/1.mp3", 4096))

    assert record.status is Status.WAITING_FOR_ITEM
    assert stage.shelf.writes == []


async def test_two_downloads_saved_into_one_folder_are_not_written(stage, finish):
    """Audiobookshelf makes one item of both, with one title: neither's narrator is its own."""
    for name in ("Chains.mp3", "Lies.mp3"):
        write_audio(
            stage.library / "Both" / name, seconds=36_000, tags={"album": "Chains", "artist": "Jo Doe"}
        )
    stage.shelf.scan_library()
    chains = TRILOGY.model_copy(update={"title": "Chains", "series": ()})
    size = (stage.library / "Both" / "Chains.mp3").stat().st_size

    record = await finish(chains, stage.library / "Both", ("Chains.mp3", size))

    assert (record.status, record.reason_kind) == (Status.NEEDS_PERSON, ReasonKind.BOOKS_TOGETHER)
    assert (
        "Audiobookshelf has put 2 books into one item: move Chains.mp3 into a folder of its own"
        in record.reason
    )
    assert [item.narrators for item in stage.shelf.items()] == [[]]


async def test_a_loose_file_that_swallows_a_book_takes_it_back(stage, finish, clock):
    """What was applied says so no longer, names the file to move, and is applied again once that is moved."""
    write_audio(
        stage.library / "Shelf" / "Chains" / "1.mp3",
        seconds=36_000,
        tags={"album": "Chains", "artist": "Jo Doe"},
    )
    stage.shelf.scan_library()
    chains = TRILOGY.model_copy(update={"title": "Chains", "series": (), "duration_seconds": 36_000})
    files = sizes(stage.library / "Shelf" / "Chains", stage.library / "Shelf")
    applied = await finish(chains, stage.library / "Shelf", *files)
    loose = write_audio(stage.library / "Shelf" / "loose.mp3", seconds=60, tags={"album": "Loose"})
    stage.shelf.scan_library()
    clock.advance(timedelta(minutes=1))

    swallowed = await finish(chains, stage.library / "Shelf", *files)
    loose.unlink()
    stage.shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    again = await finish(chains, stage.library / "Shelf", *files)

    assert applied.status is Status.APPLIED
    assert (swallowed.status, swallowed.reason_kind) == (Status.NEEDS_PERSON, ReasonKind.BOOKS_TOGETHER)
    assert "2 books into one item: move loose.mp3" in swallowed.reason
    assert again.status is Status.APPLIED


async def test_a_torrent_without_a_folder_of_its_own(stage, finish):
    """Its content path is the library itself, and only its own files count."""
    trilogy(stage.library, ("Chains", "Lies"))
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)

    record = await finish(single, stage.library.parent, ("library/Chains/1.mp3", 4096))

    assert record.item_found_by == f"path {stage.library / 'Chains'}"
    assert {item.title: item.narrators for item in stage.shelf.items()} == {
        "Chains": ["Ann Reed"],
        "Lies": [],
    }
