"""Callers that say nothing, too little or nonsense: they hold no place, and fill no log."""

import asyncio
import logging
import resource
import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest
from served_daemon import TOKEN
from structlog.testing import capture_logs

from daemon.http.connections import IDLE_TIMEOUT, REQUEST_TIMEOUT
from daemon.http.listening import MAX_CONNECTIONS, max_connections

SECOND = timedelta(seconds=1)
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
LOGIN = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HOOK = (
    f"POST /webhooks/qbittorrent HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {TOKEN}\r\n"
    "Content-Type: application/json\r\n"
).encode()


class Caller:
    """A connection on which anything can be sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> bytes:
        """Of the next answer, which is read whole."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await self.reader.readexactly(int(length.partition(b":")[2]))
        return head.split()[1]

    async def is_closed(self) -> bool:
        """Once the daemon has closed it; what it said before is left out."""
        try:
            await self.reader.read()
        except ConnectionError:
            return True
        return self.reader.at_eof()


@pytest.fixture
async def call():
    """Opens connections to a daemon."""
    callers = []

    async def opened(served) -> Caller:
        caller = Caller(*await asyncio.open_connection("127.0.0.1", served.port))
        callers.append(caller)
        return caller

    yield opened
    for caller in callers:
        caller.writer.close()


async def passed(clock, seconds: timedelta, served) -> None:
    """So much later, second by second, and the daemon has noticed."""
    for _ in range(int(seconds / SECOND)):
        clock.advance(SECOND)
        assert (await served.ask("/livez")).status == 200


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /livez HTTP/1.1\r\nHost: local", id="half a header"),
        pytest.param(LOGIN + b"Content-Length: 9\r\n\r\n", id="no body"),
        pytest.param(LOGIN + b"Content-Length: 9\r\n\r\ntoken", id="half a body"),
        pytest.param(LOGIN + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n", id="endless chunks"),
        pytest.param(HOOK + b"Content-Length: 9\r\n\r\n", id="with the token"),
        pytest.param(b"GET /li", id="half of a second header"),
    ],
)
async def test_who_does_not_finish_a_request_is_cut_off(remote, clock, call, said):
    """After ten seconds, and not before; what drips in meanwhile does not lengthen them."""
    caller = await call(remote)
    if said == b"GET /li":
        await caller.send(LIVEZ)
        assert await caller.status() == b"200"
    await caller.send(said)

    await passed(clock, REQUEST_TIMEOUT - SECOND, remote)
    assert not caller.reader.at_eof()
    if said and not said.endswith(b"\r\n"):
        await caller.send(b"x")
    await passed(clock, 3 * SECOND, remote)

    assert await caller.is_closed()


async def test_who_finishes_in_time_is_answered(remote, clock, call):
    """A slow line is no offence: header and body each have their ten seconds."""
    caller = await call(remote)
    await passed(clock, REQUEST_TIMEOUT - SECOND, remote)
    await caller.send(LOGIN + b"Content-Length: 9\r\n\r\n")
    assert (await remote.ask("/livez")).status == 200
    await passed(clock, REQUEST_TIMEOUT - SECOND, remote)
    await caller.send(b"token=abc")

    assert await caller.status() == b"403"


async def test_an_answered_connection_is_kept_for_a_while(remote, clock, call):
    """A proxy that keeps its connections for a minute finds them open; then they are closed."""
    caller = await call(remote)
    await caller.send(LIVEZ)
    assert await caller.status() == b"200"
    await passed(clock, IDLE_TIMEOUT - SECOND, remote)
    await caller.send(LIVEZ)
    assert await caller.status() == b"200"
    await passed(clock, IDLE_TIMEOUT + 2 * SECOND, remote)

    assert await caller.is_closed()


