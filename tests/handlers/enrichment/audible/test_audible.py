"""What MAM leaves open is filled from Audible, by Audiobookshelf's own search, where the recording is proved."""

import pytest

from domain.facts import ChangeSource, RunStatus
from sandbox.audiobookshelf.chapters import audnexus
from sandbox.audiobookshelf.sources import hit
from tests.handlers.enrichment.audible.conftest import ASIN, AUTHOR, DAY, FULL, HOURS, TITLE


async def test_empty_fields_are_filled_by_one_write(world, put, stage, daemon):
    """Narrators, series and the rest come from Audible; each change names it, and the answer is remembered."""
    book = await put()

    run = await world.enrich(daemon)

    item = stage.shelf.item(book.id)
    assert item.narrators == ["Ray Porter", "Second, Jr."]
    assert [(one.name, one.sequence) for one in item.series] == [("Ser", "1"), ("Uni", "2")]
    assert (item.asin, item.subtitle, item.publisher, item.published_year) == (
        ASIN,
        "A Novel",
        "Audible Studios",
        "2021",
    )
    assert (item.language, item.genres, item.description) == (
        "English",
        ["Science Fiction"],
        "Text &amp; more",
    )
    of_audible = [one for one in await daemon.parts.store.changes.of_run(run.id) if one.source == "audible"]
    assert len(of_audible) == 10
    assert len(stage.shelf.writes) == 1
    [answer] = await daemon.parts.store.source_answers.of(book.id)
    assert (answer.source, answer.found) == (ChangeSource.AUDIBLE, True)
    assert answer.values["cover"] == FULL["cover"]
    assert answer.values["abridged"] is False
    assert answer.why == "title, author and length agree: listed 10:00:00, computed 10:00:00"


async def test_its_picture_is_offered_for_a_cover(world, put, stage, daemon):
    """An item without a cover gets the event that sets one; an item with one does not."""
    bare, covered = await put(), await put()
    stage.shelf.item(covered.id).cover_path = "/a/cover.jpg"

    await world.enrich(daemon)

    events = await daemon.parts.store.inbox.recent()
    assert [one.about for one in events if one.kind == "cover.due"] == [bare.id]


async def test_a_book_that_is_abridged_is_marked(world, put, stage, daemon, audible):
    """Where no one said whether it is, the flag is written; that a book is unabridged is nothing to write."""
    audible.books["audible"][0]["abridged"] = True
    book = await put()

    await world.enrich(daemon)

    assert stage.shelf.item(book.id).abridged is True


@pytest.mark.parametrize("changes", [{"dry_run": True}])
async def test_a_dry_run_writes_nothing(world, put, stage, daemon, audible, clock, changes):
    """The changes are noted, and the real run finds the book due."""
    await put()
    await world.enrich(daemon)
    clock.advance(DAY)
    await world.enrich(daemon)

    assert stage.shelf.writes == []
    assert len(audible.searches) == 2
    noted = await daemon.parts.store.changes.recent()
    assert {change.status for change in noted} == {"dry_run"}
    assert "narrators" in {change.field for change in noted}


async def test_undo_of_a_run_brings_everything_back(world, put, stage, daemon, clock):
    """Each field is empty again, and is not filled a second time."""
    book = await put()
    run = await world.enrich(daemon)

    await daemon.api.undo.run(run.id)

    item = stage.shelf.item(book.id)
    assert (item.narrators, item.series, item.asin, item.subtitle, item.publisher) == (
        [],
        [],
        None,
        None,
        None,
    )
    for _ in range(40):
        clock.advance(DAY)
        await world.enrich(daemon)
    assert stage.shelf.item(book.id).narrators == []


async def test_what_a_person_entered_stays(world, put, stage, daemon):
    """Also what was entered between two looks, and what a person took away."""
    book = await put(narrators=["Mine"], publisher="My publisher")

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    item = stage.shelf.item(book.id)
    assert (item.narrators, item.publisher, item.asin) == (["Mine"], "My publisher", None)


@pytest.mark.parametrize(
    ("changes", "found", "due"),
    [
        ({"enrich_library": True, "chapters": "empty"}, ASIN, True),
        ({"enrich_library": True, "chapters": "empty"}, None, False),
        ({"enrich_library": True, "chapters": "off"}, ASIN, False),
    ],
)
async def test_a_proved_asin_brings_chapters(world, stage, daemon, audible, found, due):
    """A book that is no download's gets them, too, where CHAPTERS allows it."""
    audible.books["audible"] = [hit(TITLE, AUTHOR, **{**FULL, "asin": found})]
    stage.shelf.state.chapter_source.answers = {
        ASIN: audnexus(ASIN, [(18_000.0, "One"), (18_000.0, "Two")]),
    }
    book = await world.put(daemon, TITLE, AUTHOR)
    book.duration, book.chapters = 10 * HOURS, []

    await world.enrich(daemon)
    while await daemon.dispatcher.step():
        pass

    titles = [one["title"] for one in stage.shelf.item(book.id).chapters]
    assert titles == (["One", "Two"] if due else [])
