"""What MAM leaves open is filled from Audible, by Audiobookshelf's own search, where the recording is proved."""

from datetime import timedelta

import pytest

from domain.facts import ChangeSource, RunStatus
from sandbox.audiobookshelf.chapters import audnexus
from sandbox.audiobookshelf.sources import hit

TITLE, AUTHOR, ASIN = "Project Hail Mary", "Andy Weir", "B08G9PRS1K"
HOURS = 3600
DAY = timedelta(days=1)
WORDS = "<p>Text &amp; more</p><script>x</script>"
FULL = {
    "narrator": "Ray Porter, Second, Jr.",
    "asin": ASIN,
    "duration": 600,
    "subtitle": "A Novel",
    "publisher": "Audible Studios",
    "publishedYear": "2021",
    "description": WORDS,
    "isbn": "9781603935470",
    "genres": ["Science Fiction"],
    "series": [{"series": "Ser", "sequence": "1"}, {"series": "Uni", "sequence": "2"}],
    "cover": "http://127.0.0.1:9/x.jpg",
}


@pytest.fixture
def audible(stage):
    """Audible has the recording of ten hours."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, **FULL)]}
    return stage.shelf.sources


@pytest.fixture
def put(world, daemon, audible):
    """A book of ten hours from MAM, of which MAM says no more than its title."""

    async def put(title=TITLE, author=AUTHOR, *, known=None, **fields):
        book = await world.put(daemon, title, author, **fields)
        book.duration = 10 * HOURS
        await world.from_mam(daemon, book, **{"title": title, **(known or {})})
        return book

    return put


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
    """Where nobody said whether it is, the flag is written; that a book is unabridged is nothing to write."""
    audible.books["audible"][0]["abridged"] = True
    book = await put()

    await world.enrich(daemon)

    assert stage.shelf.item(book.id).abridged is True


async def test_what_mam_says_is_not_asked_for(world, put, stage, daemon, audible):
    """MAM's word stands also where the item does not hold it yet, and where it is that the book is unabridged."""
    audible.books["audible"][0]["abridged"] = True
    book = await put(known={"narrators": ("Ray Porter",), "abridged": False, "publisher": "Of MAM"})
    stage.shelf.edit(book.id, description="A person's")
    audible.books["audible"][0]["abridged"] = False

    await world.enrich(daemon)

    item = stage.shelf.item(book.id)
    assert (item.narrators, item.abridged, item.publisher, item.description) == (
        [],
        False,
        None,
        "A person's",
    )
    assert item.asin == ASIN


async def test_a_book_that_lacks_nothing_costs_no_request(world, put, stage, daemon, audible):
    """The item and MAM's record together say all that a request would be worth."""
    known = {
        "narrators": ("A",),
        "abridged": False,
        "series": ({"name": "S"},),
        "asin": ASIN,
        "publisher": "P",
        "release_date": "2021-05-04",
        "description": "D",
        "language": "English",
    }
    await put(known=known)

    await world.enrich(daemon)

    assert audible.searches == []


@pytest.mark.parametrize(("changes", "asked"), [({}, 0), ({"enrich_library": True}, 1)])
async def test_other_books_only_where_they_are_wanted(world, stage, daemon, audible, changes, asked):
    """A book that is not from MAM is asked for with ENRICH_LIBRARY alone; Google Books is asked for all."""
    book = await world.put(daemon, TITLE, AUTHOR)
    book.duration = 10 * HOURS

    await world.enrich(daemon)

    assert len(audible.searches) == asked
    assert stage.google_books.visits or asked
    assert bool(stage.shelf.item(book.id).narrators) is bool(asked)


async def test_the_own_asin_is_looked_up_and_then_the_words(world, put, stage, daemon, audible, clock):
    """A number that is not known in this region gives way to title and author the day after."""
    book = await put(asin="B000000001")
    await world.enrich(daemon)
    clock.advance(DAY)
    await world.enrich(daemon)

    assert [(one["title"], one.get("author")) for one in audible.searches] == [
        ("B000000001", None),
        (TITLE, AUTHOR),
    ]
    assert {one["id"] for one in audible.searches} == {book.id}
    item = stage.shelf.item(book.id)
    assert (item.asin, item.narrators) == ("B000000001", ["Ray Porter", "Second, Jr."])


@pytest.mark.parametrize("changes", [{"abs_provider_region": "uk"}])
async def test_another_region_is_another_shop(world, put, daemon, audible, changes):
    """The provider has the region behind a point."""
    await put()

    await world.enrich(daemon)

    assert [one["provider"] for one in audible.searches] == ["audible.uk"]


async def test_looks_in_vain_are_farther_and_farther_apart(world, put, daemon, audible, clock):
    """An empty answer may be an outage: it is asked again on the days 1, 3, 7 and 15, and at once when it is found."""
    audible.books = {}
    await put()
    begin, asked = clock.now(), []
    for day in range(17):
        clock.advance(begin + day * DAY - clock.now())
        before = len(audible.searches)
        await world.enrich(daemon)
        asked += [day] * (len(audible.searches) - before)

    assert asked == [0, 1, 3, 7, 15]


async def test_what_was_found_is_not_asked_for_again(world, put, daemon, audible, clock):
    """What a proved recording does not say is not known there: for a month nobody asks."""
    del audible.books["audible"][0]["series"]
    await put()
    for _ in range(20):
        await world.enrich(daemon)
        clock.advance(DAY)

    assert len(audible.searches) == 1


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
