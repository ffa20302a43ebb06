"""People who are signed in by an authenticating proxy."""

import ipaddress
from dataclasses import dataclass, field
from typing import Final, Self

from aiohttp import web

from daemon.config.settings import Settings
from daemon.http.security.peers import remote

_LONGEST: Final = 256

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class AuthHeader:
    """The header that names a person, believed from some proxies alone.

    What counts is the address that the connection comes from, which no header can claim. A header that is there twice
    names no one: the caller's own may be one of them, beside the one that the proxy added.

    Args:
        name: The header's; None where proxies sign no one in.
        proxies: The networks of the proxies.
    """

    name: str | None = None
    proxies: tuple[_Network, ...] = field(default=())

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the user set it."""
        return cls(settings.auth_header, tuple(map(ipaddress.ip_network, settings.trusted_proxies)))

    def person(self, request: web.Request) -> str | None:
        """The name of the person who sent this request, by the word of a trusted proxy; None without it."""
        said = self._said(request)
        return said if said is not None and self._is_trusted(request) else None

    def doubt(self, request: web.Request) -> str | None:
        """Why the header of a request signs no one in, for the page; None where there is no such header to expect."""
        if self.name is None:
            return None
        if not self._is_trusted(request):
            peer = remote(request) or "an unknown address"
            return (
                f"{self.name} came from {peer}, which is not in TRUSTED_PROXIES"
                if self.name in request.headers
                else None
            )
        return (
            None if self._said(request) else f"the proxy at {remote(request)} sent no {self.name}, or several"
        )

    def _said(self, request: web.Request) -> str | None:
        values = request.headers.getall(self.name, ()) if self.name else ()
        name = values[0].strip() if len(values) == 1 else ""
        return name if name and "," not in name and name.isprintable() and len(name) <= _LONGEST else None

    def _is_trusted(self, request: web.Request) -> bool:
        try:
            address = ipaddress.ip_address(remote(request))
        except ValueError:
            return False
        return any(address in network for network in self.proxies)
