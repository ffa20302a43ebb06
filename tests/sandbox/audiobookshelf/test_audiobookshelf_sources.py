"""The stand-in searches at sources of books as facts/audiobookshelf_2.md 6 says."""

import json

import pytest

from sandbox.audiobookshelf import sources
from sandbox.audiobookshelf.sources import Trouble, hit
from tests.fixtures.places import SHARED

SAMPLES = SHARED / "facts" / "abs-samples"
SEARCH = "/api/search/books"
HAIL_MARY = hit("Project Hail Mary", "Andy Weir", asin="B08G9PRS1K", duration=970, narrator="Ray Porter")
ARTEMIS = hit("Artemis", "Andy Weir", asin="B072L5KSR7", duration=540, narrator="Rosario Dawson")


@pytest.fixture(autouse=True)
def _catalogue(shelf):
    shelf.sources.books = {"audible": [HAIL_MARY, ARTEMIS], "google": [hit("Of Google", "Andy Weir")]}


async def test_title_and_author_find_a_book(ask):
    """What shares a word of title and author is a hit."""
    reply = await ask("GET", SEARCH, params={"provider": "audible", "title": "Artemis", "author": "Weir"})

    assert (reply.status, reply.body) == (200, [ARTEMIS])


async def test_a_title_that_looks_like_an_asin_is_one(ask):
    """It is looked up as a number, in any case."""
    reply = await ask("GET", SEARCH, params={"provider": "audible", "title": "b08g9prs1k"})

    assert reply.body == [HAIL_MARY]


async def test_with_an_item_the_nearest_in_length_comes_first(ask, shelf):
    """Each hit has a confidence, and an unknown item is refused."""
    [book] = shelf.add_synthetic(1)
    book.duration = 540 * 60
    asked = {"provider": "audible", "title": "Artemis Project", "id": book.id}

    reply = await ask("GET", SEARCH, params=asked)
    unknown = await ask("GET", SEARCH, params=asked | {"id": "nope"})

    assert [one["title"] for one in reply.body] == ["Artemis", "Project Hail Mary"]
    assert all("matchConfidence" in one for one in reply.body)
    assert (unknown.status, unknown.body) == (404, {"error": 'library item "nope" not found'})


async def test_an_unknown_provider_is_google(ask):
    """As with none at all."""
    for provider in ({}, {"provider": "audible.xx"}):
        reply = await ask("GET", SEARCH, params={"title": "Google"} | provider)
        assert [one["title"] for one in reply.body] == ["Of Google"]


async def test_without_a_title_nothing_is_found(ask):
    """At once, whatever else is given."""
    assert (await ask("GET", SEARCH, params={"provider": "audible", "author": "Weir"})).body == []


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("title=a&title=b", 'Query parameter "title" is an array'),
        ("title=" + "a" * 1001, 'Query parameter "title" is too long'),
    ],
)
async def test_a_parameter_is_given_once_and_is_short(ask, query, error):
    """Anything else is refused in JSON."""
    reply = await ask("GET", f"{SEARCH}?{query}")

    assert (reply.status, reply.body) == (400, {"error": error})


async def test_an_outage_looks_like_nothing_found(ask, shelf):
    """It is answered 200 all the same."""
    shelf.sources.trouble = Trouble.AWAY

    reply = await ask("GET", SEARCH, params={"provider": "audible", "title": "Artemis"})

    assert (reply.status, reply.body) == (200, [])


async def test_a_source_s_nonsense_is_an_error_and_ends_a_match(ask, shelf):
    """The search is answered 500, and a match would end the process."""
    shelf.sources.trouble = Trouble.NONSENSE

    reply = await ask("GET", SEARCH, params={"provider": "audible", "title": "Artemis"})

    assert (reply.status, reply.body) == (500, {"error": "Internal server error"})


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples in ../shared")
def test_the_providers_are_the_server_s():
    """The list is that of the real server."""
    listed = json.loads((SAMPLES / "search-providers.json").read_text())["body"]["providers"]["books"]

    assert [one["value"] for one in listed] == list(sources.PROVIDERS)
