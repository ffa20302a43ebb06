"""Whatever changes anything at Audiobookshelf is sent in the server's only turn (facts/audiobookshelf_2.md 0.1)."""

import ast
import asyncio
import importlib
import inspect
import pkgutil
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

import clients.audiobookshelf
from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, BookSearch, Covers, ItemChange, Server
from clients.audiobookshelf.item_reading import read_item
from clients.audiobookshelf.providers import Provider, Providers
from clients.audiobookshelf.server_settings import ServerSettings
from clients.images import read_picture
from domain.chapters import Chapter
from domain.errors import ShelfhookError
from sandbox import pictures
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer

SOURCE = Path(clients.audiobookshelf.__file__).parent
ITEM = read_item({"id": "a", "libraryId": "l", "path": "/a"})
CHANGE = ItemChange(narrators=("A",))
PICTURE = read_picture(pictures.jpeg(500, 500))
PROVIDER = Provider("p", "shelfhook", "http://127.0.0.1:9", SecretStr("h"))

CALLS = {
    Audiobookshelf: {
        "status": lambda client: client.status(),
        "me": lambda client: client.me(),
        "libraries": lambda client: client.libraries(),
        "page": lambda client: client.page("l", 0),
        "items": lambda client: client.items(["a", "b"]),
        "item": lambda client: client.item("a"),
        "search": lambda client: client.search("l", "t"),
        "busy": lambda client: client.busy(),
        "store_again": lambda client: client.store_again(ITEM),
        "update": lambda client: client.update("a", CHANGE),
        "update_many": lambda client: client.update_many({"a": CHANGE, "b": CHANGE}),
        "set_chapters": lambda client: client.set_chapters("a", [Chapter(0, 60, "A")]),
        "scan_library": lambda client: client.scan_library("l"),
        "scan_item": lambda client: client.scan_item("a"),
        "hint": lambda client: client.hint("l", "/p"),
    },
    Covers: {
        "rules": lambda client: client.rules(),
        "shown": lambda client: client.shown("a"),
        "small": lambda client: client.small("a", 240),
        "upload": lambda client: client.upload("a", PICTURE),
        "remove": lambda client: client.remove("a"),
    },
    BookSearch: {
        "books": lambda client: client.books("audible", "t", "a"),
        "chapters": lambda client: client.chapters("B08G9PRS1K", region="us"),
    },
    Providers: {
        "all": lambda client: client.all(),
        "add": lambda client: client.add("n", "u", header=SecretStr("h")),
        "remove": lambda client: client.remove("p"),
        "matches": lambda client: client.matches(PROVIDER, title="t", author="a"),
    },
    ServerSettings: {"metadata_beside_books": lambda client: client.metadata_beside_books()},
}
"""An example of each call of each client; which of them change something shows in what they send."""

ASKS = ["/api/authorize", "/api/items/batch/get"]
"""What is asked with a body, and changes nothing (facts/audiobookshelf.md 2.6, audiobookshelf_2.md 4)."""


class Shelf(LoopbackServer):
    """Answers everything with an empty object, and notes in which requests its turn was held."""

    def __init__(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        super().__init__(app)
        self.held = False
        self.seen: list[tuple[str, str, bool]] = []
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self):
        async with self._lock:
            self.held = True
            try:
                yield
            finally:
                self.held = False

    async def _answer(self, request: web.Request) -> web.Response:
        self.seen.append((request.method, request.path, self.held))
        return web.json_response({})


@pytest.fixture
async def shelf():
    async with Shelf() as server:
        yield server


@pytest.fixture
async def server(shelf, dependency):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        http = Http(session=session, base_url=shelf.url, dependency=dependency, clock=FakeClock(auto=True))
        yield Server(http=http, token=SecretStr("t"), turn=shelf.turn)


def calls_of(client):
    return {name for name, _ in inspect.getmembers(client, inspect.iscoroutinefunction) if name[0] != "_"}


def test_every_call_has_an_example():
    """A client or a call that is new is tried by the next test, or this one fails."""
    modules = [
        importlib.import_module(f"clients.audiobookshelf.{one.name}")
        for one in pkgutil.iter_modules([SOURCE])
    ]
    classes = {
        member
        for module in modules
        for _, member in inspect.getmembers(module, inspect.isclass)
        if member.__module__ == module.__name__ and member is not Server and calls_of(member)
    }

    assert {client: calls_of(client) for client in classes} == {
        client: set(calls) for client, calls in CALLS.items()
    }


@pytest.mark.parametrize(("client", "name"), [(one, name) for one, calls in CALLS.items() for name in calls])
async def test_each_write_has_the_turn(server, shelf, client, name):
    """While a call sends anything but a question, the turn is held; then it is given back."""
    with suppress(ShelfhookError):  # it wants more than an empty object, which says nothing about the turn
        await CALLS[client][name](client(server))

    assert shelf.seen
    for method, path, held in shelf.seen:
        assert held is (method != "GET" and path not in ASKS)
    assert not shelf.held


async def test_writes_of_all_kinds_never_overlap(server, shelf):
    """Calls of several clients at once reach the server one after the other."""
    writing = ("update", "update_many", "scan_library", "scan_item", "hint", "remove", "upload")
    writes = [
        calls[name](client(server)) for client, calls in CALLS.items() for name in set(writing) & calls.keys()
    ]

    async with asyncio.TaskGroup() as tasks:
        for write in writes:
            tasks.create_task(write)

    assert len(shelf.requests) == len(writes) > len(writing)
    assert {one.in_flight for one in shelf.requests} == {1}


def test_nothing_is_sent_another_way():
    """Only `Server` makes requests, only its `write` sends what changes something, and `ask` asks what is known to ask."""
    requests, sends, asks = [], [], []
    for path in SOURCE.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
                continue
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                match call.func:
                    case ast.Attribute(attr="request"):
                        requests.append(f"{path.name} {function.name}")
                    case ast.Attribute(attr="_send"):
                        sends.append(f"{path.name} {function.name}")
                    case ast.Attribute(attr="ask"):
                        asks.append(ast.literal_eval(call.args[0]))

    assert sorted(requests) == ["server.py _send", "server.py get"]
    assert sorted(sends) == ["server.py ask", "server.py write"]
    assert sorted(set(asks)) == ASKS
