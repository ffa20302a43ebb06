"""The watcher on real folders, with events of the real kernel; only the time is the test's."""

import shutil

import pytest

from tests.fixtures.watchers import write


async def test_a_book_is_reported_once_it_is_quiet(bench, books):
    """Not while files still come, then once for all of them, discs included."""
    here = bench()
    await here.watched()
    for number in range(3):
        write(books / "A" / "Book" / f"CD {number}" / "1.mp3")
        await here.pass_time(2)
    assert await here.reported() == []

    await here.pass_time(8)

    assert await here.reported() == ["A/Book"]
    assert here.states() == {str(books): "watched by inotify"}


async def test_a_growing_file_is_waited_for(bench, books):
    """A copy that pauses for less than the settling time is one change."""
    here = bench(settle_seconds=5)
    await here.watched()
    path = write(books / "A" / "Book" / "1.mp3")
    for _ in range(4):
        await here.pass_time(4)
        with path.open("ab") as file:
            file.write(bytes(100))
        await here.noticed(lambda: True)
    await here.pass_time(1)
    assert await here.reported() == []

    await here.pass_time(9)

    assert await here.reported() == ["A/Book"]


@pytest.mark.parametrize("name", ["1.mp3.!qB", "1.mp3.part"])
async def test_a_book_with_an_unfinished_file_is_not_reported(bench, books, name):
    """It is once the file has its name."""
    here = bench()
    await here.watched()
    write(books / "A" / "Book" / "0.mp3")
    unfinished = write(books / "A" / "Book" / name)
    await here.pass_time(20)
    assert await here.reported() == []

    unfinished.rename(unfinished.with_suffix(""))
    await here.pass_time(12)

    assert await here.reported() == ["A/Book"]


async def test_what_is_no_audio_starts_nothing(bench, books):
    """Neither our own writes nor Audiobookshelf's, covers, notes, hidden files and folders."""
    write(books / "A" / "Book" / "1.mp3")
    here = bench()
    await here.watched()
    for name in ("metadata.json", "cover.jpg", ".abs", "book.opf", ".hidden.mp3", "notes.txt", "x.epub"):
        write(books / "A" / "Book" / name)
    write(books / ".trash" / "Book" / "1.mp3")
    write(books / "A" / "@eaDir" / "1.mp3")
    (books / "A" / "Book" / "metadata.json").write_text("{}")
    (books / "A" / "Book" / "cover.jpg").unlink()

    await here.pass_time(15)

    assert await here.reported() == []


async def test_a_folder_moved_in_is_reported_book_by_book(bench, books, tmp_path):
    """Of what a moved folder holds the kernel says nothing: it is looked for."""
    for number in range(3):
        write(tmp_path / "author" / f"Book {number}" / "1.mp3")
    here = bench()
    await here.watched()

    (tmp_path / "author").rename(books / "Author")
    await here.pass_time(14)

    assert await here.reported() == ["Author/Book 0", "Author/Book 1", "Author/Book 2"]


async def test_what_went_is_reported(bench, books):
    """A deleted book by its own path, a folder that was moved away by its own."""
    for name in ("A/One", "B/Two", "B/Three"):
        write(books / name / "1.mp3")
    here = bench()
    await here.watched()

    shutil.rmtree(books / "A" / "One")
    (books / "B").rename(books.parent / "B")
    await here.pass_time(14)

    assert await here.reported() == ["A/One", "B"]


async def test_a_file_in_the_root_is_a_book_of_its_own(bench, books):
    """Two of them are two."""
    here = bench()
    await here.watched()

    write(books / "One.m4b")
    write(books / "Two.m4b")
    await here.pass_time(12)

    assert await here.reported() == ["One.m4b", "Two.m4b"]


async def test_polling_notices_the_same(bench, books):
    """For file systems of which the kernel says nothing."""
    here = bench(library_watch="poll")
    await here.watched()

    write(books / "A" / "Book" / "1.mp3")
    await here.noticed(lambda: not here.watcher.roots[0].gathering.is_empty)
    await here.pass_time(12)

    assert await here.reported() == ["A/Book"]
    assert "LIBRARY_WATCH=poll" in here.states()[str(books)]


async def test_turned_off_it_watches_nothing(bench, books):
    """No root, no event."""
    here = bench(library_watch="off")

    write(books / "A" / "Book" / "1.mp3")

    assert await here.watcher.step() == 0
    assert here.states() == {}
