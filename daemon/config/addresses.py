"""Addresses and names of hosts, in the forms in which people write them."""

import ipaddress
import re
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

EVERY_ADDRESS: Final = "::"
"""LISTEN's host for all addresses of this machine, IPv4 included."""

_LAST_PORT: Final = 65535
_NAME: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?")
_WITH_PORT: Final = re.compile(r"(\[.*\]|[^:]*):[0-9]+")
OUR_PATHS: Final = frozenset(
    {
        "api", "books", "check-up", "cover", "downloads", "events", "health", "history", "imports", "live", "livez", "login",
        "logout", "metrics", "openapi.json", "proposals", "provider", "readyz", "runs", "search", "settings", "setup", "static", "webhooks",
    }
)  # fmt: skip
"""What shelfhook's own addresses begin with: a path of them could not be distinguished from `BASE_PATH`."""

_BASE_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._~-]*)+")
_SCHEME: Final = re.compile(r"https?://", re.IGNORECASE)
_PROXY: Final = re.compile(r"http://(?:[^\s/@]+@)?(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):[0-9]{1,5}/?", re.IGNORECASE)
_INSTEAD: Final = {
    "qbittorrent_url": "set QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD",
    "abs_url": "shelfhook signs in with ABS_TOKEN",
    "mam_url": "set MAM_ID",
}


def host_of(text: str) -> str:
    """The host in the form in which it is compared: in lower case, an IPv6 address short and without brackets.

    Raises:
        ValueError: It is no name and no IP address.
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" in bare:
        return str(ipaddress.IPv6Address(bare))
    if not _NAME.fullmatch(bare) or bare != text:
        raise ValueError("is not a host")
    return bare.lower().removesuffix(".").encode("idna" if not bare.isascii() else "ascii").decode()


def called(host: str, port: int | str) -> str:
    """The address for callers on this machine: "every address" cannot be called."""
    host = {"0.0.0.0": "127.0.0.1", EVERY_ADDRESS: "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _address(text: str, info: ValidationInfo) -> str:
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise ValueError("must be an address like http://localhost:8080")
    if "@" in text:
        instead = _INSTEAD.get(info.field_name or "", "name only host, port and path")
        raise ValueError(f"must not hold a user name or a password: leave out all up to the @; {instead}")
    if set("?#") & set(text):
        raise ValueError("must end with the path: leave out ? and # and what follows")
    try:
        parts = urlsplit(text)
        host_of(f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "")
        port_is_wrong = parts.port == 0
    except ValueError:
        port_is_wrong = True
    if port_is_wrong or re.search(r"\s", text):
        raise ValueError("must be an address like http://localhost:8080 or http://[::1]:8080/path")
    return scheme[0].lower() + text[scheme.end() :].rstrip("/")


def _proxy(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and not _PROXY.fullmatch(value.strip()):
        raise ValueError(
            "must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with @ : / in a password as %40 %3A %2F; "
            "SOCKS and https are not spoken"
        )
    return _blank(value.strip() if isinstance(value, str) else value)


def _hook_url(text: str) -> str:
    if set('"%') & set(text):
        raise ValueError("must hold no quotation mark and no %, which qBittorrent reads otherwise")
    return text


def _base_path(text: str) -> str:
    path = text.strip().strip("/")
    if path and not _BASE_PATH.fullmatch(f"/{path}"):
        raise ValueError("must be a path like /shelfhook: letters, digits and - . _ ~, without a host's name")
    if (first := path.partition("/")[0]) in OUR_PATHS:
        raise ValueError(f"must not begin with /{first}, an address of shelfhook itself: write /shelfhook")
    return f"/{path}" if path else ""


def _listen(text: str) -> str:
    """``HOST:PORT``; every address is ``[::]:PORT``."""
    host, _, port = text.strip().rpartition(":")
    if "/" in host:
        raise ValueError("must be HOST:PORT, like 127.0.0.1:8787: leave out http:// and the path")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise ValueError(
            "must be HOST:PORT, like 127.0.0.1:8787, or *:8787 for every address of this machine"
        )
    if ":" in host and not host.startswith("["):
        raise ValueError("must have an IPv6 address in brackets, like [::1]:8787")
    try:
        host = EVERY_ADDRESS if host == "*" else host_of(host)
    except ValueError:
        raise ValueError("must be HOST:PORT, and HOST a name or an IP address, like 127.0.0.1:8787") from None
    return f"[{host}]:{int(port)}" if ":" in host else f"{host}:{int(port)}"


def _hosts(value: Any) -> Any:
    """The names in a text, with commas or blanks between them; a scheme, a port and a path do not count."""
    if not isinstance(value, str):
        return value
    return tuple(dict.fromkeys(_allowed(one) for one in re.split(r"[\s,;]+", value) if one))


def _allowed(text: str) -> str:
    rest = _SCHEME.sub("", text, count=1).partition("/")[0]
    if "*" in rest or rest.startswith("."):
        raise ValueError("must name each host, like books.example.org: * would let every site's pages in")
    if "@" in rest:
        raise ValueError(
            "must hold names of hosts alone, like books.example.org: leave out what is before the @"
        )
    with_port = _WITH_PORT.fullmatch(rest)
    try:
        return host_of(rest if with_port is None else with_port[1])
    except ValueError:
        raise ValueError(
            f"{text} is not a host's name: write names like books.example.org, with commas between them"
        ) from None


def _blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


ProxyUrl = Annotated[SecretStr | None, BeforeValidator(_proxy)]
Url = Annotated[str, AfterValidator(_address)]
PublicUrl = Annotated[Url | None, BeforeValidator(_blank)]
HookUrl = Annotated[Annotated[Url, AfterValidator(_hook_url)] | None, BeforeValidator(_blank)]
BasePath = Annotated[str, AfterValidator(_base_path)]
Listen = Annotated[str, AfterValidator(_listen)]
Hosts = Annotated[tuple[str, ...], BeforeValidator(_hosts)]
