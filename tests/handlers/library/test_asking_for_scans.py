"""Asking Audiobookshelf to look, at a pace."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Server
from domain.dependency import Dependency
from handlers.library.ask_for_scan import AskForScan
from handlers.library.library_list import LibraryList
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.database import Database
from store.libraries import Libraries
from store.mirror import Mirror
from tests.fixtures.stores import ready_file


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def shelf(clock: FakeClock, tmp_path: Path) -> AsyncIterator[SandboxAudiobookshelf]:
    folder = tmp_path / "books"
    folder.mkdir()
    async with SandboxAudiobookshelf(clock=clock, folder=folder, view="/audiobooks") as server:
        server.library.settings["disableWatcher"] = True
        yield server


@pytest.fixture
async def ask(clock, shelf, tmp_path) -> AsyncIterator[AskForScan]:
    db = Database(sqlite_url(ready_file(tmp_path / "shelfhook.db")))
    await Libraries(db).replace([(shelf.library.id, "Audiobooks", ["/audiobooks"])])
    async with aiohttp.ClientSession() as session:
        http = Http(
            session=session, base_url=shelf.url, dependency=Dependency("audiobookshelf", clock), clock=clock
        )
        client = Audiobookshelf(Server(http=http, token=SecretStr(shelf.token), turn=nullcontext))
        libraries = Libraries(db)
        yield AskForScan(
            audiobookshelf=client,
            libraries=libraries,
            library_list=LibraryList(
                audiobookshelf=client, libraries=libraries, mirror=Mirror(db), clock=clock
            ),
            clock=clock,
            allowed=True,
        )
    await db.close()


def asked(shelf: SandboxAudiobookshelf, ending: str) -> int:
    return sum(seen.path.endswith(ending) for seen in shelf.requests)


async def every_second(ask: AskForScan, clock: FakeClock, seconds: int, *files: str) -> None:
    for _ in range(seconds):
        for file in files:
            await ask.for_file(file)
        clock.advance(timedelta(seconds=1))


async def test_a_file_is_hinted_after_30_seconds_and_its_library_scanned_after_90(ask, shelf, clock):
    """Each once, however often it is asked for; the next scan ten minutes later."""
    file = "/audiobooks/A/Book/1.mp3"
    await every_second(ask, clock, 30, file)
    assert (asked(shelf, "/watcher/update"), asked(shelf, "/scan")) == (0, 0)
    await every_second(ask, clock, 60, file)
    assert (asked(shelf, "/watcher/update"), asked(shelf, "/scan")) == (1, 0)

    await every_second(ask, clock, 590, file)
    assert (asked(shelf, "/watcher/update"), asked(shelf, "/scan")) == (1, 1)

    await every_second(ask, clock, 20, file)
    assert asked(shelf, "/scan") == 2


async def test_many_files_are_not_hinted_one_by_one(ask, shelf, clock):
    """Ten are, and one scan of the library looks for all."""
    await every_second(ask, clock, 100, *(f"/audiobooks/A/Book {n}/1.mp3" for n in range(40)))

    assert (asked(shelf, "/watcher/update"), asked(shelf, "/scan")) == (10, 1)


async def test_the_files_of_one_book_are_one_thing(ask, shelf, clock):
    """Discs included; a file in the library's own folder stands for itself."""
    files = (
        "/audiobooks/A/Book/CD 1/1.mp3",
        "/audiobooks/A/Book/CD 2/1.mp3",
        "/audiobooks/x.m4b",
        "/audiobooks/y.m4b",
    )
    await every_second(ask, clock, 40, *files)

    assert asked(shelf, "/watcher/update") == 3


async def test_what_is_settled_begins_again(ask, shelf, clock):
    """A book that was found and is missed again is missed from then on."""
    await every_second(ask, clock, 25, "/audiobooks/A/Book/1.mp3")
    ask.settled("/audiobooks/A/Book")

    await every_second(ask, clock, 25, "/audiobooks/A/Book/1.mp3")

    assert asked(shelf, "/watcher/update") == 0
    assert ask.missed_for("/audiobooks/A/Book") == timedelta(seconds=25)


async def test_a_path_outside_the_libraries_is_reported(ask, shelf, clock):
    """No scan is asked for; the libraries are listed once in ten minutes, since one may be new."""
    for _ in range(3):
        told = await ask.for_file("/elsewhere/A/1.mp3")
        clock.advance(timedelta(minutes=1))

    assert told == "it is outside the libraries of Audiobookshelf"
    assert [seen.path for seen in shelf.requests] == ["/api/libraries"]


async def test_an_item_that_grew_is_scanned(ask, shelf, clock):
    """30 s after it was missed first, at most once in ten minutes."""
    path = write_audio(shelf.library.folder / "A" / "1.mp3", seconds=60, size=1000)
    shelf.scan_library()
    with path.open("ab") as file:
        file.write(bytes(500))
    item = shelf.items()[0]

    for _ in range(60):
        await ask.for_growth(item.id, item.path, single_file=False)
        clock.advance(timedelta(seconds=1))

    assert (asked(shelf, "/scan"), item.size) == (1, 1500)


async def test_a_single_file_is_left_to_a_scan_of_the_library(ask, shelf, clock):
    """An item scan of it fails: facts/audiobookshelf.md 6."""
    write_audio(shelf.library.folder / "A.mp3", seconds=60)
    shelf.scan_library()
    item = shelf.items()[0]

    for _ in range(100):
        await ask.for_growth(item.id, item.path, single_file=True)
        clock.advance(timedelta(seconds=1))

    assert (asked(shelf, f"/{item.id}/scan"), asked(shelf, f"/{shelf.library.id}/scan")) == (0, 1)


async def test_an_item_that_went_is_no_failure(ask, clock):
    """There is nothing to scan any more."""
    await ask.for_growth("unknown", "/audiobooks/A", single_file=False)
    clock.advance(timedelta(minutes=1))

    assert await ask.for_growth("unknown", "/audiobooks/A", single_file=False) == "the item is gone"
