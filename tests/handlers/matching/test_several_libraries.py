"""One folder in two libraries, a family's and the children's: each has an item of the same files."""

import os
import shutil
from datetime import timedelta

import pytest

from daemon.connections import connect
from daemon.wiring.daemon import Daemon
from daemon.wiring.desks import item_desk
from domain.events import LibraryChanged
from domain.facts import ProofKind, Status
from handlers.writing.undo import UndoChanges
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing

BOOK = 9000401
READ_BY = ["Ray Porter"]


async def settle(daemon: Daemon) -> None:
    while await daemon.dispatcher.step():
        pass


def scan(stage) -> None:
    for library in stage.shelf.state.database.libraries.values():
        stage.shelf.scan_library(library)


def narrators(stage) -> list[list[str]]:
    return [item.narrators for item in stage.shelf.items()]


@pytest.fixture
def kids(stage):
    """A second library over the folder of the first."""
    return stage.shelf.add_library("Kids", stage.library)


@pytest.fixture
def sync(daemon, clock):
    async def run() -> None:
        clock.advance(timedelta(minutes=15))
        assert await daemon.timer.cycles.start("library-sync", trigger="timer")
        await settle(daemon)

    return run


@pytest.fixture
async def staged(stage):
    staged = stage.prepare(listing(BOOK), files=2)
    await stage.finish(staged)
    return staged


async def test_by_path_both_are_written(stage, daemon, kids, staged, complete):
    """Each has a history of its own, and the record is applied once."""
    scan(stage)

    event = await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    changes = await daemon.parts.store.changes.recent()
    assert (event.verdict, download.status, download.proof_kind) == ("done", Status.APPLIED, ProofKind.PATH)
    assert narrators(stage) == [READ_BY, READ_BY]
    assert {one.item_id for one in changes if one.field == "narrators"} == {i.id for i in stage.shelf.items()}
    assert download.duration_check.count("verified") == 1


async def test_by_inode_both_are_written(stage, daemon, kids, staged, complete):
    """The torrent lies elsewhere, and its files are hard-linked into the folder of both."""
    here, seeds = stage.library / staged.content.name, stage.folder / "elsewhere"
    here.rename(seeds)
    shutil.copytree(seeds, stage.library / "Andy Weir" / "Hail Mary", copy_function=os.link)
    fields = {"save_path": str(stage.folder), "content_path": str(seeds)}
    held = stage.client.torrents[staged.info_hash]
    held.fields |= fields
    held.files = [(f"elsewhere/{name.rpartition('/')[2]}", size) for name, size in held.files]
    scan(stage)

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert (download.status, download.proof_kind) == (Status.APPLIED, ProofKind.INODE)
    assert narrators(stage) == [READ_BY, READ_BY]


async def test_by_text_both_are_written(stage, daemon, kids, staged, complete, sync):
    """The library has a copy, found by title, author and duration: one book, in two libraries."""
    (stage.library / staged.content.name).rename(stage.folder / "elsewhere")
    held = stage.client.torrents[staged.info_hash].fields
    held |= {"save_path": str(stage.folder), "content_path": str(stage.folder / "elsewhere")}
    book = listing(BOOK)
    tags = {"album": book.title, "artist": ", ".join(book.authors)}
    write_audio(stage.library / "Copy" / "1.m4b", seconds=book.duration_seconds, tags=tags)
    scan(stage)
    await sync()

    await complete(staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert (download.status, download.proof_kind) == (Status.APPLIED, ProofKind.TEXT)
    assert narrators(stage) == [READ_BY, READ_BY]


async def test_a_library_below_the_other_has_the_item_at_the_same_path(stage, daemon, staged, complete):
    """Also where one library's folder lies within the other's."""
    (stage.library / "Kids").mkdir()
    shutil.move(stage.library / staged.content.name, stage.library / "Kids" / staged.content.name)
    held = stage.client.torrents[staged.info_hash].fields
    place = stage.library / "Kids"
    held |= {"save_path": str(place), "content_path": str(place / staged.content.name)}
    stage.shelf.add_library("Kids", place)
    scan(stage)

    await complete(staged)

    assert narrators(stage) == [READ_BY, READ_BY]


async def test_a_library_by_another_name_of_the_folder_has_the_same_files(stage, daemon, staged, complete):
    """A mount or a link gives the second library another path to the same files; the event names both items."""
    stage.shelf.add_library("Kids", stage.library, view="/kids")
    scan(stage)

    event = await complete(staged)

    assert narrators(stage) == [READ_BY, READ_BY]
    assert event.reason.endswith(f"library item /kids/{staged.content.name} has the same files")


async def test_one_that_is_scanned_later_is_written_then(stage, daemon, kids, staged, complete, sync):
    """The second library has not seen the book when the completion is applied; the sync finds it."""
    await sync()
    stage.shelf.scan_library()
    await complete(staged)
    stage.shelf.scan_library(kids)

    await sync()

    assert narrators(stage) == [READ_BY, READ_BY]


async def test_a_change_of_the_folder_takes_both_in(stage, daemon, clock, kids, staged, sync):
    """The watcher's way: no one reported the torrent, and both items get what MAM says."""
    await sync()
    scan(stage)
    event = LibraryChanged(path=str(stage.library / staged.content.name))

    await daemon.parts.store.inbox.add(event, now=clock.now())
    await settle(daemon)

    assert narrators(stage) == [READ_BY, READ_BY]


async def test_each_is_undone_by_itself_or_both_at_once(stage, daemon, kids, staged, complete):
    """A change is of one item, and a download's changes are of both."""
    scan(stage)
    await complete(staged)
    changes = [one for one in await daemon.parts.store.changes.recent() if one.field == "narrators"]

    async with connect(daemon.parts) as connections:
        undo = UndoChanges(changes=daemon.parts.store.changes, desk=item_desk(daemon.parts, connections))
        await undo.change(changes[0].id)
        one = sorted(narrators(stage))
        await undo.download(changes[0].download_id)

    assert (one, narrators(stage)) == ([[], READ_BY], [[], []])


async def test_a_persons_value_in_one_stays(stage, kids, staged, complete):
    """What somebody entered in the children's library does not keep the family's bare."""
    scan(stage)
    [first, second] = stage.shelf.items()
    stage.shelf.edit(first.id, narrators=["Grandma"])

    await complete(staged)

    assert (first.narrators, second.narrators) == (["Grandma"], READ_BY)


async def test_two_copies_in_one_library_are_for_a_person(stage, daemon, clock, staged, complete):
    """The same files twice in one library are two items, of which only a person knows the right one."""
    here, seeds = stage.library / staged.content.name, stage.folder / "elsewhere"
    here.rename(seeds)
    for name in ("One", "Two"):
        shutil.copytree(seeds, stage.library / name, copy_function=os.link)
    held = stage.client.torrents[staged.info_hash]
    held.fields |= {"save_path": str(stage.folder), "content_path": str(seeds)}
    held.files = [(f"elsewhere/{name.rpartition('/')[2]}", size) for name, size in held.files]
    stage.shelf.add_library("Kids", stage.library)
    scan(stage)

    event = await complete(staged)

    assert event.wait == "person"
    assert stage.shelf.writes == []
