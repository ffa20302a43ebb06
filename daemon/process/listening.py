"""Where the daemon's server listens, and what is told where it cannot."""

import errno
import socket
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from daemon.config.addresses import EVERY_ADDRESS, called
from daemon.config.settings import Settings
from domain.errors import BadInputError

BACKLOG: Final = 1024
"""qBittorrent starts a hook for each torrent at once; facts/qbittorrent.md 3."""

_EVERY_IPV4: Final = "0.0.0.0"  # noqa: S104 - only where the user says so
_MENDS: Final = {
    errno.EADDRINUSE: "stop the program that uses it, or choose another port",
    errno.EADDRNOTAVAIL: "name an address of this machine, or *:PORT for all of them",
    errno.EAFNOSUPPORT: "this machine has no IPv6: name an IPv4 address",
    errno.EACCES: "choose a port from 1024 on",
}


async def listen(runner: web.AppRunner, settings: Settings, handed: Sequence[socket.socket]) -> str:
    """Listen at these sockets, or where LISTEN says; the address for callers on this machine.

    Raises:
        BadInputError: The address is taken, or is not this machine's.
    """
    host, port = settings.host_and_port
    try:
        if handed:
            for one in handed:
                await web.SockSite(runner, one, backlog=BACKLOG).start()
        elif host == EVERY_ADDRESS:
            await _listen_everywhere(runner, port)
        else:
            await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
    except OSError as error:
        raise BadInputError(
            "LISTEN",
            f"cannot listen at {settings.listen} ({error.strerror or type(error).__name__})",
            mend=_mend(error),
        ) from error
    # A socket that was handed over may take IPv6 alone.
    return called("::1" if handed and host == EVERY_ADDRESS else host, port or runner.addresses[0][1])


async def _listen_everywhere(runner: web.AppRunner, port: int) -> None:
    """At each address of IPv4 and, where the machine has it, of IPv6."""
    await web.TCPSite(runner, _EVERY_IPV4, port, backlog=BACKLOG).start()
    try:
        await web.TCPSite(runner, EVERY_ADDRESS, port or runner.addresses[0][1], backlog=BACKLOG).start()
    except OSError as error:
        if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            raise


def _mend(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "name an IP address of this machine: that name has none"
    return _MENDS.get(error.errno or 0, "name another address or port")
