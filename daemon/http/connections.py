"""How many callers may be connected, and how long each may take for a request."""

import asyncio
import socket
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import structlog
from aiohttp import StreamReader, web
from aiohttp.typedefs import Handler

from daemon.http.problems import problem
from daemon.http.security.headers import mark
from domain.clock import Clock

REQUEST_TIMEOUT: Final = timedelta(seconds=10)
"""How long the header of a request may take, and then its body."""

IDLE_TIMEOUT: Final = timedelta(seconds=75)
"""How long a connection is kept for the next request; longer than proxies keep theirs by default."""

_AT_ONCE: Final = 64
_MOMENT: Final = timedelta(milliseconds=10)
_SECOND: Final = timedelta(seconds=1)
_LOG_EVERY: Final = timedelta(minutes=1)
# Bodies are read as sent: no client has to compress 64 KiB, and a body that unpacks to more harms its reader.
# Addresses are not logged, because they may contain tokens.
_PROTOCOL: Final[dict[str, Any]] = {"access_log": None, "auto_decompress": False}

_log: Final = structlog.get_logger("shelfhook.http")


class Connection(web.RequestHandler):
    """One caller's connection, as long as it lasts.

    Args:
        server: Answers its requests.
        connections: All connections.
    """

    __slots__ = ("_connections", "_receives")

    def __init__(self, server: web.Server, connections: "Connections") -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), **_PROTOCOL)
        self._connections = connections
        self._receives: StreamReader | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The caller has this long for its first header."""
        super().connection_made(transport)
        self._connections.expect(self, REQUEST_TIMEOUT)

    def connection_lost(self, exc: BaseException | None) -> None:
        """The caller has gone, or was sent away."""
        super().connection_lost(exc)
        self._connections.lost(self)

    def data_received(self, data: bytes) -> None:
        """A resting connection's next request begins: its header is due within the limit."""
        if self._connections.is_idle(self):
            self._connections.expect(self, REQUEST_TIMEOUT)
        super().data_received(data)

    def began(self, body: StreamReader) -> None:
        """A request's header is complete: its body is due within the limit."""
        self._receives = body
        self._connections.expect(self, REQUEST_TIMEOUT)
        body.on_eof(lambda: self._received(body))

    def ended(self) -> None:
        """The request is answered: the connection rests."""
        self._receives = None
        self._connections.expect(self, None if self.transport is None else IDLE_TIMEOUT)

    def _received(self, body: StreamReader) -> None:
        if self._receives is body:
            self._connections.expect(self, None)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it contains the caller's input
    ) -> web.StreamResponse:
        """The answer to invalid HTTP, of which nothing is repeated or logged, and to an error of ours."""
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.debug("request_malformed", error=type(exc).__name__)
            detail = "this is not an HTTP request that can be read"
        else:
            _log.error("request_failed", exc_info=exc)
            detail = "internal error in shelfhook; the log has the details"
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        answer = problem(HTTPStatus(status), detail)
        mark(answer)
        answer.force_close()
        return answer


class Connections:
    """All connections: limited in number, and in the time that each may be silent.

    When there is no room for the next caller, the one that has been silent for longest is disconnected: silence keeps
    no place from a hook, which sends its request at once. A caller whose answer is in progress stays.

    Args:
        clock: Measures how long a caller takes.
        most: How many may be connected; the others wait in the kernel.
    """

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._most = most
        self._open: set[Connection] = set()
        self._deadlines: dict[Connection, tuple[float, timedelta]] = {}
        self._changed = asyncio.Event()
        self._one_expected = asyncio.Event()
        self._logged_at: float | None = None

    def expect(self, connection: Connection, within: timedelta | None) -> None:
        """Something has to come from this caller within this time; None while it is our turn."""
        self._deadlines.pop(connection, None)
        if within is not None:
            self._deadlines[connection] = (self._clock.monotonic() + within.total_seconds(), within)
            self._one_expected.set()
            self._changed.set()

    def is_idle(self, connection: Connection) -> bool:
        """Whether this caller has its answer and has asked for nothing since."""
        return self._deadlines.get(connection, (0, REQUEST_TIMEOUT))[1] == IDLE_TIMEOUT

    def lost(self, connection: Connection) -> None:
        """This caller is not connected any more."""
        self._open.discard(connection)
        self._deadlines.pop(connection, None)
        self._changed.set()

    async def accept(self, listener: socket.socket, server: web.Server, tasks: asyncio.TaskGroup) -> None:
        """Accept the callers of a listening socket, for ever."""
        while True:
            await self._wait_for_room()
            await _readable(listener)
            try:
                self.accept_pending(listener, server, tasks)
            except OSError as error:
                self._cannot(error)
                self._close_longest_silent()
                await self._clock.sleep(_SECOND)

    def accept_pending(self, listener: socket.socket, server: web.Server, tasks: asyncio.TaskGroup) -> None:
        """Accept the waiting callers, as far as there is room.

        Raises:
            OSError: The process may open no more files.
        """
        for _ in range(_AT_ONCE):
            if len(self._open) >= self._most:
                return
            try:
                caller, _ = listener.accept()
            except (BlockingIOError, ConnectionError):
                return  # no further caller waits
            caller.settimeout(0)
            connection = Connection(server, self)
            self._open.add(connection)
            tasks.create_task(self._connect(caller, connection))

    async def _connect(self, caller: socket.socket, connection: Connection) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: connection, caller)
        except OSError:
            caller.close()
            self.lost(connection)

    async def hear_out(self, within: timedelta) -> None:
        """Wait for the requests of callers that have connected and not spoken, not longer than *within*."""
        until = self._clock.monotonic() + within.total_seconds()
        while self._clock.monotonic() < until and any(
            one == REQUEST_TIMEOUT for _, one in self._deadlines.values()
        ):
            await self._clock.sleep(_MOMENT)

    async def close_overdue(self) -> None:
        """Close, for ever, the connections on which nothing came in time."""
        while True:
            await self._one_expected.wait()
            await self._clock.sleep(_SECOND)
            now = self._clock.monotonic()
            for connection, (until, _) in list(self._deadlines.items()):
                if until <= now:
                    self._close(connection)
            if not self._deadlines:
                self._one_expected.clear()

    async def _wait_for_room(self) -> None:
        while len(self._open) >= self._most and not self._close_longest_silent():
            self._changed.clear()
            await self._changed.wait()

    def _close_longest_silent(self) -> bool:
        """Close the connection that has kept us waiting for longest; whether there is one."""
        connection = next(iter(self._deadlines), None)
        if connection is not None:
            self._close(connection)
        return connection is not None

    def _close(self, connection: Connection) -> None:
        self.lost(connection)
        if isinstance(connection.transport, asyncio.WriteTransport):
            connection.transport.abort()

    def _cannot(self, error: OSError) -> None:
        now = self._clock.monotonic()
        if self._logged_at is None or now - self._logged_at >= _LOG_EVERY.total_seconds():
            self._logged_at = now
            _log.warning(
                "connections_refused",
                connected=len(self._open),
                reason=error.strerror or type(error).__name__,
            )


@web.middleware
async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note when a request's header is complete, and when its answer is."""
    connection = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    connection.began(request.content)
    try:
        return await handler(request)
    finally:
        connection.ended()


async def _readable(listener: socket.socket) -> None:
    """Return once somebody has called."""
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(listener, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(listener)
