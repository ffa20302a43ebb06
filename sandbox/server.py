"""An HTTP server on loopback that remembers what it was asked."""

import asyncio
import os
import socket
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that arrived: when (seconds of the event loop's clock), what, and with which cookies.

    `in_flight` counts the requests under way when it arrived, itself included; `body` is raw.
    """

    at: float
    method: str
    path: str
    query: str
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes
    in_flight: int


class Site(web.SockSite):
    """Where an application listens.

    Before it closes, accepted callers are connected: asyncio would forget such a connection and leave it open.
    """

    def __init__(self, runner: web.BaseRunner, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listener = socket.create_server((host, port))
        super().__init__(runner, self._listener)

    async def stop(self) -> None:
        """Accept no more callers, and close."""
        asyncio.get_running_loop().remove_reader(self._listener)
        await asyncio.to_thread(os.sched_yield)  # a turn of the loop
        await super().stop()


class LoopbackServer:
    """Serves an aiohttp application on a free port of 127.0.0.1, and keeps a log of the requests.

    While `down` is set every request's connection is dropped without an answer.

    Args:
        app: With all routes; frozen at `start`.
        port: 0 takes a free one.
    """

    def __init__(self, app: web.Application, *, port: int = 0) -> None:
        self.app = app
        self.requests: list[Seen] = []
        self.in_flight = 0
        self.down = False
        self._port = port
        self._runner: web.AppRunner | None = None
        app.middlewares.insert(0, self._watch)

    @property
    def url(self) -> str:
        """The base address, without a trailing slash."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Listen; `url` is known afterwards, and stays the same over `stop` and another `start`."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await Site(self._runner, port=self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection, also one whose caller left an answer half read."""
        if self._runner is not None:
            server = self._runner.server
            transports = [one.transport for one in server.connections] if server is not None else []
            await self._runner.cleanup()
            self._runner = None
            for transport in filter(None, transports):
                transport.abort()
            await asyncio.to_thread(os.sched_yield)  # a turn of the loop

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    @web.middleware
    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.in_flight += 1
        try:
            body = await request.read()
        except ConnectionResetError:
            self.in_flight -= 1
            return web.Response()  # the caller went away in the middle of asking
        try:
            self.requests.append(
                Seen(
                    at=asyncio.get_running_loop().time(),
                    method=request.method,
                    path=request.path,
                    query=request.query_string,
                    headers=dict(request.headers),
                    cookies=dict(request.cookies),
                    body=body,
                    in_flight=self.in_flight,
                )
            )
            if self.down and request.transport is not None:
                request.transport.abort()
                return web.Response()  # has no reader: nothing was done
            return await handler(request)
        finally:
            self.in_flight -= 1
