"""Listening for connections."""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from aiohttp import web

from daemon.http.base_path import at_root
from daemon.http.connections import Connections
from domain.clock import Clock

BACKLOG: Final = 1024
"""qBittorrent starts a hook for each torrent at once; facts/qbittorrent.md 3."""

MAX_CONNECTIONS: Final = 1024


@asynccontextmanager
async def listening(
    app: web.Application,
    listeners: Sequence[socket.socket],
    clock: Clock,
    *,
    last_words: timedelta = timedelta(0),
    go_on: Callable[[], bool] = lambda: False,
) -> AsyncIterator[None]:
    """Serve an application at these sockets, which listen already, and close them at the end.

    Args:
        app: It.
        listeners: Where callers come in.
        clock: Measures how long they may take.
        last_words: Who called before the end may still send its request within this time.
        go_on: Asked at the end: whether the sockets stay open, and who was not let in waits for the next application.
    """
    runner = web.AppRunner(app, shutdown_timeout=2)
    await runner.setup()
    server, connections = at_root(app, runner), Connections(clock, max_connections())
    failed: Exception | None = None
    try:
        async with asyncio.TaskGroup() as tasks:
            loops = [tasks.create_task(connections.accept(listener, server, tasks)) for listener in listeners]
            loops.append(tasks.create_task(connections.close_overdue()))
            try:
                yield
            except Exception as error:  # noqa: BLE001 - raised below, where the group does not wrap it
                failed = error
            finally:
                for loop in loops:
                    loop.cancel()
                for listener in () if go_on() else listeners:
                    with suppress(OSError):
                        connections.accept_pending(listener, server, tasks)
    finally:
        for listener in () if go_on() else listeners:
            listener.close()
        await connections.hear_out(last_words)
        await runner.cleanup()
    if failed is not None:
        raise failed


async def listen_at(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at each address of a host.

    Raises:
        OSError: An address is in use, or not this machine's.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    listeners: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((one[0], one[4]) for one in found):
            listeners.append(socket.create_server(address, family=family, backlog=BACKLOG))
            listeners[-1].settimeout(0)
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def max_connections() -> int:
    """How many may be connected at once; half of the files that the process may open remain for its own work."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, max(files // 2, 1))
