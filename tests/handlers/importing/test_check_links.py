"""What happened to imported books since: reported, and repaired only at a person's word."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from domain.importing.since import LinkState, ShelfState
from tests.fixtures.imported import ImportedBook, imported, read


@pytest.fixture
async def book(stage, daemon) -> ImportedBook:
    found = await imported(stage, daemon)
    stage.shelf.scan_library()
    await read(daemon)
    return found


async def check(book):
    return await book.daemon.api.imported.check([await book.record()])


async def states(book):
    [found] = await check(book)
    return {Path(file.path).name: file.state for file in found.files}


async def test_an_import_as_it_was_made_has_nothing_to_say(book):
    """Its files are the torrent's, its book is in the library."""
    [found] = await check(book)

    assert not found.is_strange
    assert [one.state for one in found.whereabouts.books] == [ShelfState.PRESENT]


async def test_a_file_that_was_written_again_takes_its_space_twice(book):
    """Another inode with the same size is found by that alone, and counted."""
    book.replace("01.m4b")

    [found] = await check(book)

    assert await states(book) == {"01.m4b": LinkState.APART}
    assert found.twice == (book.folder / "01.m4b").stat().st_size


async def test_a_file_that_was_changed_or_went_is_reported(book):
    """Of another size it is somebody's edit; neither of them could be linked again."""
    book.replace("01.m4b", b"tagged")
    (book.folder / "02.m4b").unlink()

    [found] = await check(book)

    assert await states(book) == {"01.m4b": LinkState.CHANGED, "02.m4b": LinkState.MISSING}
    assert found.twice == 0


async def test_a_torrent_that_went_is_reported_and_its_links_are_whole(stage, book):
    """The files stay as they are: without the torrent's own they take their space once."""
    stage.client.torrents.clear()
    shutil.rmtree(book.seeded)

    [found] = await check(book)

    assert found.whereabouts.torrent_gone
    assert found.files == ()


async def test_a_book_that_left_the_library_is_reported(stage, daemon, clock, book):
    """Once Audiobookshelf has had its time for a new one."""
    await daemon.parts.store.mirror.lost([one.item_id for one in await all_books(daemon)], now=clock.now())
    soon = (await check(book))[0].whereabouts.books
    clock.advance(timedelta(hours=2))

    later = (await check(book))[0].whereabouts.books

    assert [one.state for one in soon] == [ShelfState.NOT_YET]
    assert [one.state for one in later] == [ShelfState.GONE]


async def all_books(daemon):
    return await daemon.parts.store.books.below("/")


async def test_files_that_a_link_may_replace_are_linked_again(book):
    """Only where every byte is the same; the file is there at every moment, and what the import has made is up to date."""
    again, other = book.replace("01.m4b"), book.folder / "02.m4b"
    book.replace("02.m4b", b"x" * other.stat().st_size)

    done = await book.daemon.api.imported.links(await book.record())

    assert again.samefile(book.seeded / "01.m4b")
    assert not other.samefile(book.seeded / "02.m4b")
    assert [one.why is None for one in done] == [True, False]
    assert "other bytes" in (done[1].why or "")
    assert sorted(file.name for file in book.folder.iterdir()) == ["01.m4b", "02.m4b"]
    [work] = (await book.record()).work
    assert {one["inode"] for one in work["files"]} >= {again.stat().st_ino}


async def test_linking_again_changes_no_seeded_byte(book):
    """Neither bytes, inode nor time of the torrent's file."""
    seeded = book.seeded / "01.m4b"
    before, bytes_before = seeded.stat(), seeded.read_bytes()
    book.replace("01.m4b")

    await book.daemon.api.imported.links(await book.record())

    after = seeded.stat()
    assert (after.st_ino, after.st_mtime_ns, seeded.read_bytes()) == (
        before.st_ino,
        before.st_mtime_ns,
        bytes_before,
    )


async def test_linking_again_can_be_taken_back(book):
    """The file is one of its own again, with the same bytes."""
    file = book.replace("01.m4b")
    await book.daemon.api.imported.links(await book.record())

    undone = await book.daemon.api.imported.links.unlink(await book.record())

    assert undone == [str(file)]
    assert not file.samefile(book.seeded / "01.m4b")
    assert file.read_bytes() == (book.seeded / "01.m4b").read_bytes()
    assert await states(book) == {}  # it is a file of its own by a person's word
    assert await book.daemon.api.imported.links.unlink(await book.record()) == []


async def test_a_link_that_others_replaced_since_is_not_taken_back(book):
    """What somebody wrote there since stays."""
    file = book.replace("01.m4b")
    await book.daemon.api.imported.links(await book.record())
    book.replace("01.m4b", b"mine")

    with pytest.raises(Exception, match="changed meanwhile"):
        await book.daemon.api.imported.links.unlink(await book.record())

    assert file.read_bytes() == b"mine"
