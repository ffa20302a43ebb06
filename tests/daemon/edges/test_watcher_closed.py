"""The watcher where the library, or a part of it, is closed to its user."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.database import Database
from tests.fixtures.users import without_rights
from tests.fixtures.watchers import mirrored, write


@pytest.fixture
def db(open_db: Database) -> Database:
    return open_db


@pytest.fixture
def books(place: Path) -> Path:
    folder = place / "books"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _stranger(db: Database, books: Path) -> Iterator[None]:
    with without_rights():
        yield


@contextmanager
def owner() -> Iterator[None]:
    """As the one whose library it is."""
    euid = os.geteuid()
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(euid)


def put(*files: Path) -> None:
    with owner():
        for file in files:
            write(file)
            for folder in (file.parent, file.parent.parent):
                folder.chmod(0o755)


def close(folder: Path, mode: int) -> None:
    with owner():
        folder.chmod(mode if os.geteuid() == 0 else mode & 0o077)


@pytest.mark.parametrize("mode", [0o000, 0o700, 0o2750, 0o744])
@pytest.mark.parametrize("way", ["auto", "poll"])
async def test_a_closed_library_is_waited_for_and_its_books_are_not_gone(bench, books, db, clock, mode, way):
    """The daemon stays up and says what opens it; once it is open, only what really differs is reported."""
    put(books / "A" / "Same" / "1.mp3", books / "A" / "New" / "1.mp3")
    await mirrored(db, clock, ("A/Same", 100), ("A/Gone", 100))
    close(books, mode)

    here = bench(library_watch=way)
    await here.pass_time(7)
    assert await here.reported() == []
    [state] = here.states().values()
    assert f"{books} is closed to the user" in state

    with owner():
        books.chmod(0o755)
    await here.pass_time(6)
    await here.watched()
    await here.watcher.step()

    assert await here.reported() == ["A/Gone", "A/New"]


@pytest.mark.parametrize("way", ["auto", "poll"])
@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
async def test_books_in_a_closed_folder_are_not_gone(bench, books, db, clock, mode, way):
    """The rest of the library is compared and watched all the same."""
    put(books / "Open" / "New" / "1.mp3", books / "Closed" / "One" / "1.mp3")
    await mirrored(db, clock, ("Closed/One", 100), ("Closed/Two", 100), ("Open/Gone", 100))
    close(books / "Closed", mode)
    unseen = {"Closed/Two"} if mode == 0o111 else set()  # its absence can be seen through such a folder

    here = bench(library_watch=way)
    await here.watched()
    await here.watcher.step()
    assert set(await here.reported()) == {"Open/Gone", "Open/New"} | unseen

    put(books / "Open" / "Later" / "1.mp3")
    await here.pass_time(14)
    assert set(await here.reported()) == {"Open/Gone", "Open/Later", "Open/New"} | unseen


@pytest.mark.parametrize("way", ["auto", "poll"])
async def test_a_folder_that_is_opened_is_read(bench, books, way):
    """What was in it all the time is reported, and so is what comes."""
    put(books / "Closed" / "One" / "1.mp3")
    close(books / "Closed", 0o000)
    here = bench(library_watch=way)
    await here.watched()
    assert await here.reported() == []

    with owner():
        (books / "Closed").chmod(0o755)
    await here.pass_time(14)
    put(books / "Closed" / "Two" / "1.mp3")
    await here.pass_time(12)

    assert await here.reported() == ["Closed/One", "Closed/Two"]
