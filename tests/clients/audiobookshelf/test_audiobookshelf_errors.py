"""What each kind of trouble becomes."""

from datetime import timedelta

import pytest
from aiohttp import web

from clients.audiobookshelf import ItemChange
from domain.errors import (
    BadInputError,
    CredentialsError,
    NeedsPersonError,
    NotFoundError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from sandbox.audiobookshelf import Fault
from sandbox.server import LoopbackServer

NARRATED = ItemChange(narrators=("Ray Porter",))


@pytest.fixture
def book(shelf):
    return shelf.add_synthetic(1)[0]


async def test_no_connection_is_unavailable(client, shelf, dependency):
    """The dependency has heard of it, once."""
    await shelf.stop()

    with pytest.raises(UnavailableError) as caught:
        await client.libraries()

    assert caught.value.service == "audiobookshelf"
    assert dependency.failures_in_a_row == 1


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_proxy_without_server_is_unavailable(client, shelf, dependency, status):
    """The wait that it asks for is passed on."""
    shelf.fail_next(Fault(status=status, retry_after="7"))

    with pytest.raises(UnavailableError, match=f"/api/me answered {status}") as caught:
        await client.me()

    assert caught.value.retry_after == timedelta(seconds=7)
    assert dependency.failures_in_a_row == 1


async def test_500_is_transient_and_no_outage(client, shelf, dependency):
    """The dependency counts a failure."""
    shelf.fail_next(Fault(status=500))

    with pytest.raises(TransientError) as caught:
        await client.me()

    assert not isinstance(caught.value, UnavailableError)
    assert dependency.failures_in_a_row == 1


async def test_429_waits_as_long_as_asked(client, shelf, dependency):
    """It is no failure of the server."""
    shelf.fail_next(Fault(status=429, retry_after="30"))

    with pytest.raises(TransientError) as caught:
        await client.me()

    assert caught.value.retry_after == timedelta(seconds=30)
    assert dependency.failures_in_a_row == 0


async def test_a_refused_key_says_what_to_set(connect, shelf):
    """The message names the setting and not the key."""
    with pytest.raises(CredentialsError, match="ABS_TOKEN") as caught:
        await connect(shelf.url, "wrong-and-secret").libraries()

    assert "wrong-and-secret" not in str(caught.value)


async def test_a_missing_permission_is_named(connect, shelf, book):
    """A write without update, a look at what is hidden; neither makes the key itself bad."""
    reader = connect(shelf.url, shelf.reader.token)

    with pytest.raises(NeedsPersonError, match="permission to update") as write:
        await reader.update(book.id, NARRATED)
    with pytest.raises(NeedsPersonError, match="permission to update"):
        await reader.update_many({book.id: NARRATED})
    shelf.reader.explicit, book.explicit = False, True
    with pytest.raises(NeedsPersonError, match="explicit"):
        await reader.item(book.id)

    assert not isinstance(write.value, CredentialsError)


async def test_what_is_not_there_is_not_found(client, book):
    """An item that is written to, one of many, and a library."""
    with pytest.raises(NotFoundError):
        await client.update("unknown", NARRATED)
    with pytest.raises(NotFoundError):
        await client.update_many({book.id: NARRATED, "unknown": NARRATED})
    with pytest.raises(NotFoundError):
        await client.page("unknown", 0)

    assert book.narrators == []


@pytest.mark.parametrize("item_id", ["", ".", ".."])
async def test_an_id_that_would_climb_the_path_is_refused(client, shelf, item_id):
    """Nothing is asked at all."""
    with pytest.raises(BadInputError):
        await client.update(item_id, NARRATED)

    assert shelf.requests == []


@pytest.mark.parametrize(("when", "narrators"), [("before", []), ("after", ["Ray Porter"])])
async def test_a_connection_that_breaks_during_a_write_is_unavailable(client, shelf, book, when, narrators):
    """The write is sent once, whether it was applied or not."""
    shelf.fail_next(Fault(drop=when), on="PATCH")

    with pytest.raises(UnavailableError):
        await client.update(book.id, NARRATED)

    assert book.narrators == narrators
    assert [seen.method for seen in shelf.requests] == ["PATCH"]


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, "OK", "text/plain"),
        (200, "[1]", "application/json"),
        (200, '{"libraries": 5}', "application/json"),
        (204, "", "text/plain"),
    ],
)
async def test_another_server_at_the_address_is_pointed_out(connect, status, body, content_type):
    """Any thing that is no answer of Audiobookshelf, and yet no page."""

    async def other(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=content_type)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", other)
    async with LoopbackServer(app) as server:
        client = connect(server.url, "token")
        for call in (client.status(), client.libraries(), client.item("x"), client.items(["x"])):
            with pytest.raises(UnexpectedAnswerError, match="is ABS_URL right"):
                await call


async def test_a_write_that_a_page_answers_is_not_taken_for_done(connect):
    """A login page in front of the server answers 200 to everything."""

    async def login(_request: web.Request) -> web.Response:
        return web.Response(text="<html>please log in", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", login)
    async with LoopbackServer(app) as server:
        with pytest.raises(UnavailableError, match="something before Audiobookshelf"):
            await connect(server.url, "token").update("x", NARRATED)


async def test_a_change_too_large_for_the_server_is_unexpected(client, book):
    """The address is not blamed for it."""
    with pytest.raises(UnexpectedAnswerError, match="413") as caught:
        await client.update(book.id, ItemChange(description="x" * 11_000_000))

    assert "ABS_URL" not in str(caught.value)


async def test_an_item_without_a_path_is_unexpected(client, book):
    """A single item cannot be left out, so it is said."""
    book.path = ""

    with pytest.raises(UnexpectedAnswerError, match="path"):
        await client.item(book.id)


async def test_an_item_with_half_a_character_is_read(connect):
    """A title that was cut within an emoji is no valid Unicode; only that character is odd."""

    async def item(_request: web.Request) -> web.Response:
        text = r'{"id": "x", "libraryId": "l", "path": "/x", "media": {"metadata": {"title": "A \ud83d"}}}'
        return web.Response(text=text, content_type="application/json")

    app = web.Application()
    app.router.add_get("/api/items/x", item)
    async with LoopbackServer(app) as server:
        found = await connect(server.url, "token").item("x")

    assert found is not None
    assert found.title == "A \ud83d"
