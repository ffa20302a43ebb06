"""Empty fields are filled from Google Books, and only where the volume is proved."""

from datetime import timedelta

import pytest

from domain.facts import RunStatus

BOOK, AUTHOR = "The Name of the Wind", "Patrick Rothfuss"
OTHER = ("Project Hail Mary", "Andy Weir")
DAY = timedelta(days=1)


async def test_empty_fields_are_filled_here_and_in_the_library(world, stage, daemon):
    """What was empty holds what the volume says, what was not stays, and every change can be looked up."""
    book = await world.put(daemon, BOOK, AUTHOR, publisher="Gollancz")

    run = await world.enrich(daemon)

    item = stage.shelf.item(book.id)
    kept = await daemon.parts.store.books.by_id(book.id)
    assert (item.publisher, item.published_year, item.isbn) == ("Gollancz", "2009", "9780756404079")
    assert item.description.endswith("A bestseller &amp; a classic.")
    assert (kept.publisher, kept.published_year, kept.isbn) == ("Gollancz", "2009", "9780756404079")
    assert kept.description == item.description
    written = await daemon.parts.store.changes.of_run(run.id)
    assert {(change.field, change.source) for change in written} == {
        (field, "google_books") for field in ("description", "published year", "isbn")
    }
    assert dict(run.counts) == {"looked": 1, "found": 1, "nothing": 0, "filled": 1}
    assert (run.status, run.reason) == (RunStatus.DONE, None)


async def test_without_proof_nothing_is_written(world, stage, daemon):
    """A book by somebody else, and one that is only called alike, are left as they are; the look counts."""
    await world.put(daemon, BOOK, "Somebody Else")
    await world.put(daemon, "The Name of the Sea", AUTHOR)

    run = await world.enrich(daemon)

    assert stage.shelf.writes == []
    assert dict(run.counts) == {"looked": 2, "found": 0, "nothing": 2, "filled": 0}
    assert await world.pending(daemon) == 0


@pytest.mark.parametrize("changes", [{"enrich_edition_fields": False}])
async def test_an_edition_s_own_fields_may_be_left_alone(world, stage, daemon, changes):
    """Publisher and ISBN are filled only where the settings allow it."""
    book = await world.put(daemon, BOOK, AUTHOR)

    await world.enrich(daemon)

    item = stage.shelf.item(book.id)
    assert (item.publisher, item.isbn, item.published_year) == (None, None, "2009")


async def test_a_book_is_looked_up_by_its_isbn_first(world, stage, daemon, clock):
    """A number that Google Books does not know gives way to title and author at the next look."""
    book = await world.put(daemon, BOOK, AUTHOR, isbn="978-1-4272-0252-9")
    await world.put(daemon, *OTHER)
    await world.enrich(daemon)
    clock.advance(DAY)
    await world.enrich(daemon)

    asked = stage.google_books.queries
    assert "isbn:9781427202529" in asked[:2]
    assert f'intitle:"{BOOK}" inauthor:"{AUTHOR}"' in asked[2:]
    assert stage.shelf.item(book.id).isbn == "978-1-4272-0252-9"
    assert stage.shelf.item(book.id).publisher == "DAW Books"


async def test_a_book_without_author_gets_it_by_its_isbn(world, stage, daemon):
    """The number is the book's own, and the title agrees: that is proof, and the empty author is filled."""
    book = await world.put(daemon, BOOK, None, isbn="9780756404079")

    await world.enrich(daemon)

    assert stage.google_books.queries == ["isbn:9780756404079"]
    assert [author.name for author in stage.shelf.item(book.id).authors] == [AUTHOR]
    assert (await daemon.parts.store.books.by_id(book.id)).authors == (AUTHOR,)


async def test_a_number_alone_is_no_proof(world, stage, daemon):
    """Where the title is another one, the library's number may be wrong: nothing is written."""
    await world.put(daemon, "The Name of the Sea", None, isbn="9780756404079")

    run = await world.enrich(daemon)

    assert stage.shelf.writes == []
    assert dict(run.counts) == {"looked": 1, "found": 0, "nothing": 1, "filled": 0}


async def test_a_volume_in_another_language_is_another_edition(world, stage, daemon):
    """A translation's publisher and description say nothing of a book that is in German, whatever its title."""
    await world.put(daemon, BOOK, AUTHOR, language="German")

    run = await world.enrich(daemon)

    assert stage.shelf.writes == []
    assert run.counts["nothing"] == 1


async def test_a_book_without_author_and_isbn_is_not_asked_for(world, stage, daemon, clock):
    """Nothing could be proved of it; when it has one, its turn comes the day after."""
    book = await world.put(daemon, BOOK, None)
    run = await world.enrich(daemon)
    assert dict(run.counts) == {"complete": 0, "unprovable": 1}
    assert stage.google_books.visits == []

    stage.shelf.edit(book.id, authors=[AUTHOR])
    await world.sync(daemon, stage.shelf.item(book.id))
    clock.advance(DAY)
    await world.enrich(daemon)

    assert stage.shelf.item(book.id).isbn == "9780756404079"


@pytest.mark.parametrize("changes", [{"daily_max": 1}])
async def test_a_complete_book_costs_nothing(world, stage, daemon, changes):
    """Where no field is empty no request is made, and the day's books are not fewer for it."""
    full = {"publisher": "Tor", "published_year": "2007", "description": "words", "isbn": "9780756404079"}
    for _ in range(3):
        await world.put(daemon, BOOK, AUTHOR, **full)

    run = await world.enrich(daemon)

    assert stage.google_books.visits == []
    assert dict(run.counts) == {"complete": 3, "unprovable": 0}
    assert await world.pending(daemon) == 0


async def test_what_a_person_entered_meanwhile_stays(world, stage, daemon):
    """The item is read before anything is decided: the mirror may be behind."""
    book = await world.put(daemon, BOOK, AUTHOR)
    stage.shelf.edit(book.id, publisher="Mine", description="My words")

    await world.enrich(daemon)

    item = stage.shelf.item(book.id)
    assert (item.publisher, item.description, item.isbn) == ("Mine", "My words", "9780756404079")


@pytest.mark.parametrize("changes", [{"dry_run": True}])
async def test_a_dry_run_writes_nothing(world, stage, daemon, clock, changes):
    """The changes that would be made are noted; the book's turn is the next day again."""
    await world.put(daemon, BOOK, AUTHOR)
    await world.enrich(daemon)
    clock.advance(DAY)

    run = await world.enrich(daemon)

    assert stage.shelf.writes == []
    assert run.counts["looked"] == 1
    assert {change.status for change in await daemon.parts.store.changes.recent()} == {"dry_run"}


async def test_what_a_person_took_away_is_not_filled_again(world, stage, daemon, clock):
    """A field that was filled once and is empty now was emptied by somebody."""
    book = await world.put(daemon, BOOK, AUTHOR)
    await world.enrich(daemon)
    stage.shelf.edit(book.id, publisher="")
    await world.sync(daemon, stage.shelf.item(book.id))
    clock.advance(DAY)

    run = await world.enrich(daemon)

    assert stage.shelf.item(book.id).publisher is None
    assert dict(run.counts) == {"looked": 1, "found": 1, "nothing": 0, "filled": 0}
