"""Who may talk to the daemon."""

import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import SecretStr

from daemon.http.problems import problem

OPEN: Final = frozenset({"/livez", "/readyz"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Checks the Host, and the token where one is due.

    A Host that is neither loopback nor configured is refused: a page in the user's browser could have its
    name resolve to this machine (DNS rebinding). The hook always needs the token. The rest needs it unless
    the daemon listens on loopback only and the caller is there too.

    Args:
        token: What callers show.
        hosts: Further names that the daemon may be called by.
        loopback_only: Whether `LISTEN` is a loopback address.
    """

    token: SecretStr = field(repr=False)
    hosts: frozenset[str]
    loopback_only: bool

    def middleware(self) -> Middleware:
        """The check, before any handler."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            refused = self._refused(request)
            return refused if refused is not None else await handler(request)

        return check

    def _refused(self, request: web.Request) -> web.Response | None:
        if not self._host_is_ours(request.host):
            return problem(
                HTTPStatus.FORBIDDEN, "this Host is not known here; name it in ALLOWED_HOSTS", field="Host"
            )
        if request.path in OPEN or not self._needs_token(request):
            return None
        if _shown(request) is None:
            return problem(
                HTTPStatus.UNAUTHORIZED,
                "a token is needed: Authorization: Bearer, X-Api-Key or apikey=",
                field="Authorization",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if not self.knows(request):
            return problem(HTTPStatus.FORBIDDEN, "this token is not the daemon's", field="Authorization")
        return None

    def knows(self, request: web.Request) -> bool:
        """Whether a request shows the token, whether or not one is due."""
        shown = _shown(request)
        return shown is not None and hmac.compare_digest(
            shown.encode(), self.token.get_secret_value().encode()
        )

    def _needs_token(self, request: web.Request) -> bool:
        if request.path.startswith("/webhooks/") or not self.loopback_only:
            return True
        return not is_loopback(request.remote or "")

    def _host_is_ours(self, host: str) -> bool:
        name = _without_port(host).lower()
        return name == "localhost" or is_loopback(name) or name in self.hosts


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_names(names: Iterable[str]) -> frozenset[str]:
    """Names in the form that they are compared in."""
    return frozenset(name.strip().lower() for name in names if name.strip())


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _shown(request: web.Request) -> str | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return request.headers.get("X-Api-Key") or request.query.get("apikey") or None
