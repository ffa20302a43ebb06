"""Answers that are too long, from servers that are not what they should be."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from asking import SERVICES, asking

from clients.mam.pages import read_results
from clients.mam.plain_text import quoted
from clients.mam.rows import MOST_ROWS, read_answer, read_search
from clients.qbittorrent import Login, Qbittorrent
from clients.qbittorrent.connection import MAX_BYTES
from domain.dependency import Dependency
from domain.errors import ShelfhookError, UnavailableError
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer
from tests.fixtures.certificates import served
from tests.fixtures.mam_page_samples import result_row, results


class Endless(LoopbackServer):
    """Answers everything with more than anybody wants, and notes how much of it was taken."""

    def __init__(self) -> None:
        super().__init__(web.Application())
        self.app.router.add_route("*", "/{anything:.*}", self._pour)
        self.poured = 0

    async def _pour(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        while self.poured < 4 * MAX_BYTES:
            await answer.write(b"[" * 1_000_000)
            self.poured += 1_000_000
        return answer


@pytest.fixture
async def endless() -> AsyncIterator[Endless]:
    async with Endless() as server:
        yield server


async def test_qbittorrent_fills_no_memory(endless: Endless, clock: FakeClock):
    """An answer without an end is left in the middle, and named."""
    dependency = Dependency("qbittorrent", clock)
    client = Qbittorrent(login=Login(url=endless.url), dependency=dependency, clock=clock)

    with pytest.raises(UnavailableError, match="of more than"):
        await client.version()
    await client.close()

    assert endless.poured < 4 * MAX_BYTES


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("unit", [b"[],", b"{},", b'"",', b'{"a":1},', b"0,"])
async def test_an_answer_of_too_many_values_is_not_parsed(service: str, unit: bytes):
    """A few bytes each would take gigabytes: it is refused by its commas and brackets."""
    body = b"[" + unit * (4_100_000 // sum(map(unit.count, (b"[", b"{", b",", b":")))) + b"0]"

    async def bomb(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", bomb)
    async with served(app) as url, asking(service, url) as ask:
        with pytest.raises(ShelfhookError, match="more than 4000000 values"):
            await ask()


def test_only_so_many_rows_are_read():
    """A thousand are ten times what the site gives, as rows and as a page."""
    rows = [{"id": number, "title": "x"} for number in range(1, MOST_ROWS + 500)]
    page = results(*[result_row(number) for number in range(1, MOST_ROWS + 200)])

    assert len(read_answer({"data": rows}).recordings) == MOST_ROWS
    assert len(read_results(page).recordings) == MOST_ROWS


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b'{"data":' * 100_000, b'{"data": [' + b"[" * 50_000])
def test_nonsense_that_is_nested_deeply_is_refused(body: bytes):
    """No recursion breaks the process."""
    with pytest.raises(ShelfhookError):
        read_search(body)


def test_what_could_be_a_cookie_is_not_quoted():
    """The site's own words are reported, and what is long and unbroken is left out."""
    cookie = "aB3" * 20

    assert (
        quoted(f"Error, you are not signed in: {cookie} is gone", 80)
        == "Error, you are not signed in: … is gone"
    )
    assert quoted(json.dumps({"error": cookie}), 80) == '{"error": …'
    assert quoted("word " * 100, 20) == "word " * 4
