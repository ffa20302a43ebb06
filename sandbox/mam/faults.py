"""The ways in which the site fails, each as it looks on the wire (facts/mam.md 1 and 6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import Enum, auto
from typing import Final

from aiohttp import web

from sandbox.mam.frame import not_logged_in
from sandbox.mam.sessions import delete_cookies


class Fault(Enum):
    """What goes wrong with one request.

    The redirects lead to the login page, `OFF_SITE` to another host. `FOREIGN_COOKIE` and `CUT_SHORT`
    spoil a good answer: with a session cookie for another host, and with a body shorter than announced.
    `DROPPED` closes the connection without an answer.
    """

    NOT_SIGNED_IN = auto()
    INVALID_COOKIE = auto()
    FORBIDDEN = auto()
    ERROR_TEXT = auto()
    LOGIN_PAGE = auto()
    LOGIN_REDIRECT = auto()
    LOGGED_OUT = auto()
    OFF_SITE = auto()
    EMPTY = auto()
    OTHER_ERROR = auto()
    MESSAGE = auto()
    NO_COOKIE = auto()
    NOT_FOUND = auto()
    GONE = auto()
    BLOCKED = auto()
    TOO_MANY = auto()
    TOO_MANY_SECONDS = auto()
    TOO_MANY_DATE = auto()
    SERVER_ERROR = auto()
    BAD_GATEWAY = auto()
    UNAVAILABLE = auto()
    FOREIGN_COOKIE = auto()
    CUT_SHORT = auto()
    DROPPED = auto()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a faulty answer depends on.

    Args:
        now: The site's time.
        retry_after: What a 429 asks for.
        off_site: Where `Fault.OFF_SITE` leads.
    """

    now: datetime
    retry_after: timedelta
    off_site: str


_NGINX: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_PLAIN: Final[Mapping[Fault, tuple[int, str]]] = {
    Fault.NOT_SIGNED_IN: (403, "Error, you are not signed in <br />Other error"),
    Fault.INVALID_COOKIE: (403, "Error, you are not signed in <br />Invalid/missing cookie"),
    Fault.FORBIDDEN: (403, _NGINX.format("403 Forbidden")),
    Fault.ERROR_TEXT: (200, "Error, you are not signed in <br />Other error"),
    Fault.LOGIN_PAGE: (200, not_logged_in("/")),
    Fault.EMPTY: (200, ""),
    Fault.NO_COOKIE: (
        401,
        "The IP address that asked does not match your account, and no authentication cookie was provided",
    ),
    Fault.NOT_FOUND: (404, _NGINX.format("404 Not Found")),
    Fault.GONE: (410, _NGINX.format("410 Gone")),
    Fault.BLOCKED: (406, "Your account may not download at this time"),
    Fault.TOO_MANY: (429, _NGINX.format("429 Too Many Requests")),
    Fault.SERVER_ERROR: (500, _NGINX.format("500 Internal Server Error")),
    Fault.BAD_GATEWAY: (502, _NGINX.format("502 Bad Gateway")),
    Fault.UNAVAILABLE: (503, _NGINX.format("503 Service Temporarily Unavailable")),
}


_FOREIGN_COOKIE: Final = "mam_id=stolen; Max-Age=3600; path=/; domain=.elsewhere.example"


def plain(fault: Fault) -> web.Response:
    """The answer of a fault that is always the same.

    Raises:
        KeyError: It is one that depends on circumstances.
    """
    status, text = _PLAIN[fault]
    return web.Response(status=status, text=text, content_type="text/html")


def answer(fault: Fault, circumstances: Circumstances) -> web.Response | None:
    """The answer that stands in for the right one; None for a fault that spoils the right one."""
    if fault in _PLAIN:
        return plain(fault)
    special = _SPECIAL.get(fault)
    return special(circumstances) if special else None


def logged_out() -> web.Response:
    """The redirect that ends a session and takes its cookies back."""
    response = web.Response(status=302, headers={"Location": "/login.php"})
    delete_cookies(response)
    return response


def _too_many(retry_after: str) -> web.Response:
    return web.Response(
        status=429,
        text=_NGINX.format("429 Too Many Requests"),
        content_type="text/html",
        headers={"Retry-After": retry_after},
    )


_SPECIAL: Final[Mapping[Fault, Callable[[Circumstances], web.Response]]] = {
    Fault.LOGIN_REDIRECT: lambda _: web.Response(status=302, headers={"Location": "/login.php?returnto=%2F"}),
    Fault.LOGGED_OUT: lambda _: logged_out(),
    Fault.OFF_SITE: lambda about: web.Response(status=302, headers={"Location": about.off_site}),
    Fault.OTHER_ERROR: lambda _: web.json_response({"error": "Search is unavailable at the moment"}),
    Fault.MESSAGE: lambda _: web.json_response({"message": "Invalid parameters", "data": None}),
    Fault.TOO_MANY_SECONDS: lambda about: _too_many(f"{about.retry_after.total_seconds():.0f}"),
    Fault.TOO_MANY_DATE: lambda about: _too_many(format_datetime(about.now + about.retry_after, usegmt=True)),
}


async def spoil(fault: Fault | None, request: web.Request, answer: web.StreamResponse) -> web.StreamResponse:
    """The right answer with the fault put into it; the answer itself without one."""
    transport = request.transport
    if fault is Fault.FOREIGN_COOKIE:
        answer.headers.add("Set-Cookie", _FOREIGN_COOKIE)
    if fault is Fault.DROPPED and transport is not None:
        transport.abort()
    if fault is Fault.CUT_SHORT and transport is not None and isinstance(answer, web.Response):
        whole = answer.body if isinstance(answer.body, bytes) else b""
        torn = web.StreamResponse(status=answer.status, headers=answer.headers)
        torn.content_length = len(whole) + 1
        await torn.prepare(request)
        await torn.write(whole)
        transport.close()
        return torn
    return answer
