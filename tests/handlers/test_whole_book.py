"""A completion brings every field of MAM's record to its book, and takes nothing from a person."""

from datetime import timedelta

import pytest

from daemon.connections import connect
from daemon.wiring.desks import item_desk
from handlers.writing.undo import UndoChanges
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import SeriesPlace, listing

BOOK = 9000401
FULL = {
    "title": "Project Hail Mary: A Novel [m4b]",
    "authors": ("Andy Weir", "Second, Jr."),
    "narrators": ("Ray Porter", "Jo Smith"),
    "series": (SeriesPlace("Hail", "02"), SeriesPlace("World #7", ""), SeriesPlace("Alone", "")),
    "browseflags": 2 | 16 | 32,
    "isbn": "0-593-13520-2",
    "tags": "Abridged, Released 2021-05-04, 125 kbps, 16 hrs and 10 mins, hard sci-fi, Full Cast, Audible Studios",
    "description": "<p>One &amp; two.<br>Three &lt;3</p><p>The end.</p>",
}
EVERY = {
    "title": "Project Hail Mary",
    "subtitle": "A Novel",
    "narrators": ["Ray Porter", "Jo Smith"],
    "abridged": True,
    "explicit": True,
    "publisher": "Audible Studios",
    "published_year": "2021",
    "published_date": "2021-05-04",
    "description": "<p>One &amp; two.<br />Three &lt;3</p><p>The end.</p>",
    "isbn": "9780593135204",
    "language": "English",
    "genres": ["Science Fiction", "Hard Science Fiction"],
    "tags": ["full cast", "Listed duration 16h 10m"],
}
PERSONS = {
    "title": "P",
    "subtitle": "P",
    "authors": ["P"],
    "narrators": ["P"],
    "series": [("P", "9")],
    "abridged": True,
    "explicit": True,
    "publisher": "P",
    "published_year": "1999",
    "published_date": "1999-01-01",
    "description": "<p>P</p>",
    "isbn": "P",
    "asin": "P",
    "language": "P",
    "genres": ["P"],
    "tags": ["full cast", "Listed duration 1h 00m", "mine"],
}


@pytest.fixture
def settings(make_settings):
    return make_settings(tags_from_mam='["full cast"]')


@pytest.fixture
async def bare(stage, clock):
    """A book whose files say nothing, in a folder of no series and no author."""
    staged = stage.prepare(listing(BOOK), name="Hail Mary")
    stage.mam.correct(BOOK, **FULL)
    await stage.finish(staged)
    audio = stage.library / "Hail Mary" / "01.m4b"
    write_audio(audio, seconds=listing(BOOK).duration_seconds, size=audio.stat().st_size)
    stage.shelf.scan_library()
    return staged


def shown(book):
    return {name: getattr(book, name) for name in EVERY} | {
        "authors": [one.name for one in book.authors],
        "series": [(one.name, one.sequence) for one in book.series],
    }


async def test_a_bare_item_ends_with_every_field_of_the_record(stage, bare, complete):
    """In one write, and a second completion writes nothing."""
    await complete(bare)
    [book] = stage.shelf.items()

    assert shown(book) == EVERY | {
        "authors": ["Andy Weir", "Second, Jr."],
        "series": [("Hail", "2"), ("World", "7"), ("Alone", None)],
    }
    await complete(bare)
    assert len(stage.shelf.writes) == 1


async def test_a_scan_changes_nothing_of_it(stage, bare, complete, clock):
    """Every form is one that the server keeps; a completion after the scan writes nothing."""
    await complete(bare)
    [book] = stage.shelf.items()
    written = shown(book)
    clock.advance(timedelta(minutes=1))

    stage.shelf.rescan(book.id)
    await complete(bare)

    assert shown(book) == written
    assert len(stage.shelf.writes) == 1


async def test_an_item_that_a_person_filled_in_stays_as_it_is(stage, bare, complete, clock):
    """Not one field is written."""
    [book] = stage.shelf.items()
    clock.advance(timedelta(minutes=1))
    stage.shelf.edit(book.id, **PERSONS)
    before = shown(book)

    event = await complete(bare)

    assert event.verdict == "done"
    assert [write for write in stage.shelf.writes if "metadata" in write.body] == []
    assert {**shown(book), "tags": None} == {**before, "tags": None}
    assert {"full cast", "mine"} <= set(book.tags)


async def test_undoing_the_download_brings_back_every_field(stage, daemon, bare, complete):
    """As it was before, in one go."""
    [book] = stage.shelf.items()
    before = shown(book)
    await complete(bare)
    [download] = await daemon.parts.store.downloads.recent()

    async with connect(daemon.parts) as connections:
        undo = UndoChanges(changes=daemon.parts.store.changes, desk=item_desk(daemon.parts, connections))
        undone = await undo.download(download.id)

    assert all(one.done for one in undone)
    assert shown(book) == before
