"""Calls to a service that is away, through every client."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Server
from clients.qbittorrent import Login, Qbittorrent
from domain.dependency import Dependency
from domain.errors import ShelfhookError, TransientError, UnavailableError, UnexpectedAnswerError
from sandbox.clock import FakeClock
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from sandbox.server import LoopbackServer

HASH = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"


class Answering(LoopbackServer):
    """Answers everything the same way."""

    def __init__(self) -> None:
        super().__init__(web.Application())
        self.app.router.add_route("*", "/{any:.*}", self._any)
        self.status = 200
        self.headers: dict[str, str] = {}

    async def _any(self, _request: web.Request) -> web.Response:
        return web.json_response({}, status=self.status, headers=self.headers)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Answering() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


def http_of(session: aiohttp.ClientSession, server: LoopbackServer, name: str, clock: FakeClock) -> Http:
    return Http(session=session, base_url=server.url, dependency=Dependency(name, clock), clock=clock)


@pytest.fixture
def shelf_http(session: aiohttp.ClientSession, server: Server, clock: FakeClock) -> Http:
    return http_of(session, server, "audiobookshelf", clock)


async def failures(call: Any, times: int) -> list[ShelfhookError]:
    """What so many calls raised, one after the other."""
    found = []
    for _ in range(times):
        with pytest.raises(ShelfhookError) as caught:
            await call()
        found.append(caught.value)
    return found


async def test_a_server_that_is_gone_is_asked_three_times(shelf_http, server):
    """From the fourth call on nothing is sent, and the error says why and until when."""
    client = Audiobookshelf(Server(http=shelf_http, token=SecretStr("t"), turn=nullcontext))
    server.down = True

    errors = await failures(client.libraries, 10)

    assert len(server.requests) == 3
    assert all(isinstance(error, UnavailableError) for error in errors)
    assert "is unavailable" in str(errors[-1])
    assert errors[-1].retry_after == timedelta(seconds=1)


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_proxy_without_server_opens_it(shelf_http, server, status):
    """The proxy says that the service is down."""
    client = Audiobookshelf(Server(http=shelf_http, token=SecretStr("t"), turn=nullcontext))
    server.status = status

    await failures(client.libraries, 10)

    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [500, 403, 404])
async def test_other_answers_keep_it_closed(shelf_http, server, status):
    """A service that answers is available: what went wrong may be the one request's own."""
    client = Audiobookshelf(Server(http=shelf_http, token=SecretStr("t"), turn=nullcontext))
    server.status = status

    errors = await failures(client.libraries, 10)

    assert len(server.requests) == 10
    assert not any(isinstance(error, UnavailableError) for error in errors)


async def test_a_pause_is_kept_for_all_requests(shelf_http, server, clock):
    """After one 429 nothing is sent until the time that it named, whatever it is about."""
    client = Audiobookshelf(Server(http=shelf_http, token=SecretStr("t"), turn=nullcontext))
    server.status, server.headers = 429, {"Retry-After": "120"}

    [first, *others] = await failures(client.libraries, 1) + await failures(client.me, 3)
    clock.advance(timedelta(seconds=120))
    await failures(client.me, 1)

    assert isinstance(first, TransientError)
    assert {str(other).partition(":")[0] for other in others} == {"Audiobookshelf is unavailable"}
    assert len(server.requests) == 2


async def test_too_long_an_answer_is_an_answer(session, server, clock):
    """A body past the limit is refused, and opens nothing."""
    http = Http(
        session=session,
        base_url=server.url,
        dependency=Dependency("audiobookshelf", clock),
        clock=clock,
        max_bytes=1,
    )

    errors = await failures(lambda: http.request("GET", "/"), 5)

    assert {type(error) for error in errors} == {UnexpectedAnswerError}
    assert not http.dependency.is_open


@pytest.fixture
async def web_api() -> AsyncIterator[QbittorrentStandIn]:
    async with QbittorrentStandIn() as server:
        server.hold(hash=HASH)
        yield server


@pytest.fixture
async def torrents(web_api: QbittorrentStandIn) -> AsyncIterator[Qbittorrent]:
    clock = FakeClock()
    client = Qbittorrent(
        login=Login(url=web_api.url, username="admin", password=SecretStr("right")),
        dependency=Dependency("qbittorrent", clock),
        clock=clock,
    )
    yield client
    await client.close()


async def test_a_torrent_client_that_is_gone_is_asked_three_times(torrents, web_api):
    """No one waits in its line either; the probe that succeeds lets all through."""
    await torrents.torrent(HASH)
    web_api.down = True
    await failures(lambda: torrents.torrent(HASH), 3)
    asked = len(web_api.requests)

    await failures(lambda: torrents.torrent(HASH), 5)
    silent = len(web_api.requests) - asked
    web_api.down = False
    torrents.clock.advance(timedelta(seconds=1))

    assert silent == 0
    assert await torrents.torrent(HASH)
    assert await torrents.version()


async def test_a_proxy_that_misses_the_torrent_client_opens_it(torrents, web_api):
    """A list that is not found is an outage, for which nothing is tried over and over."""
    web_api.answer = lambda: web.Response(status=404)

    await failures(lambda: torrents.torrent(HASH), 10)

    assert web_api.asked("torrents/info") == 3


async def test_a_refused_login_is_an_answer(torrents, web_api):
    """A wrong password is no outage."""
    web_api.password = "another"

    await failures(lambda: torrents.torrent(HASH), 5)

    assert not torrents.dependency.is_open
