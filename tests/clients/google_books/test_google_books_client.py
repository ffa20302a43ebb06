"""Google Books is asked slowly, within its budget, and its refusals are distinguished."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.google_books import GoogleBooks
from domain.dependency import Dependency
from domain.errors import (
    CredentialsError,
    NeedsPersonError,
    QuotaGoneError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from sandbox.google_books import Fault, odd_volumes
from sandbox.visits import most_in_flight

BOOK = "The Name of the Wind"
AUTHOR = "Patrick Rothfuss"


async def test_a_volume_is_found_by_its_isbn(client, server):
    """One request for the number, and the volume with all that it shows."""
    [volume] = await client.by_isbn("9780756404079")

    assert (volume.title, volume.authors, volume.publisher) == (BOOK, (AUTHOR,), "DAW Books")
    assert (volume.isbn, volume.published_year) == ("9780756404079", "2009")
    assert server.queries == ["isbn:9780756404079"]


async def test_volumes_are_found_by_title_and_author(client, server):
    """Both as phrases, without what is on no cover; no more than five are asked for."""
    volumes = await client.by_title_and_author('The "Name" of the Wind: Day One (Unabridged)', AUTHOR)

    assert BOOK in [volume.title for volume in volumes]
    assert server.queries == [f'intitle:"The Name of the Wind" inauthor:"{AUTHOR}"']
    assert "maxResults=5" in server.requests[0].query


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("It", "It"),
        ("11/22/63", "11/22/63"),
        ("Dune, Book 1", "Dune"),
        ("Dune - Unabridged", "Dune"),
        ("Catch-22", "Catch-22"),
        ("The  Stand [1990]", "The Stand"),
        ("(Unnamed)", "(Unnamed)"),
        ("2001: A Space Odyssey", "2001"),
        ("Long " * 200, ("Long " * 40)[:200]),
    ],
)
async def test_what_of_a_title_is_asked_for(client, server, title, asked):
    """What is likely to stand on a cover, and never nothing."""
    await client.by_title_and_author(title, "Somebody")

    assert server.queries == [f'intitle:"{asked}" inauthor:"Somebody"']


async def test_nothing_found_is_an_empty_answer(client):
    """A service without a hit leaves the list out altogether."""
    assert await client.by_isbn("9780000000002") == ()


async def test_the_key_is_in_a_header_alone(client, server):
    """No address holds it, so none that is logged gives it away."""
    await client.by_isbn("9780756404079")

    [seen] = server.requests
    assert seen.headers["X-Goog-Api-Key"] == server.key
    assert server.key not in seen.query + seen.path
    assert server.key not in repr(vars(client))


async def test_one_request_a_second_and_one_at_a_time(client, server):
    """Ten callers at once are answered one after the other, a second apart from the very first on."""
    async with asyncio.TaskGroup() as callers:
        for _ in range(10):
            callers.create_task(client.by_isbn("9780756404079"))

    assert len(server.visits) == 10
    assert server.smallest_spacing() >= timedelta(seconds=1)
    assert most_in_flight(server.visits) == 1


async def test_a_new_client_waits_as_well(client, server, clock):
    """The one before it may have asked just now: a restart is no way around the pace."""
    made = clock.now()

    await client.by_isbn("9780756404079")

    assert server.visits[0].at - made >= timedelta(seconds=1)


async def test_without_leave_nothing_is_asked(client, server, allowance):
    """The day's requests are counted before they are sent."""
    allowance.left = 2
    await client.by_isbn("9780756404079")
    await client.by_isbn("9780756404079")

    with pytest.raises(QuotaGoneError):
        await client.by_isbn("9780756404079")

    assert len(server.visits) == 2


@pytest.mark.parametrize("fault", [Fault.PER_DAY, Fault.DAILY_LIMIT, Fault.DAILY_LIMIT_UNREGISTERED])
async def test_the_day_s_requests_are_gone(client, server, allowance, fault):
    """When the service says so, nothing is left of the day's, whatever we had counted."""
    server.fail_next(fault)

    with pytest.raises(QuotaGoneError):
        await client.by_isbn("9780756404079")

    assert allowance.left == allowance.taken == 1


@pytest.mark.parametrize("fault", [Fault.PER_MINUTE, Fault.USER_RATE])
async def test_the_minute_s_requests_are_gone(client, server, allowance, fault):
    """Then there is a pause, and the day goes on."""
    server.fail_next(fault)

    with pytest.raises(UnavailableError) as caught:
        await client.by_isbn("9780756404079")

    assert caught.value.retry_after == timedelta(minutes=1)
    assert allowance.left == 1000


