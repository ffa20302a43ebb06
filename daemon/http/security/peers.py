"""The origin of a request, as far as it is known."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from aiohttp import web

from daemon.config.loopback import is_loopback

# Headers that proxies, tunnels and content networks add to a request. No browser sends any of them by itself.
_PASSED_ON: Final = (
    "forwarded", "via", "x-forward", "x-original", "x-rewrite", "x-real", "x-client", "x-cluster", "x-proxy",
    "x-host", "x-http-host", "x-scheme", "x-url-scheme", "x-ssl", "front-end-https", "true-client", "client-ip",
    "proxy-", "wl-proxy", "x-envoy", "x-b3-", "x-nginx", "x-haproxy", "x-traefik", "x-ingress", "x-gateway",
    "x-amz", "x-azure", "x-arr-", "x-appengine", "x-cloud-trace", "x-vercel", "x-nf-", "x-sucuri", "x-akamai",
    "akamai-", "incap-", "do-connecting", "cf-", "cdn-", "ali-cdn", "fastly-", "fly-", "tailscale-",
    "x-tailscale", "ngrok-", "x-remote", "remote-", "x-auth-", "x-authentik", "x-webauth", "x-pomerium", "x-vouch",
)  # fmt: skip
_HOST: Final = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_-]+(?:\.[a-z0-9_-]+)*))(?::([0-9]{1,5}))?")


class Host(NamedTuple):
    """A name or an address in lower case, and its port if it has one; the name is empty if it is neither."""

    name: str
    port: int | None

    def __str__(self) -> str:
        """In an address's form."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


def host_names(names: Iterable[str]) -> frozenset[str]:
    """Names in the form that they are compared in."""
    return frozenset(name.strip().lower() for name in names if name.strip())


@lru_cache(maxsize=256)
def parsed_host(text: str) -> Host:
    """A ``Host`` header, or the same part of an address; with anything around it it is no name."""
    found = _HOST.fullmatch(text.lower())
    if found is None:
        return Host("", None)
    in_brackets, name, port = found.groups()
    if in_brackets is not None:
        try:
            name = str(ipaddress.IPv6Address(in_brackets))
        except ValueError:
            return Host("", None)
    return Host(name, None if port is None else int(port))


def host(request: web.Request) -> Host:
    """The name by which the daemon was called; empty if the request has no host."""
    return parsed_host(request.headers.get("Host", ""))


@lru_cache(maxsize=1024)
def plain_address(address: str) -> str:
    """An address as IPv4 where it is one: a socket for both kinds shows it as ``::ffff:192.0.2.1``."""
    try:
        mapped = ipaddress.IPv6Address(address).ipv4_mapped
    except ValueError:
        return address
    return address if mapped is None else str(mapped)


def remote(request: web.Request) -> str:
    """The address that the connection comes from."""
    return plain_address(request.remote or "")


def is_passed_on(request: web.Request) -> bool:
    """Whether a header shows that something between asks for somebody else."""
    return any(name.lower().startswith(_PASSED_ON) for name in request.headers)


def forwarded_for(request: web.Request) -> str:
    """The nearest proxy's client; empty if the proxy does not say.

    Each proxy appends the address that it was called from, so only the last one is not the caller's own word.
    """
    listed = ",".join(request.headers.getall("X-Forwarded-For", ())).rpartition(",")[2].strip()
    last = [one["for"] for one in request.forwarded if "for" in one][-1:]
    said = listed or "".join(last) or request.headers.get("X-Real-IP", "").strip()
    bare = parsed_host(said).name or said
    try:
        return plain_address(str(ipaddress.ip_address(bare)))
    except ValueError:
        return ""


def forwarded_hosts(request: web.Request) -> list[Host]:
    """The address that the browser called, as the proxies report; a name without a port has their port."""
    listed = [
        *",".join(request.headers.getall("X-Forwarded-Host", ())).split(","),
        *(one["host"] for one in request.forwarded if "host" in one),
    ]
    port = request.headers.get("X-Forwarded-Port", "").partition(",")[0].strip()
    known = int(port) if re.fullmatch("[0-9]{1,5}", port) else None
    found = [parsed_host(one.strip()) for one in listed]
    return [Host(name, known if own is None else own) for name, own in [host(request), *found] if name]


def forwarded_scheme(request: web.Request) -> str | None:
    """``http`` or ``https``, as the browser's own proxy says it; None where no proxy says so."""
    named = request.headers.get("X-Forwarded-Proto", "").partition(",")[0]
    if not named:
        named = next((one["proto"] for one in request.forwarded if "proto" in one), "")
    scheme = named.strip().lower()
    return scheme if scheme in {"http", "https"} else None


def is_this_machine(request: web.Request) -> bool:
    """Whether the caller is on this machine, and not merely a proxy that is.

    A proxy on this machine calls from loopback for the whole world. It shows by its headers or, where it sets
    none, by the public name that the page was called by.
    """
    called = is_loopback(host(request).name) and is_loopback(remote(request))
    return called and not is_passed_on(request)


def came_by_https(request: web.Request) -> bool:
    """Whether the browser's connection is encrypted; a proxy nearby is believed, one further away is not."""
    if request.secure:
        return True
    try:
        nearby = ipaddress.ip_address(remote(request)).is_private
    except ValueError:
        return False
    return nearby and forwarded_scheme(request) == "https"
