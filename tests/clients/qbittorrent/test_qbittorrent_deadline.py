"""A call to qBittorrent ends, whatever the other side does, and no call keeps the process from ending."""

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from domain.errors import UnavailableError
from sandbox.clock import FakeClock
from tests.fixtures.places import ROOT

SHORT = timedelta(milliseconds=400)
VERSION = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Content-Type-Options: nosniff\r\n\r\nv5.1.0"
Manner = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _for_ever(writer: asyncio.StreamWriter, piece: bytes, pause: float) -> None:
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause)  # noqa: TID251 - how a server on the wire goes on


async def continues(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """More and more 100 Continue."""
    await _for_ever(writer, b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0)


async def drips_headers(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
    await _for_ever(writer, b"x", 0.05)


async def drips(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body of which a byte comes now and then."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    await _for_ever(writer, b"x", 0.05)


async def shakes_hands_for_ever(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A TLS record of 16 KiB that drips."""
    writer.write(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    await _for_ever(writer, b"\0", 0.05)


@asynccontextmanager
async def behaving(manners: list[Manner]) -> AsyncIterator[str]:
    """A server that treats the first connections so, and answers the others; its host and port.

    In the end it breaks its connections, and is gone once each is closed.
    """
    connected: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected[writer] = asyncio.current_task()
        try:
            if manners:
                await manners[0](reader, writer)
            await reader.readuntil(b"\r\n\r\n")
            writer.write(VERSION)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort()

    listener = socket.create_server(("127.0.0.1", 0))
    async with await asyncio.start_server(serve, sock=listener):
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        await _break_off(listener, connected)


async def _break_off(
    listener: socket.socket, connected: dict[asyncio.StreamWriter, asyncio.Task[None]]
) -> None:
    # Before it closes, accepted callers are connected: asyncio would forget them and leave their sockets open.
    asyncio.get_running_loop().remove_reader(listener)
    await asyncio.to_thread(os.sched_yield)  # a turn of the loop
    while connected:
        writer, serving = connected.popitem()
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()
        await serving


@pytest.mark.parametrize(
    ("scheme", "manner"),
    [("http", continues), ("http", drips_headers), ("http", drips), ("https", shakes_hands_for_ever)],
)
async def test_a_call_has_a_whole_time(make_client, scheme, manner):
    """An answer without an end is cut off, said, and the next call begins again."""
    manners, clock = [manner], FakeClock()
    async with behaving(manners) as place:
        client = make_client(url=f"{scheme}://{place}", patience=SHORT, clock=clock)
        with pytest.raises(UnavailableError, match=r"no whole answer within 0.4 s"):
            await client.version()
        manners.clear()

        while scheme == "http":
            with suppress(UnavailableError):  # a loaded machine may take longer than this time
                assert await client.version() == "5.1.0"
                break
            clock.advance(timedelta(minutes=5))


async def test_closing_ends_a_call(make_client):
    """All waiting callers get an error at once, and the thread is gone."""
    before = set(_threads())
    begun = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.set()
        await drips(reader, writer)

    async with behaving([drip]) as place, asyncio.TaskGroup() as group:
        client = make_client(url=f"http://{place}")
        call = group.create_task(_trouble(client))
        await begun.wait()
        await client.close()
        await call
    for thread in set(_threads()) - before:
        await asyncio.to_thread(thread.join)

    assert isinstance(call.result(), UnavailableError)


def _threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "qbittorrent"]


async def _trouble(client) -> Exception | None:
    try:
        await client.version()
    except UnavailableError as error:
        return error
    return None


_PROGRAM = """
import asyncio, sys
from clients.qbittorrent import Login, Qbittorrent
from domain.dependency import Dependency
from sandbox.clock import FakeClock

async def main():
    clock = FakeClock()
    client = Qbittorrent(login=Login(url=sys.argv[1]), dependency=Dependency("qbittorrent", clock), clock=clock)
    call = asyncio.create_task(client.version())
    await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


async def test_a_call_keeps_no_process_from_ending(forks):
    """Also where no one closes the client."""
    begun = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.set()
        await drips(reader, writer)

    async with behaving([drip]) as place:
        given, ends = os.pipe()
        program = forks.start(
            "-c", _PROGRAM, f"http://{place}", environment=os.environ, folder=ROOT, streams=(given, 1, 2)
        )
        os.close(given)
        await begun.wait()
        os.close(ends)
        status = await asyncio.to_thread(program.wait, 30)

    assert status == 0
