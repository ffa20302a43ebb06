"""The client of MAM, at the stand-in or at a server that says what a test wants."""

from collections import deque
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from clients._http import Http
from clients.mam.access import Access, ApiAccess, LoginAccess
from clients.mam.client import Mam
from clients.mam.pace import INTERVAL, Pace
from domain.dependency import Dependency
from domain.sessions import StoredSession
from sandbox.clock import FakeClock
from sandbox.mam import SandboxMam
from sandbox.server import LoopbackServer


class MemoryVault:
    """Keeps the session as long as the test runs, and every state that it was ever in."""

    def __init__(self) -> None:
        self.stored: StoredSession | None = None
        self.history: list[StoredSession] = []

    def term(self) -> int:
        return 1

    async def load(self) -> StoredSession | None:
        return self.stored

    async def save(self, session: StoredSession) -> None:
        self.stored = session
        self.history.append(session)

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self.stored.cookies) if self.stored else {}


class ScriptedSite(LoopbackServer):
    """Answers each request with the next of the given answers, whatever it asks."""

    def __init__(self) -> None:
        super().__init__(web.Application())
        self.answers: deque[web.Response] = deque()
        self.app.router.add_route("*", "/{path:.*}", self._next)

    def say(self, status: int = 200, text: str = "", **headers: str) -> None:
        """Add an answer; an underscore in a header's name stands for a hyphen."""
        answer = web.Response(status=status, text=text, content_type="text/html")
        for name, value in headers.items():
            answer.headers.add(name.replace("_", "-"), value)
        self.answers.append(answer)

    async def _next(self, _request: web.Request) -> web.Response:
        return self.answers.popleft()


OpenMam = Callable[..., Mam]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def site(clock: FakeClock) -> AsyncIterator[SandboxMam]:
    async with SandboxMam(clock=clock) as server:
        yield server
        assert server.violations == []
        assert server.wedges_spent == 0


@pytest.fixture
async def script() -> AsyncIterator[ScriptedSite]:
    async with ScriptedSite() as server:
        yield server


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def api(site: SandboxMam) -> ApiAccess:
    return ApiAccess(SecretStr(site.mam_id))


@pytest.fixture
def login(site: SandboxMam) -> LoginAccess:
    return LoginAccess(site.email, SecretStr(site.password))


@pytest.fixture
async def open_mam(clock: FakeClock, vault: MemoryVault) -> AsyncIterator[OpenMam]:
    """A new client, as after a restart: all that it knows of the past is the vault's."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        def make(server: LoopbackServer, access: Access, *, interval: timedelta = INTERVAL) -> Mam:
            http = Http(
                session=session, base_url=server.url, dependency=Dependency("mam", clock), clock=clock
            )
            pace = Pace(clock=clock, interval=interval)
            return Mam(http=http, vault=vault, clock=clock, access=access, pace=pace)

        yield make
