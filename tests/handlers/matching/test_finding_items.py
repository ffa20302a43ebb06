"""Which library item a download is, where it is not plain."""

import os
import shutil
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from domain.events import LibraryChanged, LibrarySyncDue, TorrentFinished
from domain.facts import ReasonKind, Status
from domain.recording import Recording, Series
from sandbox.audiobookshelf import write_audio

HASH = "f" * 40
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


@pytest.fixture
def finish(daemon, stage, clock):
    """Let a torrent of these files finish, whose record is stored; what became of it."""

    async def finish(recording: Recording, save_path: Path | str, *files: tuple[str, int]):
        top = files[0][0].partition("/")[0]
        stage.client.hold(
            hash=HASH,
            name=top,
            save_path=str(save_path),
            content_path=f"{save_path}/{top}",
            files=files,
            comment="",
        )
        record = await daemon.parts.store.downloads.by_info_hash(
            HASH
        ) or await daemon.parts.store.downloads.create(
            recording, hashes=(HASH, None, None), found_by="the test", status=Status.FINISHED, now=clock.now()
        )
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
        while await daemon.dispatcher.step():
            pass
        return await daemon.parts.store.downloads.by_id(record.id)

    return finish


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


async def test_names_that_the_disk_holds_in_another_form_are_found(stage, finish):
    """The client says them composed, the seeding folder and the library hold them decomposed."""
    name = unicodedata.normalize("NFD", "Käthe")
    seed = write_audio(stage.folder / "seeds" / name / "1.mp3", seconds=36_000)
    (stage.library / "Other Name").mkdir()
    os.link(seed, stage.library / "Other Name" / "1.mp3")
    stage.shelf.scan_library()
    single = Recording(title="Käthe", authors=("Jo Doe",), narrators=("Ann Reed",))

    record = await finish(single, stage.folder / "seeds", ("Käthe/1.mp3", 4096))

    assert record.item_found_by == "inode and size of 1 audio file"


async def test_an_item_found_by_text_gives_way_to_a_proof(stage, daemon, finish, clock):
    """Once the very files are in the library they win over a copy that only looked alike."""
    tags = {"album": "Chains", "artist": "Jo Doe"}
    write_audio(stage.library / "Old Copy" / "1.mp3", seconds=36_000, tags=tags)
    seed = write_audio(stage.folder / "seeds" / "Chains" / "1.mp3", seconds=36_000)
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)
    record = await finish(single, stage.folder / "seeds", ("Chains/1.mp3", 4096))
    assert record.item_found_by.startswith("title, author and duration")

    (stage.library / "New").mkdir()
    os.link(seed, stage.library / "New" / "1.mp3")
    stage.shelf.scan_library()
    clock.advance(timedelta(seconds=5))
    await daemon.parts.store.inbox.add(LibraryChanged(path=str(stage.library / "New")), now=clock.now())
    while await daemon.dispatcher.step():
        pass

    record = await daemon.parts.store.downloads.by_id(record.id)
    assert record.item_found_by == "inode and size of 1 audio file"


async def test_text_is_not_asked_while_a_part_of_the_library_is_unknown(stage, daemon, finish, clock):
    """Another item with the same title may be in that part."""
    stage.shelf.add_synthetic(60)
    write_audio(
        stage.library / "Copy" / "1.mp3", seconds=36_000, tags={"album": "Chains", "artist": "Jo Doe"}
    )
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)

    record = await finish(single, "/seedbox", ("Chains/1.mp3", 4096))
    assert "still being read for the first time" in record.reason

    await daemon.parts.store.runs.start(
        "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
    )
    while await daemon.dispatcher.step():
        pass
    assert (await daemon.parts.store.downloads.by_id(record.id)).status is Status.APPLIED


@pytest.fixture
async def two_readings(stage, finish):
    """A download that two items may be, and that waits for a person."""
    for name in ("One", "Two"):
        write_audio(
            stage.library / name / "1.mp3", seconds=36_000, tags={"album": "Chains", "artist": "Jo Doe"}
        )
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)
    return await finish(single, "/seedbox", ("Chains/1.mp3", 4096))


@pytest.fixture
async def api(daemon):
    async with TestClient(TestServer(daemon.app)) as client:
        client.session.headers["X-Api-Key"] = daemon.parts.access.token.get_secret_value()
        yield client


async def test_a_person_links_a_download_to_its_item(stage, daemon, two_readings, api):
    """The candidates are reported with their reasons; the chosen one is written, and stays the chosen one."""
    shown = await (await api.get(f"/api/downloads/{two_readings.id}")).json()
    assert [one["score"] for one in shown["candidates"]] == [100, 100]
    assert [one["why"] for one in shown["candidates"]] == [
        "title and author agree; listed 10:00:00, computed 10:00:00"
    ] * 2
    chosen = shown["candidates"][1]["item_id"]

    answer = await api.post(f"/api/downloads/{two_readings.id}/link", json={"item": chosen})
    while await daemon.dispatcher.step():
        pass

    assert (answer.status, (await answer.json())["item"]) == (200, chosen)
    record = await daemon.parts.store.downloads.by_id(two_readings.id)
    assert (record.status, record.item_id, record.item_found_by) == (
        Status.APPLIED,
        chosen,
        "linked by a person",
    )
    assert (record.candidates, stage.shelf.item(chosen).narrators) == (None, ["Ann Reed"])
    assert len({write.item_id for write in stage.shelf.writes}) == 1


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [(None, {"item": "unknown"}, 422), (None, {}, 400), (999, {"item": "unknown"}, 404)],
)
async def test_a_link_that_leads_nowhere_is_refused(two_readings, api, number, body, status):
    """To no item, without an item, of no download."""
    answer = await api.post(f"/api/downloads/{number or two_readings.id}/link", json=body)

    assert answer.status == status


async def test_the_page_shows_the_candidates(two_readings, api):
    """Each with its reason and a button."""
    page = await (await api.get("/")).text()

    assert page.count("This is it") == 2
    assert "title and author agree" in page
