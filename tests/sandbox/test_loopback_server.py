"""The server under all stand-ins."""

import asyncio
import gc
import socket

import pytest
from aiohttp import web

from sandbox.server import LoopbackServer


@pytest.mark.parametrize("turns", range(4))
async def test_who_comes_as_it_closes_is_sent_away(turns):
    """However far the connection has come: it is closed, and nothing is left open."""
    async with LoopbackServer(web.Application()) as server:
        caller = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])))
        for _ in range(turns):
            await _turn()

    gc.collect()  # what was left open is a warning, and so an error, here
    caller.settimeout(5)
    with caller:
        assert await asyncio.to_thread(_rest, caller) == b""


async def test_an_answer_that_is_half_read_keeps_nothing_open():
    """Of a caller who reads only the beginning, no connection is left."""
    app = web.Application()
    app.router.add_get("/", _much)
    server = LoopbackServer(app)
    await server.start()
    caller = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])))
    caller.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    assert await asyncio.to_thread(caller.recv, 100)
    transports = [one.transport for one in server._runner.server.connections]

    await server.stop()

    assert [transport.get_extra_info("socket").fileno() for transport in transports] == [-1]
    caller.close()


async def _much(_: web.Request) -> web.Response:
    return web.Response(body=bytes(20_000_000))


async def _turn() -> None:
    turned = asyncio.Event()
    asyncio.get_running_loop().call_soon(turned.set)
    await turned.wait()


def _rest(caller: socket.socket) -> bytes:
    try:
        return caller.recv(100)
    except ConnectionResetError:
        return b""
