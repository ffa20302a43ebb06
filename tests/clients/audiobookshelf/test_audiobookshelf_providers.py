"""Custom metadata providers over the API."""

from contextlib import nullcontext

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Server
from clients.audiobookshelf.providers import Providers
from domain.errors import CredentialsError, NeedsPersonError, NotFoundError, UnexpectedAnswerError

HEADER = SecretStr("Bearer a-token-of-its-own")


@pytest.fixture
async def connect(shelf, dependency, clock):
    """Makes a client of any key and address."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        def make(token, url=shelf.url):
            http = Http(session=session, base_url=url, dependency=dependency, clock=clock)
            return Providers(Server(http=http, token=SecretStr(token), turn=nullcontext))

        yield make


async def test_made_listed_and_removed(connect, shelf):
    """What was made is listed with its header, which no representation shows."""
    providers = connect(shelf.admin.token)

    made = await providers.add("shelfhook", "http://127.0.0.1:9/provider", header=HEADER)
    [listed] = await providers.all()
    await providers.remove(made.id)

    assert listed == made
    assert listed.header.get_secret_value() == HEADER.get_secret_value()
    assert HEADER.get_secret_value() not in repr(listed)
    assert await providers.all() == []


async def test_only_administrators_may(connect, shelf):
    """Another user gets that as a sentence."""
    with pytest.raises(
        NeedsPersonError, match="only an administrator may change metadata providers"
    ) as raised:
        await connect(shelf.editor.token).all()

    assert not isinstance(raised.value, CredentialsError)


async def test_a_wrong_key(connect):
    """It is reported as it is everywhere."""
    with pytest.raises(CredentialsError, match="set ABS_TOKEN"):
        await connect("wrong").all()


async def test_one_that_is_gone(connect, shelf):
    """Removing it is an error that says so."""
    with pytest.raises(NotFoundError):
        await connect(shelf.admin.token).remove("nothing")


async def test_a_provider_that_does_not_answer_finds_nothing(connect, shelf):
    """Audiobookshelf shows no error of it."""
    providers = connect(shelf.admin.token)
    made = await providers.add("away", "http://127.0.0.1:9", header=HEADER)

    assert await providers.matches(made, title="Chains", author="Anna Writer") == 0


async def test_a_server_that_is_not_audiobookshelf(connect):
    """An object without providers is another server's."""
    app = web.Application()
    app.router.add_get("/api/custom-metadata-providers", _hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    with pytest.raises(UnexpectedAnswerError, match="is ABS_URL right"):
        await connect("key", f"http://127.0.0.1:{runner.addresses[0][1]}").all()

    await runner.cleanup()


async def _hello(_request):
    return web.json_response({"hello": 1})
