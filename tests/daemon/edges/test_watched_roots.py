"""Folders of libraries that come, go, or changed while no one watched."""

import asyncio
import os
import shutil

from store.libraries import Libraries
from tests.fixtures.watchers import mirrored, write


async def test_a_folder_that_is_not_there_yet_is_waited_for(bench, books):
    """It is watched as soon as it appears."""
    books.rmdir()
    here = bench()
    await here.pass_time(7)
    assert here.states() == {str(books): "missing; waiting for it"}

    books.mkdir()
    await here.pass_time(7)
    await here.watched()
    write(books / "A" / "1.mp3")
    await here.pass_time(12)

    assert await here.reported() == ["A"]


async def test_a_renamed_root_reports_nothing_of_its_books(bench, books):
    """Neither that they went nor what happens under its new name; back again, it is watched again."""
    write(books / "A" / "Book" / "1.mp3")
    here = bench()
    await here.watched()

    away = books.rename(books.parent / "away")
    write(away / "A" / "Other" / "1.mp3")
    await here.pass_time(14)
    assert await here.reported() == []
    assert here.states() == {str(books): "missing; waiting for it"}

    away.rename(books)
    await here.pass_time(7)
    await here.watched()
    write(books / "B" / "1.mp3")
    await here.pass_time(12)
    assert await here.reported() == ["B"]


async def test_what_changed_while_it_was_down_is_found_at_start(bench, books, db, clock):
    """What is new, what has another size and what is gone; what is as it was is not reported."""
    write(books / "A" / "Same" / "1.mp3", 100)
    write(books / "A" / "Grown" / "1.mp3", 200)
    write(books / "A" / "New" / "1.mp3", 100)
    await mirrored(db, clock, ("A/Same", 100), ("A/Grown", 100), ("A/Gone", 100))

    here = bench()
    await here.watched()
    await here.watcher.step()

    assert await here.reported() == ["A/Gone", "A/Grown", "A/New"]


async def test_nothing_is_compared_before_the_mirror_is_complete(bench, books, db, clock):
    """Or the first start would report every book; once it is, the comparison is made."""
    write(books / "A" / "New" / "1.mp3")
    here = bench()
    await here.watched()
    await here.pass_time(3)
    assert await here.reported() == []

    await mirrored(db, clock, ("A/Old", 100))
    write(books / "A" / "Old" / "1.mp3")
    await here.pass_time(12)

    assert await here.reported() == ["A/New", "A/Old"]


async def test_an_empty_root_is_not_the_end_of_all_books(bench, books, db, clock):
    """A folder where nothing is mounted says nothing of what belongs there."""
    await mirrored(db, clock, ("A/One", 100), ("A/Two", 100))

    here = bench()
    await here.watched()
    await here.watcher.step()

    assert await here.reported() == []


async def test_a_root_in_no_library_reports_nothing_at_start(bench, books, db, clock):
    """Every book would look new: a path map is missing."""
    write(books / "A" / "Book" / "1.mp3")
    await mirrored(db, clock, ("A/Book", 100))
    await Libraries(db).replace([("l", "Audiobooks", ["/elsewhere"])])

    here = bench()
    await here.watched()
    await here.watcher.step()

    assert await here.reported() == []


async def test_three_hundred_books_at_once_are_three_hundred_events(bench, books, tmp_path):
    """One each, however they come."""
    for number in range(300):
        write(tmp_path / "many" / f"Book {number}" / "1.mp3")
        write(tmp_path / "many" / f"Book {number}" / "2.mp3")
    here = bench()
    await here.watched()

    for folder in (tmp_path / "many").iterdir():
        folder.rename(books / folder.name)
    await here.pass_time(16)

    assert len(await here.reported()) == 300


async def test_a_name_in_no_encoding_is_passed_over(bench, books, db, clock):
    """It cannot be written down; the others are reported, although it ends the watch for a moment."""
    write(books / "Old" / "1.mp3")
    await mirrored(db, clock, ("Old", 100))
    here = bench()
    await here.watched()

    bad = os.fsencode(books) + b"/bad-\xff"
    await asyncio.to_thread(shutil.copytree, os.fsencode(books / "Old"), bad)
    await here.pass_time(3)
    write(books / "Good" / "1.mp3")
    await here.pass_time(14)

    assert await here.reported() == ["Good"]