@contextmanager
def few_files(count: int):
    """The process may open only so many files meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_silence_holds_no_place_against_a_hook(serve, call):
    """More callers than may be connected say nothing: the hook is answered, and who was silent for longest goes."""
    with few_files(256):
        assert max_connections() == 128
        served = await serve()
    silent = [await call(served) for _ in range(200)]
    for caller in silent[::2]:
        await caller.send(LOGIN + b"Content-Length: 9\r\n\r\n")

    answer = await served.post("/webhooks/qbittorrent", json={"hash": "a" * 40}, headers={"X-Api-Key": TOKEN})

    assert answer.status == 202
    assert await silent[0].is_closed()
    assert not silent[-1].reader.at_eof()


def test_half_of_the_files_are_left_for_work():
    """However many files the process may open, connections take no more than half of them."""
    with few_files(64):
        assert max_connections() == 32
    assert max_connections() <= MAX_CONNECTIONS


async def test_too_few_files_are_reported_once(remote, call, clock):
    """The log gets one line a minute, and the callers are answered when there are files again."""
    for _ in range(4):
        await call(remote)
    assert (await remote.ask("/livez")).status == 200
    late = [socket.socket() for _ in range(3)]

    with capture_logs() as logs, few_files(3):
        for one in late:
            one.settimeout(0)
            await asyncio.get_running_loop().sock_connect(one, ("127.0.0.1", remote.port))
            await passed(clock, SECOND, remote)
    clock.advance(SECOND)
    callers = [Caller(*await asyncio.open_connection(sock=one)) for one in late]
    for caller in callers:
        await caller.send(LIVEZ)

    assert [await caller.status() for caller in callers] == [b"200"] * 3
    assert [(one["event"], one["log_level"]) for one in logs] == [("connections_refused", "warning")]
    for caller in callers:
        caller.writer.close()


@pytest.mark.parametrize(
    "said",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /api/events?apikey=planted-secret and HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer planted-secret\r\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"planted-secret" * 4000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: planted-secret\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_neither_repeated_nor_logged(remote, call, said, caplog):
    """The answer bears our headers and no banner, and holds nothing that was sent; the log gets no error."""
    with capture_logs() as logs, caplog.at_level(logging.INFO):
        caller = await call(remote)
        await caller.send(said)
        answer = await caller.reader.read()

    assert answer.split()[1] == b"400"
    for line in (b"Server: shelfhook", b"Cache-Control: no-store", b"X-Content-Type-Options: nosniff"):
        assert line in answer
    assert b"application/problem+json" in answer
    assert b"aiohttp" not in answer
    assert "planted-secret" not in f"{answer!r} {logs} {caplog.text}"
    assert [one for one in logs if one["log_level"] != "debug"] == []
    assert caplog.records == []


@pytest.mark.parametrize("begun", [LOGIN, HOOK])
@pytest.mark.parametrize(
    "framing", [b"Content-Length: 99\r\n\r\ntoken", b"Transfer-Encoding: chunked\r\n\r\n9\r\nto"]
)
async def test_a_body_that_breaks_off_is_no_error(remote, call, begun, framing, caplog):
    """Who hangs up in the middle of a request shows no fault of ours: a hook is warned of, and there is no traceback."""
    with capture_logs() as logs, caplog.at_level(logging.INFO):
        caller = await call(remote)
        await caller.send(begun + framing)
        assert (await remote.ask("/livez")).status == 200
        caller.writer.close()
        await caller.writer.wait_closed()
        for _ in range(3):
            assert (await remote.ask("/livez")).status == 200

    assert [one for one in logs if one["log_level"] == "error" or "exc_info" in one] == []
    assert [one for one in caplog.records if one.levelno > logging.INFO] == []


async def test_closed_pages_hold_no_places(remote):
    """A user who closes fifty pages may open fifty others at once."""
    headers = {"X-Api-Key": TOKEN}
    for _ in range(3):
        streams = [await remote.opened("/live", headers=headers) for _ in range(50)]
        assert {stream.status for stream in streams} == {200}
        assert (await remote.ask("/live", headers=headers)).status == 503
        for stream in streams:
            stream.close()
