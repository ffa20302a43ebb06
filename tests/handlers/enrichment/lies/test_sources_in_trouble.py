"""A second source that is slow or in trouble keeps no other source from its turn."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.wiring.daemon import build
from domain.facts import RunStatus
from sandbox.audiobookshelf.faults import Fault
from sandbox.audiobookshelf.sources import Trouble, hit
from sandbox.google_books import Fault as GoogleFault
from tests.handlers.enrichment.lies.conftest import AUTHOR, TITLE, TRUE

DAY = timedelta(days=1)


async def test_an_outage_is_nothing_found_and_is_asked_again(world, put, stage, daemon, clock):
    """The next day the source is back, and the book is found."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, **TRUE)]}
    stage.shelf.sources.trouble = Trouble.AWAY
    book = await put()
    await world.enrich(daemon)
    assert stage.shelf.item(book.id).narrators == []

    stage.shelf.sources.trouble = None
    clock.advance(DAY)
    await world.enrich(daemon)

    assert stage.shelf.item(book.id).narrators == ["Ray Porter"]


@pytest.mark.parametrize(
    "fault", [None, Fault(status=429, retry_after="30"), Fault(status=503), Fault(drop="before")]
)
async def test_a_source_in_trouble_is_left_alone(world, put, stage, daemon, fault):
    """After three books with three tries each the run goes on with Google Books, and Audiobookshelf is not to blame."""
    if fault is None:
        stage.shelf.sources.trouble = Trouble.NONSENSE
    else:
        stage.shelf.fail_next(fault, times=100, on="GET /api/search/books")
    for title, author in (
        (TITLE, AUTHOR),
        ("The Stand", "Stephen King"),
        ("The Way of Kings", "Brandon Sanderson"),
    ):
        await put(title, author)
    await put("The Lightning Thief", "Rick Riordan")

    run = await world.enrich(daemon)

    asked = [one for one in stage.shelf.requests if one.path == "/api/search/books"]
    assert len(asked) <= 9
    assert run.status is RunStatus.FAILED
    assert run.reason.startswith("Audible is left until the next run: Audiobookshelf /api/search/books")
    assert len(stage.google_books.visits) == 4
    assert daemon.parts.dependencies["audiobookshelf"].refused is None
    assert not daemon.parts.dependencies["audiobookshelf"].breaker.is_shut
    assert stage.shelf.crashes == 0


async def test_one_book_s_trouble_is_its_own(world, put, stage, daemon):
    """The others are looked up."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, **TRUE)]}
    stage.shelf.fail_next(Fault(status=500), times=3, on="GET /api/search/books")
    books = [await put(), await put()]

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    assert run.counts["errors"] == 1
    assert sorted(len(stage.shelf.item(one.id).narrators) for one in books) == [0, 1]


@pytest.mark.parametrize("changes", [{"abs_provider_per_day": 3, "google_books_daily_quota": 1}])
async def test_the_end_of_one_budget_ends_no_other(world, put, stage, settings, daemon, clock, changes):
    """Each source has its own day: over runs and restarts no more is asked than may be, and the next day there is more."""
    books = [await put(f"Unknown {number}", AUTHOR) for number in range(5)]
    runs = [await world.enrich(daemon)]
    assert (len(stage.shelf.sources.searches), len(stage.google_books.visits)) == (3, 1)
    assert "the day's 3 requests to Audible are used up (ABS_PROVIDER_PER_DAY)" in runs[0].reason
    assert "the day's 1 requests to Google Books are used up" in runs[0].reason

    runs.append(await world.enrich(daemon))
    assert len(stage.shelf.sources.searches) == 3

    clock.advance(datetime(2026, 1, 16, 0, 0, tzinfo=UTC) - clock.now())
    await world.enrich(daemon)
    looked = {one["id"] for one in stage.shelf.sources.searches}
    assert looked == {book.id for book in books}


async def test_a_budget_of_the_store_is_kept_over_a_restart(world, stage, settings, clock):
    """It is counted on disk."""
    few = settings.model_copy(update={"abs_provider_per_day": 2, "enrich_library": True})
    for _ in range(3):
        async with build(few, clock) as daemon:
            for number in range(2):
                book = await world.put(daemon, f"Unknown {number}", AUTHOR)
                book.duration = 10 * 3600
            await world.enrich(daemon)

    assert len(stage.shelf.sources.searches) == 2


async def test_google_s_refusal_ends_only_google_s_turn(world, put, stage, daemon):
    """Its bad key is shown, and every book is looked up at Audible."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, **TRUE)]}
    stage.google_books.fail_next(GoogleFault.BAD_KEY, times=10)
    books = [await put() for _ in range(3)]

    run = await world.enrich(daemon)

    assert (run.status, run.refused_by) == (RunStatus.FAILED, "google_books")
    assert [stage.shelf.item(one.id).narrators for one in books] == [["Ray Porter"]] * 3
