"""The stand-in keeps, sets and finds chapters as facts/audiobookshelf_2.md 3 says."""

import json
from datetime import timedelta

import aiohttp
import pytest

from sandbox.audiobookshelf import write_audio
from sandbox.audiobookshelf.chapters import audnexus
from tests.fixtures.places import SHARED

SAMPLES = SHARED / "facts" / "abs-samples"
ONE, TWO = {"id": 0, "start": 0, "end": 60, "title": "A"}, {"id": 1, "start": 60, "end": 90, "title": "B"}


@pytest.fixture
def book(shelf, books):
    """Two files, each with a title tag."""
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags={"title": "A"})
    write_audio(books / "Chains" / "2.mp3", seconds=30, tags={"title": "B"})
    [added] = shelf.scan_library().added
    return added


@pytest.fixture
def send(ask, book):
    async def send(chapters):
        return await ask("POST", f"/api/items/{book.id}/chapters", json={"chapters": chapters})

    return send


def test_the_first_scan_makes_a_chapter_of_each_file(book, shelf, books):
    """A single file has none, and one with marks has those."""
    write_audio(books / "Alone" / "1.m4b", seconds=60)
    write_audio(books / "Marked" / "1.m4b", seconds=60, marks=[(0, 20, "X"), (20, 60, "Y")])

    alone, marked = sorted(shelf.scan_library().added, key=lambda one: one.rel_path)

    assert book.chapters == [ONE, TWO]
    assert alone.chapters == []
    assert [one["title"] for one in marked.chapters] == ["X", "Y"]
    assert marked.audio_files[0]["chapters"] == marked.chapters


async def test_chapters_freeze_until_they_are_emptied(book, shelf, books, send):
    """Files that come later add length and no chapters; emptied, the next scan makes them again."""
    write_audio(books / "Chains" / "3.mp3", seconds=10, tags={"title": "C"})
    shelf.rescan(book.id)
    frozen = (book.duration, book.chapters)

    await send([])
    emptied = book.chapters
    shelf.rescan(book.id)

    assert frozen == (100, [ONE, TWO])
    assert emptied == []
    assert [one["title"] for one in book.chapters] == ["A", "B", "C"]


async def test_a_scan_keeps_what_was_set(book, shelf, send):
    """It is in the server's own metadata.json; when the item changed does not move."""
    before = book.updated_at
    shelf.state.database.clock.advance(timedelta(seconds=5))

    reply = await send([{"start": 0, "end": 90, "title": "All", "extra": 1}])
    shelf.rescan(book.id)
    again = await send([{"id": 0, "start": 0, "end": 90, "title": "All"}])

    assert (reply.status, reply.body) == (200, {"success": True, "updated": True})
    assert book.chapters == [{"id": 0, "start": 0, "end": 90, "title": "All"}]
    assert (book.updated_at, again.body) == (before, {"success": True, "updated": False})


@pytest.mark.parametrize(
    ("chapters", "status"),
    [
        ([{"start": 50, "end": -3, "title": "neither order nor length is checked"}], 200),
        ([ONE, {"start": 20, "end": 9999, "title": "nor overlaps"}], 200),
        ([{"start": "0", "end": 5, "title": "x"}], 400),
        ([{"start": 0, "end": True, "title": "x"}], 400),
        ([{"start": 0, "end": 5, "title": ""}], 400),
        ([{"start": 0, "end": 5}], 400),
        (["x"], 400),
        ("x", 400),
        (None, 400),
    ],
)
async def test_little_is_checked(send, chapters, status):
    """Numbers and a title, no more."""
    assert (await send(chapters)).status == status


async def test_what_has_no_audio_is_an_error(ask, book, shelf):
    """A missing item, and one that is not there at all."""
    book.is_missing = True

    assert (await ask("POST", f"/api/items/{book.id}/chapters", json={"chapters": []})).status == 500
    assert (await ask("POST", "/api/items/nope/chapters", json={"chapters": []})).status == 404


async def test_who_may_not_update_may_not_set_chapters(ask, book, shelf):
    """As for any other write."""
    path = f"/api/items/{book.id}/chapters"

    assert (await ask("POST", path, json={"chapters": []}, token=shelf.reader.token)).status == 403


async def test_a_null_among_them_ends_the_server(book, shelf, send):
    """The process is gone."""
    with pytest.raises(aiohttp.ClientError):
        await send([None])

    assert shelf.exited


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples in ../shared")
async def test_the_answers_are_the_real_servers(ask, shelf):
    """Found, not found, and no ASIN: with 200 each, and what the source says unchanged."""
    real = {
        name: json.loads((SAMPLES / f"search-chapters{name}.json").read_text())["body"]
        for name in ("", "-unreachable", "-invalid-asin", "-no-asin")
    }
    shelf.state.chapter_source.answers = {
        "B08G9PRS1K": audnexus("B08G9PRS1K", [(16, "Opening Credits"), (1500, "Chapter 1")]),
        "B000000000": "<html>",
    }

    ours = {
        "": await ask("GET", "/api/search/chapters", params={"asin": "b08g9prs1k", "region": "US"}),
        "-unreachable": await ask("GET", "/api/search/chapters", params={"asin": "B08G9PRS1X"}),
        "-invalid-asin": await ask("GET", "/api/search/chapters", params={"asin": "short"}),
        "-no-asin": await ask("GET", "/api/search/chapters"),
    }
    nonsense = await ask("GET", "/api/search/chapters", params={"asin": "B000000000"})

    assert {name: one.body for name, one in ours.items()} == real
    assert (nonsense.status, nonsense.body) == (200, "<html>")
    assert shelf.state.chapter_source.searches[0] == ("B08G9PRS1K", "us")
