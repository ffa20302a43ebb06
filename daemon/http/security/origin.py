"""Whether one of our pages sent a request, judging by the browser's headers."""

from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from aiohttp import web

from daemon.http.security.peers import (
    forwarded_hosts,
    forwarded_scheme,
    is_passed_on,
    is_this_machine,
    parsed_host,
)

_PORTS: Final = {"http": 80, "https": 443}
_OURS: Final = frozenset({"same-origin", "none"})
_NO_PAGE: Final = "this request comes from another site's page"


class _Origin(NamedTuple):
    scheme: str
    name: str
    port: int


def another_site_asks(request: web.Request) -> bool:
    """Whether another site's page makes the browser send this, and it is not a link that a person followed.

    Such a page gets no answer, and a token in its request does not count as a person's wrong try.
    """
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in _OURS:
        return False
    followed = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return not (followed and request.headers.get("Sec-Fetch-Dest", "document") == "document")


def may_be_compressed(request: web.Request) -> bool:
    """Whether the answer's length may depend on how its parts resemble each other.

    Another site's page that chooses words of ours, and whose friend sees how long it gets, would guess the forms' token
    (the attack called BREACH). Only the browser's own word that none does counts; so programs get answers as they are.
    """
    return request.headers.get("Sec-Fetch-Site") in _OURS


def complaint(request: web.Request, is_known: Callable[[str], bool]) -> str | None:
    """Why a request to change something is not one of our own pages'; None when it is, or no browser sends it.

    Args:
        request: It.
        is_known: Whether a name is one of the daemon's.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return _NO_PAGE
    said = request.headers.get("Origin")
    if said is None or is_own(request, said, is_known):
        return None
    origin = _read(said)
    if origin is None:
        return _NO_PAGE
    unknown = "" if is_known(origin.name) else f", and add {origin.name} to ALLOWED_HOSTS"
    return (
        f"{_NO_PAGE}: it is at {origin.scheme}://{urlsplit(said).netloc}, and shelfhook was called as {_called(request)}. If that page is shelfhook's "
        f"own, behind a proxy, have the proxy pass on Host and X-Forwarded-Proto as the browser sent them{unknown} "
        "(docs/proxies.md has the lines)"
    )


def is_own(request: web.Request, page: str, is_known: Callable[[str], bool]) -> bool:
    """Whether an address is at the scheme, name and port that the browser called us by, as far as they are known.

    A proxy may drop the port, or name the one that it listens at inside a container. Where the browser itself says
    that the page is ours (`Sec-Fetch-Site`, which no page can set), such a port is passed over.
    """
    origin = _read(page)
    if origin is None or not is_known(origin.name):
        return False
    passed_on = is_passed_on(request)
    scheme = forwarded_scheme(request)
    if scheme is None and is_this_machine(request):
        scheme = "http"
    certain = passed_on and request.headers.get("Sec-Fetch-Site") == "same-origin"
    if scheme not in {None, origin.scheme} and not (certain and origin.scheme == "https"):
        return False
    return any(
        one.name == origin.name and (certain or one.port in {None, origin.port})
        for one in forwarded_hosts(request)
    )


def _read(page: str) -> _Origin | None:
    try:
        parts = urlsplit(page)
    except ValueError:
        return None
    name, port = parsed_host(parts.netloc)
    if parts.scheme not in _PORTS or not name:
        return None
    return _Origin(parts.scheme, name, _PORTS[parts.scheme] if port is None else port)


def _called(request: web.Request) -> str:
    scheme = forwarded_scheme(request)
    start = "" if scheme is None else f"{scheme}://"
    return " or ".join(start + str(one) for one in forwarded_hosts(request))
