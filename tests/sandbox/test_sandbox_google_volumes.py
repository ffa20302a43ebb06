"""The volumes that the stand-in for Google Books has: untidy, and not always the book."""

import aiohttp
import pytest

from sandbox.clock import FakeClock
from sandbox.google_books import VOLUMES, SandboxGoogleBooks, isbn_10, isbn_13, odd_volumes

VOLUMES_PATH = "/books/v1/volumes"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def books(clock):
    async with SandboxGoogleBooks(clock=clock) as server:
        yield server


def test_records_are_as_untidy_as_real_ones():
    """Among the volumes every optional key is missing somewhere, and dates and numbers are odd."""
    infos = [volume["volumeInfo"] for volume in VOLUMES]
    keys = set().union(*infos)
    dates = [info["publishedDate"] for info in infos if "publishedDate" in info]
    kinds = {one["type"] for info in infos for one in info.get("industryIdentifiers", ())}

    assert {key for key in keys if all(key in info for info in infos)} == {"title", "authors"}
    assert {"19??"} < set(dates)
    assert {len(text) for text in dates} >= {4, 5, 7, 10}
    assert kinds == {"ISBN_13", "ISBN_10", "OTHER", "ISSN"}


def test_the_book_itself_is_not_always_first():
    """Some books come after their summary, some after the study guide as well."""
    summaries = [
        place for place, volume in enumerate(VOLUMES) if volume["volumeInfo"]["title"].startswith("Summary")
    ]
    own_first = [
        place
        for place in summaries
        if VOLUMES[place - 1]["volumeInfo"]["title"] in VOLUMES[place]["volumeInfo"]["title"]
    ]

    assert 0 < len(own_first) < len(summaries)


@pytest.mark.parametrize(
    ("body", "thirteen", "ten"),
    [("030640615", "9780306406157", "0306406152"), ("080442957", "9780804429573", "080442957X")],
)
def test_check_digits_are_right(body, thirteen, ten):
    """Numbers of real books come out, X among them."""
    assert (isbn_13(body), isbn_10(body)) == (thirteen, ten)


async def test_odd_volumes_can_be_served(clock):
    """Values of the wrong kind go over the wire as they are."""
    async with (
        SandboxGoogleBooks(clock=clock, volumes=odd_volumes()) as books,
        aiohttp.ClientSession() as session,
        session.get(f"{books.url}{VOLUMES_PATH}?q=oddity&country=US&key={books.key}") as response,
    ):
        answer = await response.json()

    assert len(answer["items"]) == 7
    assert answer["items"][1]["volumeInfo"]["authors"] == "A Text, Not a List"
