"""A visitor who speaks to the stand-in over a real connection, and sees raw answers."""

import json
from dataclasses import dataclass

import aiohttp
import pytest

from sandbox.clock import FakeClock
from sandbox.mam import SandboxMam
from tests.fixtures.places import CORPUS

SEARCH = "/tor/js/loadSearchJSONbasic.php"


@dataclass
class Reply:
    status: int
    headers: object
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    def cookie(self, name):
        for line in self.headers.getall("Set-Cookie", ()):
            key, _, rest = line.partition("=")
            if key == name:
                return rest.partition(";")[0]
        return None


class Visitor:
    """Sends one request per call; `member` with the newest API cookie, `ask` with what is given."""

    def __init__(self, session, mam):
        self.session = session
        self.mam = mam

    async def ask(self, method, path, *, cookie="", **more):
        headers = {"Cookie": cookie} if cookie else {}
        async with self.session.request(
            method, self.mam.url + path, headers=headers, allow_redirects=False, **more
        ) as response:
            return Reply(response.status, response.headers, await response.read())

    async def member(self, method, path, **more):
        return await self.ask(method, path, cookie=f"mam_id={self.mam.site.api.value}", **more)

    async def search(self, tor, **top):
        reply = await self.member("POST", SEARCH, json={"tor": tor, "perpage": 100, **top})
        return reply.json()

    async def log_in(self):
        """A browser session's cookie, got as a browser gets it."""
        form = await self.form()
        form |= {"j": str(len(form["t"])), "email": self.mam.email, "password": self.mam.password}
        reply = await self.ask("POST", "/takelogin.php", data=form)
        return f"mbsc={reply.cookie('mbsc')}"

    async def form(self):
        """The hidden fields of a fresh login form."""
        from parsel import Selector

        page = Selector((await self.ask("GET", "/login.php")).text)
        return {field.attrib["name"]: field.attrib["value"] for field in page.css("input[type=hidden]")}


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def mam(clock):
    async with SandboxMam(clock=clock) as server:
        yield server


@pytest.fixture
async def visitor(mam):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Visitor(session, mam)


@pytest.fixture
def corpus():
    """The folder of real pages."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real pages is not beside the checkout")
    return CORPUS
