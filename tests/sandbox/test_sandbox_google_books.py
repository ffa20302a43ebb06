"""The stand-in for Google Books behaves as facts/google_books.md says."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from sandbox.clock import FakeClock
from sandbox.google_books import Fault, SandboxGoogleBooks

VOLUMES_PATH = "/books/v1/volumes"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def books(clock):
    async with SandboxGoogleBooks(clock=clock) as server:
        yield server


@pytest.fixture
async def ask(books):
    """Sends a query with key and country, changed by keywords; None leaves one out."""
    async with aiohttp.ClientSession() as session:

        async def get(q, **changes):
            params = {"q": q, "key": books.key, "country": "US"} | changes
            params = {name: value for name, value in params.items() if value is not None}
            async with session.get(books.url + VOLUMES_PATH, params=params) as response:
                return response.status, await response.json(content_type=None)

        yield get


def titles(answer):
    return [item["volumeInfo"]["title"] for item in answer["items"]]


def reason(answer):
    return answer["error"]["errors"][0]["reason"]


async def test_an_isbn_finds_its_volume(ask):
    """Either ISBN of a volume finds it alone, with all that is known of it."""
    _, by_13 = await ask("isbn:9780756404079")
    _, by_10 = await ask("isbn:075640407X")

    item = by_13["items"][0]
    assert by_10["items"] == by_13["items"] == [item]
    assert by_13["kind"] == "books#volumes"
    assert item["volumeInfo"]["authors"] == ["Patrick Rothfuss"]
    assert item["volumeInfo"]["publisher"] == "DAW Books"
    assert {"kind", "id", "etag", "selfLink", "volumeInfo", "searchInfo"} == item.keys()


async def test_operators_narrow_the_query(ask):
    """A title and an author in quotes find the book and its box, and not the summary by someone else."""
    _, both = await ask('intitle:"the wise man\'s fear" inauthor:"patrick rothfuss"')
    _, title = await ask('intitle:"the wise man\'s fear"')
    _, free = await ask("rothfuss wise fear")

    assert set(titles(both)) == {"The Wise Man's Fear", "The Kingkiller Chronicle Boxed Set"}
    assert titles(title).count("The Wise Man's Fear") == 2
    assert "Summary of The Wise Man's Fear by Patrick Rothfuss" in titles(title)
    assert len(titles(free)) == 3


async def test_without_a_hit_there_are_no_items(ask):
    """An empty result has no key for items at all."""
    _, answer = await ask("intitle:unheard-of")

    assert answer == {"kind": "books#volumes", "totalItems": 0}


async def test_results_come_in_pages(ask):
    """`maxResults` and `startIndex` cut the list, and the total is only an estimate."""
    _, first = await ask("inauthor:rowling", maxResults="3")
    _, second = await ask("inauthor:rowling", maxResults="3", startIndex="3")
    _, whole = await ask("inauthor:rowling", maxResults="40")

    assert titles(whole)[:6] == titles(first) + titles(second)
    assert first["totalItems"] != second["totalItems"]


@pytest.mark.parametrize(
    "changes",
    [{"maxResults": "0"}, {"maxResults": "41"}, {"startIndex": "-1"}, {"q": ""}, {"fields": "items(id"}],
)
async def test_a_bad_parameter_is_refused(ask, changes):
    """What the reference does not allow is a bad request."""
    status, answer = await ask(changes.pop("q", "rothfuss"), **changes)

    assert (status, reason(answer)) == (400, "badRequest")
    assert "details" not in answer["error"]


async def test_fields_leave_the_rest_out(ask):
    """A partial answer holds what was named, in brackets or by a slash."""
    _, answer = await ask("isbn:9780756404079", fields="totalItems,items(id,volumeInfo(title,authors)),kind")
    _, slash = await ask("isbn:9780756404079", fields="items/volumeInfo/title")

    assert answer["items"][0].keys() == {"id", "volumeInfo"}
    assert answer["items"][0]["volumeInfo"].keys() == {"title", "authors"}
    assert slash == {"items": [{"volumeInfo": {"title": "The Name of the Wind"}}]}


async def test_a_language_can_be_asked_for(ask):
    """`langRestrict` hides volumes that say another language."""
    _, german = await ask("intitle:astronaut", langRestrict="de")
    _, french = await ask("intitle:astronaut", langRestrict="fr")

    assert titles(german) == ["Der Astronaut"]
    assert "items" not in french


async def test_the_country_is_needed(ask):
    """Without it the location of a server is unknown."""
    status, answer = await ask("rothfuss", country=None)

    assert (status, reason(answer)) == (403, "unknownLocation")


async def test_a_wrong_key_is_named_as_such(ask, books):
    """The error has the reason among its details; the query costs nothing."""
    status, answer = await ask("rothfuss", key="wrong")

    assert status == 400
    assert answer["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert "API key not valid" in answer["error"]["message"]
    assert books.used_today == 0


async def test_without_a_key_the_shared_quota_is_used_up(ask):
    """The anonymous quota never has anything left."""
    status, answer = await ask("rothfuss", key=None)

    assert (status, reason(answer)) == (429, "rateLimitExceeded")
    assert "per day" in answer["error"]["message"]


async def test_the_day_ends_at_midnight_pacific_time(ask, books, clock):
    """A used-up budget refuses until the Pacific day is over, whatever the date is in Greenwich."""
    books.quota.per_day = 2
    spent = [(await ask("rothfuss"))[0] for _ in range(3)]
    clock.advance(datetime(2026, 1, 16, 7, 59, tzinfo=UTC) - clock.now())
    before = await ask("rothfuss")
    clock.advance(timedelta(minutes=1))
    after = await ask("rothfuss")

    assert spent == [200, 200, 429]
    assert before[0] == 429
    assert "Queries per day'" in before[1]["error"]["message"]
    assert after[0] == 200
    assert books.used_today == 1


async def test_the_day_is_an_hour_earlier_in_summer(ask, books, clock):
    """Daylight saving moves midnight Pacific to 7:00 UTC."""
    books.quota.per_day = 1
    clock.advance(datetime(2026, 7, 1, 6, 59, tzinfo=UTC) - clock.now())
    first = await ask("rothfuss")
    clock.advance(timedelta(minutes=1))
    second = await ask("rothfuss")

    assert (first[0], second[0]) == (200, 200)


async def test_a_minute_has_its_budget_too(ask, books, clock):
    """More than the minute's queries are refused, and welcome again when the first is a minute old."""
    books.quota.per_minute = 3
    statuses = [(await ask("rothfuss"))[0] for _ in range(3)]
    clock.advance(timedelta(seconds=59))
    refused = await ask("rothfuss")
    clock.advance(timedelta(seconds=1))
    again = await ask("rothfuss")

    assert statuses == [200, 200, 200]
    assert refused[0] == 429
    assert "per minute" in refused[1]["error"]["message"]
    assert again[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "word"),
    [
        (Fault.PER_DAY, 429, "rateLimitExceeded"),
        (Fault.PER_MINUTE, 429, "rateLimitExceeded"),
        (Fault.DAILY_LIMIT, 403, "dailyLimitExceeded"),
        (Fault.DAILY_LIMIT_UNREGISTERED, 403, "dailyLimitExceededUnreg"),
        (Fault.USER_RATE, 403, "userRateLimitExceeded"),
        (Fault.BAD_KEY, 400, "badRequest"),
        (Fault.KEY_INVALID, 403, "keyInvalid"),
        (Fault.NOT_CONFIGURED, 403, "accessNotConfigured"),
        (Fault.UNKNOWN_LOCATION, 403, "unknownLocation"),
        (Fault.BACKEND, 503, "backendFailed"),
        (Fault.INTERNAL, 500, "internalError"),
    ],
)
async def test_every_error_of_the_table_can_be_had(ask, books, fault, status, word):
    """`fail_next` gives one error in the API's own JSON, and then all is well."""
    books.fail_next(fault)

    spoilt, well = await ask("rothfuss"), await ask("rothfuss")

    assert (spoilt[0], reason(spoilt[1])) == (status, word)
    assert spoilt[1]["error"]["code"] == status
    assert well[0] == 200


async def test_an_answer_may_be_no_json(ask, books):
    """A proxy's page comes in the place of an answer, until it is taken back."""
    books.always(Fault.NOT_JSON)

    with pytest.raises(ValueError, match="Expecting value"):
        await ask("rothfuss")
    books.always(None)
    assert (await ask("rothfuss"))[0] == 200


async def test_a_connection_may_break(ask, books):
    """No answer comes at all."""
    books.always(Fault.DROPPED)

    with pytest.raises(aiohttp.ClientError):
        await ask("rothfuss")


async def test_queries_and_their_times_are_kept(ask, books, clock):
    """What was asked, and how far apart, can be looked up afterwards."""
    await ask("first")
    clock.advance(timedelta(seconds=1))
    await ask("second")

    assert books.queries == ["first", "second"]
    assert books.smallest_spacing() == timedelta(seconds=1)
