"""Chapters of a source are set only where an item has none of its own, and only if they are its recording's."""

from datetime import timedelta

import pytest

from domain.policy import FieldName
from sandbox.audiobookshelf import Fault, write_audio
from sandbox.audiobookshelf.chapters import audnexus

ASIN = "B08G9PRS1K"
LISTED = [(16.0, "Opening Credits"), (1500.0, "One"), (484.0, "Two")]
HOSTILE = "\u202e<script>x</script>\x00\x1b[2J\nW"


@pytest.fixture
async def book(shelf, books, proved):
    """One file of 2,000 s without marks, whose ASIN MAM names, too; Audible lists three chapters."""
    write_audio(books / "Chains" / "1.m4b", seconds=2000)
    [added] = shelf.scan_library().added
    shelf.edit(added.id, asin=ASIN)
    await proved(added)
    shelf.state.chapter_source.answers = {ASIN: audnexus(ASIN, LISTED)}
    return added


def titles(book):
    return [one["title"] for one in book.chapters]


async def test_a_book_without_chapters_gets_audibles(book, shelf, see_to, daemon):
    """Each begins where the last one ends, the last ends with the book; it is noted, with its source."""
    row = await see_to(book)

    assert row.verdict == "done"
    assert titles(book) == ["Opening Credits", "One", "Two"]
    assert [(one["start"], one["end"]) for one in book.chapters] == [(0, 16), (16, 1516), (1516, 2000)]
    [change] = await daemon.parts.store.changes.recent()
    assert (change.field, change.source, change.before, len(change.after)) == ("chapters", "audnexus", [], 3)
    assert shelf.state.chapter_source.searches == [(ASIN, "us")]


async def test_what_was_set_is_undone(book, see_to, daemon):
    """The item has no chapters again, and gets none from then on."""
    await see_to(book)
    [change] = await daemon.parts.store.changes.recent()

    undone = await daemon.api.undo.change(change.id)
    await see_to(book)

    assert undone.done
    assert book.chapters == []


async def test_a_source_is_asked_once(book, shelf, see_to):
    """Whatever became of it; a scan keeps what was set."""
    for _ in range(3):
        await see_to(book)
        shelf.rescan(book.id)

    assert len(shelf.state.chapter_source.searches) == 1
    assert len(titles(book)) == 3


async def test_many_files_of_a_chapter_each_get_them_too(shelf, books, proved, see_to):
    """No one named those: a scan made one of each file, for want of anything better."""
    for number in range(4):
        write_audio(books / "Chains" / f"{number}.mp3", seconds=500)
    [book] = shelf.scan_library().added
    shelf.edit(book.id, asin=ASIN)
    await proved(book)
    shelf.state.chapter_source.answers = {ASIN: audnexus(ASIN, LISTED)}

    await see_to(book)

    assert titles(book) == ["Opening Credits", "One", "Two"]


async def test_what_a_person_named_stays(book, see_to):
    """Before and after it was ours; also when they want none."""
    mine = [{"id": 0, "start": 0, "end": 2000, "title": "Mine"}]
    book.chapters, book.stored = mine, {**book.metadata_json(), "chapters": mine}
    await see_to(book)
    assert titles(book) == ["Mine"]

    book.chapters = []
    await see_to(book)
    book.chapters = []
    await see_to(book)
    assert book.chapters == []


async def test_marks_in_the_files_stay(shelf, books, proved, see_to):
    """Also where a person emptied the item's chapters: they come back with the next scan."""
    write_audio(books / "Chains" / "1.m4b", seconds=2000, marks=[(0, 1000, "A"), (1000, 2000, "B")])
    [book] = shelf.scan_library().added
    shelf.edit(book.id, asin=ASIN)
    await proved(book)

    for chapters in (book.chapters, []):
        book.chapters = chapters
        await see_to(book)
        assert book.chapters == chapters
    assert shelf.state.chapter_source.searches == []