@pytest.mark.parametrize(
    ("fault", "mend"),
    [
        (Fault.BAD_KEY, "GOOGLE_BOOKS_API_KEY is not valid"),
        (Fault.KEY_INVALID, "GOOGLE_BOOKS_API_KEY is not valid"),
        (Fault.NOT_CONFIGURED, "enable the Books API for GOOGLE_BOOKS_API_KEY"),
    ],
)
async def test_a_refused_key_is_used_once_more_at_a_person_s_word(
    client, server, allowance, dependency, fault, mend
):
    """The message names setting and command, and not the key; nothing is asked, or paid for, until that word."""
    server.always(fault)

    with pytest.raises(CredentialsError, match=rf"{mend}.*`shelfhook retry google-books`") as caught:
        await client.by_isbn("9780756404079")
    with pytest.raises(CredentialsError):
        await client.by_isbn("9780756404079")
    assert len(server.visits) == allowance.taken == 1
    assert server.key not in str(caught.value)
    assert dependency.refused == caught.value.reason

    server.always(None)
    dependency.invite()

    assert await client.check() == "Google Books accepts the key"
    assert dependency.refused is None


@pytest.mark.parametrize(
    "fault", [Fault.PER_DAY, Fault.DAILY_LIMIT, Fault.PER_MINUTE, Fault.USER_RATE, Fault.UNKNOWN_LOCATION]
)
async def test_a_limit_is_no_refusal_of_the_key(client, server, dependency, fault):
    """Also where it is a 403: what counts a key's requests takes the key."""
    server.fail_next(fault)

    with pytest.raises(TransientError if fault is not Fault.UNKNOWN_LOCATION else UnexpectedAnswerError):
        await client.by_isbn("9780756404079")

    assert dependency.refused is None


@pytest.mark.parametrize("fault", [Fault.BACKEND, Fault.INTERNAL, Fault.NOT_JSON])
async def test_trouble_of_the_service_passes(client, server, fault):
    """A 5xx is worth another try, whatever its body is."""
    server.fail_next(fault)

    with pytest.raises(TransientError) as caught:
        await client.by_isbn("9780756404079")

    assert not isinstance(caught.value, UnavailableError | QuotaGoneError)
    assert await client.by_isbn("9780756404079")


async def test_no_answer_at_all(client, server):
    """A connection that breaks is an outage, and is not tried again here."""
    server.fail_next(Fault.DROPPED)

    with pytest.raises(UnavailableError):
        await client.by_isbn("9780756404079")

    assert len(server.visits) == 1


async def test_a_query_that_it_does_not_take(client, server):
    """Any other 400 is about this query alone."""
    server.fail_next(Fault.BAD_REQUEST)

    with pytest.raises(UnexpectedAnswerError):
        await client.by_isbn("9780756404079")


async def test_odd_volumes_are_read_as_far_as_they_go(client, server):
    """A value of the wrong kind is as good as absent, and the others are read."""
    server.volumes = odd_volumes()

    volumes = await client.by_title_and_author("Oddity", "")

    assert len(volumes) == 5
    assert {volume.title for volume in volumes} == {"Oddity"}
    assert all(volume.authors == () and volume.isbn is None for volume in volumes)


async def test_another_server_s_address_is_a_person_s_to_fix(server, clock, allowance):
    """What is not Google Books at all is no fault of a book."""
    async with aiohttp.ClientSession() as session:
        http = Http(
            session=session,
            base_url=f"{server.url}/elsewhere",
            dependency=Dependency("google_books", clock),
            clock=clock,
        )
        client = GoogleBooks(http=http, key=SecretStr(server.key), allowance=allowance, clock=clock)

        with pytest.raises(NeedsPersonError, match="GOOGLE_BOOKS_URL"):
            await client.by_isbn("9780756404079")


async def test_what_is_not_asked_is_not_paid_for(client, server, allowance):
    """While the service is away calls fail at once, and use up neither the day's requests nor a turn."""
    server.down = True
    for _ in range(3):
        with pytest.raises(UnavailableError):
            await client.by_isbn("9780593135204")

    for _ in range(5):
        with pytest.raises(UnavailableError, match="is unavailable"):
            await client.by_isbn("9780593135204")

    assert allowance.taken == len(server.requests) == 3
