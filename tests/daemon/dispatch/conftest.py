"""What the tests of outages share."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from clients._http import Http
from domain.dependency import Dependency
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer
from store.database import Database
from store.queue.inbox import Inbox
from tests.daemon.dispatch.outage_world import SHELF, World


@pytest.fixture
async def world(db: Database, clock: FakeClock) -> AsyncIterator[World]:
    async def item(request: web.Request) -> web.Response:
        number = request.match_info["number"]
        if number in made.bad and request.transport is not None:
            request.transport.abort()
        status = made.answers.get(number)
        return web.Response(status=200) if status is None else status

    app = web.Application()
    app.router.add_get("/{number}", item)
    async with LoopbackServer(app) as server, aiohttp.ClientSession() as session:
        dependency = Dependency(SHELF, clock)
        http = Http(session=session, base_url=server.url, dependency=dependency, clock=clock)
        made = World(Inbox(db), clock, http, dependency, server)
        yield made
