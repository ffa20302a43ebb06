"""Which books Audible is asked about, and how often."""

import pytest

from tests.handlers.enrichment.audible.conftest import ASIN, AUTHOR, DAY, HOURS, TITLE


async def test_what_mam_says_is_not_asked_for(world, put, stage, daemon, audible):
    """MAM's word stands also where the item does not hold it yet, and where it is that the book is unabridged."""
    audible.books["audible"][0]["abridged"] = True
    book = await put(known={"narrators": ("Ray Porter",), "abridged": False, "publisher": "Of MyAnonamouse"})
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
    """What a proved recording does not say is not known there: for a month it is not asked."""
    del audible.books["audible"][0]["series"]
    await put()
    for _ in range(20):
        await world.enrich(daemon)
        clock.advance(DAY)

    assert len(audible.searches) == 1
