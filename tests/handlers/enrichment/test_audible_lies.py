"""A second source that lies, is slow or in trouble writes nothing wrong, and keeps nobody else from their turn."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from daemon.wiring.daemon import build
from domain.facts import RunStatus
from sandbox.audiobookshelf.faults import Fault
from sandbox.audiobookshelf.sources import Trouble, hit
from sandbox.google_books import Fault as GoogleFault

TITLE, AUTHOR, ASIN = "Project Hail Mary", "Andy Weir", "B08G9PRS1K"
TRUE = {
    "narrator": "Ray Porter",
    "asin": ASIN,
    "duration": 600,
    "series": [{"series": "Ser", "sequence": "1"}],
}
DAY = timedelta(days=1)
HOSTILE = "'; DROP TABLE books; --\u202e<script>alert(1)</script>\x00" * 20
FIELDS = ("narrators", "series", "asin", "subtitle", "abridged", "genres", "language")


@pytest.fixture
def put(world, daemon):
    """A book of ten hours from MAM, which says nothing of it; Google Books has nothing either."""

    async def put(title=TITLE, author=AUTHOR, **fields):
        book = await world.put(daemon, title, author, **fields)
        book.duration = 10 * 3600
        await world.from_mam(daemon, book, title=title)
        return book

    return put


def of_audible(item):
    return [getattr(item, name) for name in FIELDS]


LIES = {
    "another length": hit(TITLE, AUTHOR, **TRUE | {"duration": 900}),
    "no length": hit(TITLE, AUTHOR, **TRUE | {"duration": None}),
    "a length that is none": hit(TITLE, AUTHOR, **TRUE | {"duration": "ten hours"}),
    "a summary": hit(f"Summary of {TITLE}", AUTHOR, **TRUE),
    "a summary by its subtitle": hit(TITLE, AUTHOR, subtitle="A Summary and Analysis", **TRUE),
    "another author": hit(TITLE, "Somebody Else", **TRUE),
    "another book": hit("Artemis", AUTHOR, **TRUE),
    "another language": hit(TITLE, AUTHOR, **TRUE) | {"language": "german"},
    "hostile texts": dict.fromkeys(("title", "author", "narrator", "series", "asin", "cover"), HOSTILE),
    "other kinds": {
        "title": [TITLE],
        "author": {"name": AUTHOR},
        "narrator": 7,
        "duration": True,
        "series": "x",
    },
    "nothing": {},
    "no object": None,
    "a list": [TITLE],
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_is_not_written(world, put, stage, daemon, lie):
    """The answer is remembered with the reason why it was not taken, and the item stays as it was."""
    stage.shelf.sources.insists = [LIES[lie]]
    book = await put(language="English")
    before = of_audible(stage.shelf.item(book.id))

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    assert of_audible(stage.shelf.item(book.id)) == before
    [answer] = [one for one in await daemon.parts.store.source_answers.of(book.id) if one.source == "audible"]
    assert (answer.found, answer.values) == (False, {})
    assert answer.why


async def test_another_narrator_s_recording_is_not_written(world, put, stage, daemon):
    """Where the narrator is known, or two recordings fit, a length alone is no proof."""
    other = hit(TITLE, AUTHOR, **TRUE | {"narrator": "Ann Reed", "asin": "B000000001"})
    stage.shelf.sources.insists = [hit(TITLE, AUTHOR, **TRUE), other]
    unknown = await put()
    named = await put(narrators=["Ann Reed"])

    await world.enrich(daemon)

    assert stage.shelf.item(unknown.id).narrators == []
    assert stage.shelf.item(unknown.id).series == []
    assert stage.shelf.item(named.id).asin == "B000000001"


async def test_hostile_texts_of_the_right_recording_do_no_harm(world, put, stage, daemon):
    """What is no name is left out, markup is not written, and Audiobookshelf stays up."""
    odd = {
        "narrator": f"Ray Porter, {HOSTILE}",
        "series": [None, {"series": HOSTILE}, {"series": "S", "sequence": HOSTILE}],
    }
    texts = {
        "description": HOSTILE,
        "subtitle": HOSTILE,
        "publisher": HOSTILE,
        "genres": [HOSTILE, None, "SF"],
    }
    stage.shelf.sources.insists = [hit(TITLE, AUTHOR, **TRUE | odd | texts)]
    book = await put()

    await world.enrich(daemon)

    item = stage.shelf.item(book.id)
    assert (item.narrators, item.genres, item.subtitle) == (["Ray Porter"], ["SF"], None)
    assert [(one.name, one.sequence) for one in item.series] == [("S", None)]
    sent = json.dumps([dict(one.body) for one in stage.shelf.writes])
    assert "<script" not in sent
    assert "\\u202e" not in sent
    assert "\\u0000" not in sent
    assert stage.shelf.crashes == 0


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
    assert run.reason.startswith("Audible is left until the next run: audiobookshelf /api/search/books")
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
async def test_the_end_of_one_budget_ends_nobody_else_s(world, put, stage, settings, daemon, clock, changes):
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


@pytest.mark.parametrize("changes", [{"enrichment_sources": ("google", "audible")}])
async def test_the_first_source_wins(world, put, stage, daemon, changes):
    """The order is the setting's: what Google Books filled is not filled again."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, publisher="Audible Studios", **TRUE)]}
    book = await put()

    await world.enrich(daemon)

    assert stage.shelf.item(book.id).publisher == "Ballantine Books"
    assert stage.shelf.item(book.id).narrators == ["Ray Porter"]


async def test_a_person_s_value_that_came_meanwhile_stays(world, put, stage, daemon):
    """What is written is decided on what the item holds right before the write."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, **TRUE)]}
    book = await put()
    stage.shelf.fail_next(Fault(slow=timedelta(minutes=1)), on="GET /api/search/books")
    run = await world.start(daemon)
    step = asyncio.ensure_future(daemon.dispatcher.step())  # noqa: TID251 - a person acts while it waits
    while not any(one.path == "/api/search/books" for one in stage.shelf.requests):
        await asyncio.sleep(0)  # noqa: TID251 - turns of the loop
        world.clock.advance(timedelta(seconds=1))
    stage.shelf.edit(book.id, narrators=["A person's"])
    world.clock.advance(timedelta(minutes=2))
    await step

    await world.enrich(daemon, run)

    assert stage.shelf.item(book.id).narrators == ["A person's"]
    assert stage.shelf.item(book.id).asin == ASIN
