"""MAM_PROXY: all of MAM's requests go through it, and none past it."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from clients._http import Http
from clients._proxy import Proxy
from clients._tls import trusting
from daemon.config.settings import Settings
from daemon.connections import http_session
from domain.dependency import Dependency
from domain.errors import UnavailableError
from sandbox.clock import FakeClock
from tests.fixtures.certificates import Certificate, served

PASSWORD = "planted/pass:word@of+proxy"
WRITTEN = "planted%2Fpass%3Aword%40of+proxy"


class HttpProxy:
    """Opens tunnels for a client that knows the password, to the host that the client names."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answer: bytes | None = None
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heard.append(head)
        known = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
        if self.answer is not None or f"Basic {known}" not in head:
            writer.write(self.answer or b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n")
        else:
            target = head.split()[1].rpartition(":")[2]
            there, back = await asyncio.open_connection("127.0.0.1", int(target))
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            async with asyncio.TaskGroup() as both:
                both.create_task(_pour(reader, back))
                both.create_task(_pour(there, writer))
        writer.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()
    target.close()


@pytest.fixture
async def proxy() -> AsyncIterator[HttpProxy]:
    one = HttpProxy()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    async with server:
        one.port = server.sockets[0].getsockname()[1]
        yield one


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """A site that speaks TLS, and what it was asked."""
    own, asked = Certificate.make("localhost"), []

    async def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.path} {dict(request.headers)}")
        return web.Response(text="hello")

    (tmp_path / "ca.pem").write_bytes(own.pem)
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    async with served(app, own.for_server(tmp_path)) as url:
        yield url, asked


@asynccontextmanager
async def through(address: str, url: str, folder: Path) -> AsyncIterator[Http]:
    clock = FakeClock()
    given = Settings(state_dir=folder, mam_proxy=address).mam_proxy
    assert given is not None
    async with http_session(trusting(folder / "ca.pem")) as session:
        yield Http(
            session=session,
            base_url=url,
            dependency=Dependency("mam", clock),
            clock=clock,
            proxy=Proxy.at(given),
            has_pages=True,
        )


async def test_requests_go_through_it(tmp_path, proxy, site):
    """In a tunnel: it sees the host, and neither path nor cookie; the site does not see its password."""
    url, asked = site

    async with through(f"http://me:{WRITTEN}@127.0.0.1:{proxy.port}/", url, tmp_path) as http:
        answer = await http.request("GET", "/secret-path", headers={"Cookie": "mam_id=planted"})

    assert answer.text() == "hello"
    assert [head.split()[0] for head in proxy.heard] == ["CONNECT"]
    assert "secret-path" not in proxy.heard[0]
    assert "planted" not in proxy.heard[0]
    assert "Proxy-Authorization" not in asked[0]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:{port}", "refuses its name and password (407)"),
        ("http://me:wrong-password@127.0.0.1:{port}", "refuses its name and password (407)"),
        ("http://me:wrong-password@127.0.0.1:9", "no connection to the proxy of MAM_PROXY"),
    ],
)
async def test_nothing_goes_past_it(tmp_path, proxy, site, address, says):
    """A session is locked to an address: without its proxy the site is not asked."""
    url, asked = site

    async with through(address.format(port=proxy.port), url, tmp_path) as http:
        with pytest.raises(UnavailableError) as raised:
            await http.request("GET", "/")

    assert says in raised.value.what
    assert "MAM_PROXY" in (raised.value.mend or "")
    assert asked == []
    assert "wrong-password" not in str(raised.value)


async def test_a_proxy_that_cannot_connect_is_reported(tmp_path, proxy, site):
    """By its status."""
    proxy.answer = b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"

    async with through(f"http://127.0.0.1:{proxy.port}", site[0], tmp_path) as http:
        with pytest.raises(UnavailableError, match="the proxy of MAM_PROXY answered 502"):
            await http.request("GET", "/")


@pytest.mark.parametrize(
    "written",
    [
        "socks5://gluetun:1080",
        "https://proxy:443",
        "gluetun:8888",
        "http://gluetun",
        f"http://me:{PASSWORD}@x:1",
    ],
)
def test_what_is_no_proxy_is_refused(written):
    """With the form that it should have, and without the value."""
    with pytest.raises(ValidationError, match=r"must be http://HOST:PORT") as raised:
        Settings(mam_proxy=written)

    assert "planted" not in str(raised.value)


@pytest.mark.parametrize("written", ["http://gluetun:8888", "http://[::1]:8888/", "HTTP://me@nas.local:1"])
def test_a_proxy_has_these_forms(written):
    """With or without a name."""
    given = Settings(mam_proxy=written).mam_proxy

    assert given is not None
    assert Proxy.at(given).url.startswith("http://")


def test_its_password_is_a_secret(tmp_path):
    """As it is written, and as it is sent."""
    settings = Settings(state_dir=tmp_path, mam_proxy=f"http://me:{WRITTEN}@gluetun:8888")

    assert {PASSWORD} <= set(settings.secrets())
    assert "planted" not in repr(settings) + repr(Proxy.at(SecretStr(f"http://me:{WRITTEN}@gluetun:8888")))
