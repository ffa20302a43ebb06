"""The search for books at Audiobookshelf's own sources."""

import asyncio
import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import BookSearch, Server
from clients.audiobookshelf.hits import MOST, read_hits
from domain.errors import (
    CredentialsError,
    NotFoundError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.hits import Hit
from domain.recording import Series
from sandbox.audiobookshelf.faults import Fault
from sandbox.audiobookshelf.sources import Trouble, hit
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer
from tests.fixtures.places import SHARED

SAMPLES = SHARED / "facts" / "abs-samples"
AUDIBLE = hit("Project Hail Mary", "Andy Weir", asin="B08G9PRS1K", narrator="Ray Porter", duration=970)
KEY = "a-key"


@pytest.fixture
def clock():
    """Moves by itself: the pauses between two searches."""
    return FakeClock(auto=True)


@pytest.fixture
async def connect(dependency, clock):
    """Makes a search of any address and key."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        def make(url, key=KEY, **options):
            http = Http(session=session, base_url=url, dependency=dependency, clock=clock)
            return BookSearch(Server(http=http, token=SecretStr(key), turn=nullcontext), **options)

        yield make


@pytest.fixture
def search(connect, shelf):
    shelf.sources.books = {"audible.uk": [AUDIBLE]}
    return connect(shelf.url, shelf.reader.token)


async def test_a_search_gives_the_hits(search, shelf):
    """It takes provider, title and author, and needs no more than a reader's key."""
    [found] = await search.books("audible.uk", "Project Hail Mary", "Andy Weir")

    assert found == Hit(
        title="Project Hail Mary",
        authors=("Andy Weir",),
        narrators=("Ray Porter",),
        asin="B08G9PRS1K",
        language="English",
        seconds=970 * 60,
        abridged=False,
    )
    assert shelf.sources.searches == [
        {"provider": "audible.uk", "title": "Project Hail Mary", "author": "Andy Weir"}
    ]


async def test_every_parameter_is_short_and_sent_once(search, shelf):
    """A title of any length and with half a character is searched for all the same."""
    assert await search.books("audible.uk", "Hail \ud800\n" * 900, "Weir " * 900)

    [asked] = shelf.sources.searches
    assert max(map(len, asked.values())) <= 300
    assert "\n" not in asked["title"]


async def test_searches_are_two_seconds_apart(search, shelf, clock):
    """Also the first one after a start, and those that are made at the same time."""
    begin = clock.now()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(search.books("audible.uk", "B08G9PRS1K"))

    assert clock.now() - begin >= timedelta(seconds=6)
    assert {one.in_flight for one in shelf.requests} == {1}


async def test_an_outage_of_the_source_looks_like_nothing_found(search, shelf):
    """It is no error."""
    shelf.sources.trouble = Trouble.AWAY

    assert await search.books("audible.uk", "Project Hail Mary") == ()


async def test_nonsense_of_the_source_may_pass(search, shelf):
    """Audiobookshelf answers 500 then, and so it does under load: another try."""
    shelf.sources.trouble = Trouble.NONSENSE

    with pytest.raises(TransientError, match="answered 500"):
        await search.books("audible.uk", "Project Hail Mary")


@pytest.mark.parametrize("fault", [Fault(status=429, retry_after="60"), Fault(status=503, retry_after="60")])
async def test_a_request_to_wait_is_kept(search, shelf, fault):
    """A proxy's limit is no outage of Audiobookshelf."""
    shelf.fail_next(fault)

    with pytest.raises(TransientError) as caught:
        await search.books("audible.uk", "Project Hail Mary")

    assert not isinstance(caught.value, UnavailableError)
    assert caught.value.retry_after == timedelta(seconds=60)


async def test_a_source_that_says_nothing_is_not_waited_for(connect, shelf, dependency):
    """The search ends after a time of our own, and Audiobookshelf is none the worse for it."""
    async with Silent() as silent:
        search = connect(silent.url, patience=timedelta(milliseconds=50))
        with pytest.raises(TransientError, match=r"did not answer in 0\.05 seconds") as caught:
            await search.books("audible", "Project Hail Mary")

    assert not isinstance(caught.value, UnavailableError)
    assert not dependency.breaker.is_shut


async def test_a_gone_item_and_a_refused_key_are_reported(search, connect, shelf):
    """They are not the source's."""
    with pytest.raises(NotFoundError):
        await search.books("audible.uk", "Project Hail Mary", item_id="nope")
    with pytest.raises(CredentialsError):
        await connect(shelf.url, "wrong").books("audible.uk", "Project Hail Mary")


async def test_an_answer_that_is_no_list_is_unexpected(connect):
    """It is another server's."""
    async with Silent(answer={}) as other:
        with pytest.raises(UnexpectedAnswerError, match="is ABS_URL right"):
            await connect(other.url).books("audible", "Project Hail Mary")


class Silent(LoopbackServer):
    """Never answers, or always the same."""

    def __init__(self, answer=None):
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        super().__init__(app)
        self.answer = answer

    async def _answer(self, _request):
        if self.answer is None:
            await asyncio.Event().wait()
        return web.json_response(self.answer)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples in ../shared")
def test_the_real_answers_are_read():
    """A suffix behind a comma belongs to its name, and each series has its place."""
    [first, second] = read_hits(json.loads((SAMPLES / "search-books-audible.json").read_text())["body"])

    assert first == second
    assert first.narrators == ("Ray Porter", "Second, Jr.")
    assert first.series == (Series(name="Ser", sequence="1"), Series(name="Uni", sequence="2"))
    assert (first.description, first.isbn, first.genres) == (
        "Text & more",
        "9781603935470",
        ("Science Fiction",),
    )
    assert (first.seconds, first.abridged, first.published_year) == (58200, False, "2021")


@pytest.mark.parametrize(
    ("joined", "names"),
    [
        ("Ray Porter,Ann Reed", ("Ray Porter", "Ann Reed")),
        (
            "Ray Porter, Jr., Ann Reed, Ph.D., Jo Doe, III",
            ("Ray Porter, Jr.", "Ann Reed, Ph.D.", "Jo Doe, III"),
        ),
        ("Ann Reed - translator, Jo Doe", ("Ann Reed", "Jo Doe")),
        ("Ray Porter, , Ray Porter", ("Ray Porter",)),
        ("Unknown, N/A, Various", ()),
        ("<b>Ray</b>, Ray Porter", ("Ray Porter",)),
        ("https://example.com, {Ray}", ()),
        ("x" * 5000, ()),
        ("\u202eretroP yaR, Ray\u200bPorter", ("retroP yaR", "RayPorter")),
        (["Ray Porter"], ()),
        (None, ()),
        (7, ()),
    ],
)
def test_names_are_taken_apart(joined, names):
    """At commas, without what is no one's name."""
    [found] = read_hits([{"narrator": joined}])

    assert found.narrators == names


@pytest.mark.parametrize(
    "odd",
    [
        {"duration": True, "abridged": "false", "publishedYear": True, "series": {"series": "A"}},
        {"duration": -970, "abridged": 1, "publishedYear": "20xx", "series": [None, "A", {"series": ""}]},
        {"duration": 1e300, "abridged": None, "publishedYear": [], "series": [{"series": ["A"]}]},
        {"duration": "NaN", "title": ["A"], "author": {}, "narrator": False, "genres": "SF"},
        {"duration": 0, "title": "\x00\n ", "asin": "B0", "isbn": "123", "description": 7, "tags": [None, 1]},
        {"cover": "file:///etc/passwd", "asin": "AAAAAAAAAA", "publisher": "<script>", "subtitle": ""},
        {"cover": "https://user:secret@example.com/a.jpg", "language": "x" * 400},
        {"cover": "http://[", "description": "<script>alert(1)</script>"},
    ],
)
def test_odd_values_count_as_absent(odd):
    """Nothing is made of what is of another kind, or cannot be."""
    assert read_hits([odd]) == (Hit(),)


def test_a_place_is_a_number():
    """What Audiobookshelf would move into the series' name is none."""
    [found] = read_hits(
        [
            {
                "series": [
                    {"series": "A", "sequence": one}
                    for one in ("02", "1.5", 3, "Book 1", "#1", "1; DROP", None)
                ]
            }
        ]
    )

    assert [one.sequence for one in found.series] == ["2", "1.5", "3", "1", "1", None, None]


def test_what_is_no_hit_is_left_out():
    """And of very many only the first are read."""
    assert read_hits([None, "A", [], {"title": "A"}]) == (Hit(title="A"),)
    assert len(read_hits([{"title": "A"}] * 500)) == MOST
    assert replace(read_hits([{"cover": "https://example.com/a.jpg"}])[0], cover=None) == Hit()
