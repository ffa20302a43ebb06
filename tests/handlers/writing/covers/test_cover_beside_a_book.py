"""A cover file is written beside a book only where that harms no file."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import ScanningError
from domain.paths import PathMap
from sandbox.audiobookshelf import write_audio
from tests.handlers.writing.covers.conftest import MAM, POSTER, SQUARE


async def test_nothing_is_sent_beside_a_scan(shelf, book, covers):
    """While its library is being scanned an item is left alone."""
    shelf.state.scan_takes = timedelta(minutes=5)
    shelf.state.start_scan(shelf.library)

    with pytest.raises(ScanningError):
        await covers(book.id, [POSTER], MAM)

    assert book.cover_path is None


@pytest.mark.parametrize("across", [False, True])
async def test_no_hard_link_is_written_over(shelf, book, books, covers, web, tmp_path, across):
    """Where covers are kept beside the books, a `cover.*` that is there stays, and with it a seeded file."""
    shelf.covers.with_item, shelf.covers.other_file_system = True, across
    seeded = tmp_path / "seeded.jpg"
    seeded.write_bytes(b"the torrent's own")
    os.link(seeded, books / "Chains" / "cover.jpg")

    said = await covers(book.id, [POSTER], MAM)

    assert said == "Audiobookshelf keeps covers beside the books, and cover.jpg is there already"
    assert seeded.read_bytes() == (books / "Chains" / "cover.jpg").read_bytes() == b"the torrent's own"
    assert (web.asked, shelf.writes) == ([], [])


async def test_beside_a_book_that_has_none_a_cover_is_written(shelf, book, books, covers):
    """A folder that is seen and holds no `cover.*` gets one."""
    shelf.covers.with_item = True

    await covers(book.id, [POSTER], MAM)

    assert (books / "Chains" / "cover.jpg").read_bytes() == SQUARE.data


async def test_beside_a_book_that_cannot_be_seen_nothing_is_written(shelf, book, books, covers):
    """A daemon that cannot see the folder cannot know what would be written over."""
    shelf.covers.with_item = True

    async def nowhere() -> PathMap:
        return PathMap()

    said = await replace(covers, path_map=nowhere)(book.id, [POSTER], MAM)

    assert "cannot be seen from here" in said
    assert not (books / "Chains" / "cover.jpg").exists()


async def test_a_single_file_never_has_a_cover_beside_it(shelf, books, covers):
    """For those the server keeps it under its own data, whatever the setting."""
    write_audio(books / "Alone.m4b", seconds=60)
    shelf.scan_library()
    shelf.covers.with_item = True

    await covers(shelf.item("Alone").id, [POSTER], MAM)

    assert shelf.item("Alone").cover_path.startswith("/metadata/")
