"""The addresses of the daemon's server, and the message when it cannot listen there."""

import errno
import socket
from collections.abc import Sequence
from typing import Final

from daemon.config.addresses import EVERY_ADDRESS, called
from daemon.config.settings import Settings
from daemon.http.listening import listen_at
from domain.errors import BadInputError

_EVERY_IPV4: Final = "0.0.0.0"  # noqa: S104 - only where the user says so
_MENDS: Final = {
    errno.EADDRINUSE: "stop the program that uses it, or choose another port",
    errno.EADDRNOTAVAIL: "name an address of this machine, or *:PORT for all of them",
    errno.EAFNOSUPPORT: "this machine has no IPv6: name an IPv4 address",
    errno.EACCES: "choose a port from 1024 on",
}


async def listen(settings: Settings, handed: Sequence[socket.socket]) -> tuple[Sequence[socket.socket], str]:
    """These sockets, or new ones where LISTEN says; and the address for callers on this machine.

    Raises:
        BadInputError: The address is taken, or is not this machine's.
    """
    host, port = settings.host_and_port
    try:
        listeners = handed or await (_everywhere(port) if host == EVERY_ADDRESS else listen_at(host, port))
    except OSError as error:
        raise BadInputError(
            "LISTEN",
            f"cannot listen at {settings.listen} ({error.strerror or type(error).__name__})",
            mend=_mend(error),
        ) from error
    # A socket that was handed over may take IPv6 alone.
    host = "::1" if handed and host == EVERY_ADDRESS else host
    return listeners, called(host, port or listeners[0].getsockname()[1])


async def _everywhere(port: int) -> list[socket.socket]:
    """At each address of IPv4 and, where the machine has it, of IPv6."""
    listeners = await listen_at(_EVERY_IPV4, port)
    try:
        listeners += await listen_at(EVERY_ADDRESS, port or listeners[0].getsockname()[1])
    except OSError as error:
        if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            listeners[0].close()
            raise
    return listeners


def _mend(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "name an IP address of this machine: that name has none"
    return _MENDS.get(error.errno or 0, "name another address or port")
