"""Where a request comes from, as far as that can be told."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from aiohttp import web

from daemon.config.loopback import is_loopback

_PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def host_names(names: Iterable[str]) -> frozenset[str]:
    """Names in the form that they are compared in."""
    return frozenset(name.strip().lower() for name in names if name.strip())


def host_name(request: web.Request) -> str:
    """The name that the daemon was called by, in lower case and without the port."""
    return _name_in(request.host)


@lru_cache(maxsize=256)
def _name_in(host: str) -> str:
    host = host.lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def is_passed_on(request: web.Request) -> bool:
    """Whether a proxy says that it asks for somebody else."""
    return any(name in request.headers for name in _PASSED_ON)


def is_this_machine(request: web.Request) -> bool:
    """Whether the caller is on this machine, and not merely a proxy that is.

    A proxy on this machine calls from loopback for the whole world. It shows by its headers or, where it sets
    none, by the public name that the page was asked for with.
    """
    called = is_loopback(host_name(request))
    return called and is_loopback(request.remote or "") and not is_passed_on(request)


def came_by_https(request: web.Request) -> bool:
    """Whether the browser's connection is encrypted; a proxy nearby is believed, one further away is not."""
    if request.secure:
        return True
    try:
        nearby = ipaddress.ip_address(request.remote or "").is_private
    except ValueError:
        return False
    return nearby and request.headers.get("X-Forwarded-Proto", "").lower() == "https"
