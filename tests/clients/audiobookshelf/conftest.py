from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Server
from domain.dependency import Dependency
from sandbox.audiobookshelf import SandboxAudiobookshelf
from sandbox.clock import FakeClock

Connect = Callable[..., Audiobookshelf]


@pytest.fixture
def dependency(clock: FakeClock) -> Dependency:
    return Dependency("audiobookshelf", clock)


@pytest.fixture
async def connect(clock: FakeClock, dependency: Dependency) -> AsyncIterator[Connect]:
    """Makes a client of any address and key."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        def make(url: str, token: str) -> Audiobookshelf:
            http = Http(session=session, base_url=url, dependency=dependency, clock=clock)
            return Audiobookshelf(Server(http=http, token=SecretStr(token), turn=nullcontext))

        yield make


@pytest.fixture
def client(connect: Connect, shelf: SandboxAudiobookshelf) -> Audiobookshelf:
    return connect(shelf.url, shelf.editor.token)
