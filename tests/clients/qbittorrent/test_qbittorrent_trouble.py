import asyncio
import socket

import pytest
from aiohttp import web

from domain.errors import CredentialsError, ShelfhookError, UnavailableError, UnexpectedAnswerError

V1 = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda: web.Response(status=503), UnavailableError),
        (lambda: web.Response(status=500), UnavailableError),
        (lambda: web.Response(status=429), UnavailableError),
        (lambda: web.Response(status=404), UnavailableError),
        (lambda: web.Response(status=409), UnexpectedAnswerError),
        (lambda: web.Response(status=401), CredentialsError),
        (lambda: web.Response(status=403), UnavailableError),
        (
            lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
            UnavailableError,
        ),
        (lambda: web.Response(text="<html>Sign in</html>", content_type="text/html"), UnavailableError),
        (lambda: web.json_response({"error": 1}), UnexpectedAnswerError),
        (lambda: web.json_response([1]), UnexpectedAnswerError),
        (lambda: web.json_response([{"hash": V1}]), UnexpectedAnswerError),
    ],
)
async def test_every_odd_answer_is_one_of_our_errors(client, web_api, answer, error):
    """Whatever a proxy or another program answers becomes a domain error that names the path."""
    web_api.answer = answer

    with pytest.raises(error, match="qBittorrent /api/v2/torrents/info") as caught:
        await client.torrent(V1)

    assert isinstance(caught.value, ShelfhookError)
    assert "admin" not in str(caught.value)


@pytest.mark.parametrize("body", ["Sign in", ""])
async def test_a_version_that_is_none_is_refused(client, web_api, body):
    """Words of another program are not taken for a version."""
    web_api.answer = lambda: web.Response(text=body)

    with pytest.raises(UnexpectedAnswerError, match="QBITTORRENT_URL"):
        await client.version()


async def test_properties_without_a_comment_are_refused(client, web_api):
    """Torrent properties that lack the comment are an unexpected answer."""
    torrent = await client.torrent(V1)
    web_api.answer = lambda: web.json_response([])

    with pytest.raises(UnexpectedAnswerError, match="torrents/properties"):
        await client.comment(torrent)


async def test_a_service_that_is_down_is_unavailable_until_it_returns(client, web_api):
    """No connection is an outage, noted as such, and over as soon as the service is back."""
    await client.torrent(V1)
    await web_api.stop()
    with pytest.raises(UnavailableError, match="torrents/info: no connection") as caught:
        await client.torrent(V1)
    failures = client.dependency.failures_in_a_row
    await web_api.start()

    assert await client.torrent(V1)
    assert caught.value.service == "qbittorrent"
    assert failures == 1
    assert client.dependency.failures_in_a_row == 0


async def test_a_dropped_connection_is_an_outage(client, web_api):
    """A connection that breaks before the answer is an outage."""
    web_api.down = True

    with pytest.raises(UnavailableError, match="the connection broke"):
        await client.torrent(V1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost"])
async def test_a_proxy_of_the_environment_is_not_used(make_client, web_api, monkeypatch, host):
    """A proxy for the outside world does not stand between us and qBittorrent."""
    client = make_client(url=web_api.url.replace("127.0.0.1", host))
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        proxy = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.setenv("no_proxy", "")

        torrent = await client.torrent(V1)

    assert torrent is not None


async def test_a_call_that_was_given_up_leaves_the_client_usable(client, web_api):
    """Cancelling the one who waits neither breaks the conversation nor loses the next call."""
    arrived = asyncio.Event()

    def answer() -> web.Response:
        arrived.set()
        return web.json_response([])

    web_api.answer = answer
    async with asyncio.TaskGroup() as group:
        task = group.create_task(client.torrent(V1))
        await arrived.wait()
        task.cancel()
    web_api.answer = None

    assert task.cancelled()
    assert await client.torrent(V1)