LIES = {
    "another length": audnexus(ASIN, [(1990.0, "A")]),
    "four seconds longer": audnexus(ASIN, [(2004.1, "A")]),
    "another edition": audnexus("B000000000", LISTED),
    "not accurate": audnexus(ASIN, LISTED, accurate=False),
    "none": audnexus(ASIN, []) | {"runtimeLengthMs": 2_000_000},
    "ten thousand": audnexus(ASIN, [(0.2, f"{number}") for number in range(10_000)]),
    "an overlap": audnexus(ASIN, LISTED) | {
        "chapters": [
            {"lengthMs": 2_000_000, "startOffsetMs": 0, "title": "A"},
            {"lengthMs": 1_000_000, "startOffsetMs": 1_000_000, "title": "B"},
        ]
    },
    "a gap": audnexus(ASIN, LISTED) | {
        "chapters": [
            {"lengthMs": 1_000, "startOffsetMs": 0, "title": "A"},
            {"lengthMs": 1_000_000, "startOffsetMs": 1_000_000, "title": "B"},
        ]
    },
    "a title without end": audnexus(ASIN, [(1000.0, "W" * 10_000), (1000.0, "Two")]),
    "no titles": audnexus(ASIN, [(1000.0, ""), (1000.0, " ")]),
    "a null": audnexus(ASIN, LISTED) | {"chapters": [None]},
    "texts for numbers": audnexus(ASIN, LISTED) | {
        "chapters": [{"lengthMs": "x", "startOffsetMs": None, "title": "A"}]
    },
    "a page": "<html>",
    "an empty object": {},
    "a list": [1, 2],
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_source_that_lies_sets_nothing(book, shelf, see_to, daemon, lie):
    """The item is as before, nothing is noted, and it is not asked again."""
    shelf.state.chapter_source.answers = {ASIN: lie}

    rows = [await see_to(book), await see_to(book)]

    assert [row.verdict for row in rows] == ["done", "done"]
    assert book.chapters == []
    assert await daemon.parts.store.changes.recent() == []
    assert len(shelf.state.chapter_source.searches) == 1
    assert not shelf.exited


async def test_hostile_titles_are_titles(book, shelf, see_to):
    """One line each, without what controls anything or turns the text around."""
    shelf.state.chapter_source.answers = {ASIN: audnexus(ASIN, [(1000.0, HOSTILE), (1000.0, "Two")])}

    await see_to(book)

    assert titles(book) == ["<script>x</script>\ufffd[2J W", "Two"]


@pytest.mark.parametrize("asin", [None, "B000000001", "short"])
async def test_without_a_proved_asin_no_one_is_asked(shelf, books, proved, see_to, asin):
    """None, one that no source names, and one that is none."""
    write_audio(books / "Chains" / "1.m4b", seconds=2000)
    [book] = shelf.scan_library().added
    shelf.edit(book.id, asin=asin)
    await proved(book)

    await see_to(book)

    assert shelf.state.chapter_source.searches == []
    assert book.chapters == []


async def test_a_source_that_never_answers_holds_no_one_up(book, shelf, see_to, daemon):
    """The event is done after our own patience, and Audiobookshelf still counts as well."""
    shelf.fail_next(Fault(drop="before"), on="GET /api/search/chapters")

    row = await see_to(book)

    assert row.verdict == "done"
    assert book.chapters == []
    assert daemon.parts.dependencies["audiobookshelf"].failures_in_a_row == 0


async def test_a_locked_book_keeps_what_it_has(book, daemon, see_to):
    """Unlocked, it gets them at the next event, without another question."""
    await daemon.api.books.lock.lock(book.id, FieldName.CHAPTERS)
    await see_to(book)
    assert book.chapters == []

    await daemon.api.books.lock.unlock(book.id, FieldName.CHAPTERS)
    await see_to(book)
    assert len(book.chapters) == 3


async def test_a_crash_between_sending_and_reading_sets_them_once(book, shelf, see_to, daemon, clock):
    """The answer to the write is lost: the item shows that it arrived."""
    shelf.fail_next(Fault(drop="after"), on=f"POST /api/items/{book.id}/chapters")
    await see_to(book)
    clock.advance(timedelta(hours=1))
    while await daemon.dispatcher.step():
        clock.advance(timedelta(minutes=1))

    assert len(book.chapters) == 3
    assert [change.status for change in await daemon.parts.store.changes.recent()] == ["written"]
