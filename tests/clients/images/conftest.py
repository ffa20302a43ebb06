"""A host that serves what a test lays there, and anyone who fetches from it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from clients.images import OwnAddress, Pictures
from clients.images.public import PublicResolver
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer


@dataclass
class Shelf:
    """By path what is answered."""

    answers: dict[str, Callable[[], web.Response]] = field(default_factory=dict)

    def put(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        self.answers[path] = lambda: web.Response(status=status, body=body, headers=headers)


class PictureHost(LoopbackServer):
    def __init__(self) -> None:
        super().__init__(web.Application())
        self.shelf = Shelf()
        self.app.router.add_get("/{path:.*}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        return self.shelf.answers[request.path]()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def host() -> AsyncIterator[PictureHost]:
    async with PictureHost() as server:
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[PictureHost]:
    """Another service of this machine, which no setting names."""
    async with PictureHost() as server:
        yield server


@pytest.fixture
async def fetch(host: PictureHost, clock: FakeClock) -> AsyncIterator[Pictures]:
    public = aiohttp.TCPConnector(resolver=PublicResolver())
    async with aiohttp.ClientSession() as session, aiohttp.ClientSession(connector=public) as outside:
        yield Pictures(session=session, public=outside, hosts=[OwnAddress(host.url)], clock=clock)
