"""The daemon's side of its service manager's protocols, as systemd and its kin speak them.

Source: sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3).
"""

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

import structlog

from daemon.config.loopback import is_loopback
from domain.errors import BadInputError

_FIRST_SOCKET: Final = 3
_PATIENCE_SECONDS: Final = 1

_log: Final = structlog.get_logger("shelfhook")


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """The service manager that started the daemon and wants its state; without one, messages do nothing.

    Args:
        address: Its datagram socket: a path, or ``@`` and a name in the abstract namespace.
        watchdog: It ends a daemon that was silent for this long; None when it does not watch.
    """

    address: str | None = None
    watchdog: timedelta | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The one that made this environment."""
        watched = environment.get("WATCHDOG_PID", _me()) == _me()
        microseconds = _number(environment.get("WATCHDOG_USEC"))
        return cls(
            address=environment.get("NOTIFY_SOCKET") or None,
            watchdog=timedelta(microseconds=microseconds) if watched and microseconds else None,
        )

    def notify(self, *states: str) -> None:
        """Say ``READY=1`` and the like; that it could not be said is logged, and no reason to stop."""
        if self.address is None:
            return
        # An abstract name begins with a zero byte, which no environment can hold.
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.settimeout(_PATIENCE_SECONDS)
                channel.sendto("\n".join(states).encode(), address)
        except OSError as error:
            _log.warning("service_manager_not_notified", states=states, reason=str(error))


def activated_sockets(environment: Mapping[str, str]) -> list[socket.socket]:
    """The listening sockets that were handed over; none when the daemon is to open its own.

    Raises:
        BadInputError: One of them is no listening TCP socket.
    """
    if environment.get("LISTEN_PID") != _me():
        return []  # none, or meant for the process that started this one
    count = _number(environment.get("LISTEN_FDS"))
    names = [*environment.get("LISTEN_FDNAMES", "").split(":"), *[""] * count]
    return [_handed(_FIRST_SOCKET + place, names[place]) for place in range(count)]


def listen_of(sockets: Sequence[socket.socket]) -> str:
    """LISTEN's value for these sockets: of several, the one that more callers can reach."""
    addresses = [one.getsockname()[:2] for one in sockets]
    host, port = min(addresses, key=lambda address: is_loopback(address[0]))
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _handed(number: int, name: str) -> socket.socket:
    problem = BadInputError(
        "LISTEN",
        f"the socket {name or number} cannot receive hooks: the socket unit needs "
        "ListenStream= with an IP address and a port, and Accept=no",
    )
    try:
        handed = socket.socket(fileno=number)
    except OSError as error:
        raise problem from error
    # The hook and the command line call by host and port, so one in the file system would be of no use.
    by_ip = handed.family in {socket.AF_INET, socket.AF_INET6} and handed.type == socket.SOCK_STREAM
    if not (by_ip and handed.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)):
        handed.close()
        raise problem
    handed.set_inheritable(False)
    handed.settimeout(0)
    return handed


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else 0


def _me() -> str:
    return str(os.getpid())
