"""Answers that do not come from the service, but from another program in front of it or in its place."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from clients._trouble import Place, Trouble
from domain.fixes import RELOAD

_PROMPT: Final = re.compile(r"\s*(basic|digest|negotiate|ntlm)\b", re.IGNORECASE)
_HTTPS_HERE: Final = re.compile(
    rb"plain http request was sent to https port|http request to an https server|"
    rb"speaking plain http to an ssl-enabled server port",
    re.IGNORECASE,
)
_KNOWN: Final = {
    "nginx": "nginx",
    "openresty": "nginx",
    "caddy": "Caddy",
    "apache": "Apache",
    "traefik": "Traefik",
    "cloudflare": "Cloudflare",
    "haproxy": "HAProxy",
}
_NAME: Final = re.compile(r"[a-z]+")
_SEARCHED: Final = 4096


def stranger(status: int, headers: Mapping[str, str], body: bytes, place: Place) -> Trouble | None:
    """Who else answered, and how to get past it; None when it may have been the service itself.

    Args:
        status: Of the answer.
        headers: Of the answer, whose names are in any case.
        body: Of the answer.
        place: Of a service whose own answers are neither pages nor redirects.
    """
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _redirect(headers.get("Location", ""), _before(headers, place), place)
    if status == HTTPStatus.BAD_REQUEST and _HTTPS_HERE.search(body[:_SEARCHED]):
        return Trouble("it speaks https there", place.with_scheme("https"))
    if status == HTTPStatus.UNAUTHORIZED and (prompt := _PROMPT.match(headers.get("WWW-Authenticate", ""))):
        asks = f"{_before(headers, place)} asks for a name and password of its own (HTTP {prompt[1].capitalize()})"
        return Trouble(asks, _past(place))
    is_page = body[:_SEARCHED].lstrip().startswith(b"<")
    return _page(status, _before(headers, place), place) if is_page else None


def not_there(place: Place) -> Trouble:
    """A program answers at the address, but the service is not at this path."""
    return Trouble(f"there is no {place.title} at that path", _with_its_path(place))


def behind(status: int, place: Place) -> str:
    """The end of a sentence about an answer that only a proxy gives; nothing for any other."""
    if status not in {HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}:
        return ""
    return f": something before {place.title} does not reach it"


def another(place: Place) -> Trouble:
    """Another program's answer."""
    return Trouble(f"another program than {place.title} answers there", _with_its_path(place))


def _redirect(location: str, said: str, place: Place) -> Trouble:
    """Where it leads, without the path: that may contain what we sent."""
    try:
        there, here = urlsplit(location), urlsplit(place.url)
        name, port = there.hostname, f":{there.port}" if there.port else ""
    except ValueError:
        return Trouble(f"{said} redirects to no valid address", _past(place))
    if name is None or there.scheme not in {"http", "https"}:
        return Trouble(f"{said} redirects to another of its pages, which is not followed", _past(place))
    name = f"[{name}]" if ":" in name else name
    origin = f"{there.scheme}://{name}{port}"
    if (there.hostname, there.scheme, here.scheme) == (here.hostname, "https", "http"):
        return Trouble(
            f"it redirects to {origin}",
            f"set {place.setting} to {origin}{here.path}, and {RELOAD}",
        )
    return Trouble(f"{said} redirects to {origin}, which is not followed", _past(place))


def _page(status: int, said: str, place: Place) -> Trouble | None:
    match status:
        case HTTPStatus.OK:
            return Trouble(f"{said} answers with a web page", _past(place))
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return Trouble(f"{said} refuses with a web page", _past(place))
        case HTTPStatus.NOT_FOUND:
            return not_there(place)
    return None


def _before(headers: Mapping[str, str], place: Place) -> str:
    """Who answered, by the name that it gives itself where that is a known one."""
    named = _NAME.match(headers.get("Server", "").lower())
    name = None if named is None else _KNOWN.get(named[0])
    return f"something before {place.title}{f' ({name})' if name else ''}"


def _past(place: Place) -> str:
    return f"set {place.setting} to {place.title}'s own address, with its path, or let shelfhook pass there, and {RELOAD}"


def _with_its_path(place: Place) -> str:
    return f"set {place.setting} to {place.title}'s address, with the path if it has one, and {RELOAD}"
