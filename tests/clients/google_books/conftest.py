"""The client against the stand-in."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.google_books import GoogleBooks
from domain.dependency import Dependency
from domain.errors import QuotaGoneError
from sandbox.clock import FakeClock
from sandbox.google_books import SandboxGoogleBooks


class Granted:
    """An allowance that counts, and grants `left` more requests."""

    def __init__(self) -> None:
        self.left = 1000
        self.taken = 0

    async def take(self) -> None:
        if self.taken >= self.left:
            raise await self.exhaust()
        self.taken += 1

    async def exhaust(self) -> QuotaGoneError:
        self.left = self.taken
        return QuotaGoneError("gone", retry_after=timedelta(hours=5))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def server(clock: FakeClock) -> AsyncIterator[SandboxGoogleBooks]:
    async with SandboxGoogleBooks(clock=clock) as server:
        yield server


@pytest.fixture
def allowance() -> Granted:
    return Granted()


@pytest.fixture
def dependency(clock: FakeClock) -> Dependency:
    return Dependency("google_books", clock)


@pytest.fixture
async def client(
    server: SandboxGoogleBooks, clock: FakeClock, allowance: Granted, dependency: Dependency
) -> AsyncIterator[GoogleBooks]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        http = Http(session=session, base_url=server.url, dependency=dependency, clock=clock)
        yield GoogleBooks(http=http, key=SecretStr(server.key), allowance=allowance, clock=clock)
