"""A second source that lies writes nothing wrong."""

import asyncio
import json
from datetime import timedelta

import pytest

from domain.facts import RunStatus
from sandbox.audiobookshelf.faults import Fault
from sandbox.audiobookshelf.sources import hit
from tests.handlers.enrichment.lies.conftest import ASIN, AUTHOR, TITLE, TRUE

HOSTILE = "'; DROP TABLE books; --\u202e<script>alert(1)</script>\x00" * 20


FIELDS = ("narrators", "series", "asin", "subtitle", "abridged", "genres", "language")


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
