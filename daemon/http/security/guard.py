"""Who may talk to the daemon."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import SecretStr

from daemon.config.loopback import is_loopback
from daemon.http.problems import problem
from daemon.http.security import login_page
from daemon.http.security.access import Access
from daemon.http.security.peers import host_name, is_passed_on, is_this_machine
from daemon.http.security.sessions import Sessions
from daemon.http.security.slowdown import FailedTokens

_SHOWS_TOKEN: Final = web.RequestKey("shows_token", bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Checks the Host, and the token or the session where one is due.

    A Host that is neither loopback nor configured is refused: a page in the user's browser could have its
    name resolve to this machine (DNS rebinding). The hook always needs the token. The rest needs it, or the
    cookie of a session, unless the daemon listens on loopback only and the caller is there too. A wrong token
    is refused even where none is due, so that nobody finds out elsewhere which one is right. The metadata
    provider has a token of its own, which opens nothing else: Audiobookshelf keeps it in clear.

    Args:
        token: What callers show.
        provider_token: What Audiobookshelf shows.
        hosts: Further names that the daemon may be called by.
        loopback_only: Whether `LISTEN` is a loopback address.
        access: By path who may ask for it, where that is not `Access.USER`; anyone may sign in.
        sessions: Reads the cookies.
        failures: Slows down who guesses.
    """

    token: SecretStr = field(repr=False)
    provider_token: SecretStr = field(repr=False)
    hosts: frozenset[str]
    loopback_only: bool
    access: Mapping[str, Access]
    sessions: Sessions
    failures: FailedTokens

    def middleware(self) -> Middleware:
        """The check, before any handler."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            refused = self._refused(request)
            return refused if refused is not None else await handler(request)

        return check

    def _refused(self, request: web.Request) -> web.StreamResponse | None:
        if not self._host_is_ours(request):
            return problem(
                HTTPStatus.FORBIDDEN, "this Host is not known here; name it in ALLOWED_HOSTS", field="Host"
            )
        if request.path == login_page.PATH or self._access(request) is Access.ANYONE:
            return None
        if (shown := _shown(request)) is not None:
            refused = self.try_token(request, shown)
            if refused is None:
                request[_SHOWS_TOKEN] = True
                return self._without_token_in_address(request)
            return refused
        if self._may_come_in_without(request):
            return None
        if login_page.is_wanted(request):
            return login_page.page(HTTPStatus.UNAUTHORIZED, to=login_page.way_back(request))
        return problem(
            HTTPStatus.UNAUTHORIZED,
            "a token is needed: Authorization: Bearer, X-Api-Key or apikey=",
            field="Authorization",
            headers={"WWW-Authenticate": "Bearer"},
        )

    def try_token(self, request: web.Request, shown: str, *, to: str | None = None) -> web.Response | None:
        """The answer to a wrong token, or to any that comes too soon after wrong ones; None for the right one.

        Args:
            request: Which came with it.
            shown: The token.
            to: Where a person wants to go with it; the request's own address unless it is said.
        """
        # A proxy's callers must not lock out this machine's own, which come from the same address.
        # Nor must an Audiobookshelf with an old token keep out the hook.
        peer = (request.remote or "") + (" for others" if is_passed_on(request) else "")
        asks_provider = self._access(request) is Access.PROVIDER
        peer += " for the provider" if asks_provider else ""
        if (seconds := self.failures.wait_seconds(peer)) > 0:
            return _told(
                request,
                HTTPStatus.TOO_MANY_REQUESTS,
                f"too many wrong tokens: try again in {seconds} s",
                to=to,
                headers={"Retry-After": str(seconds)},
            )
        expected = self.provider_token if asks_provider else self.token
        if not hmac.compare_digest(_bytes(shown), _bytes(expected.get_secret_value())):
            self.failures.failed(peer)
            return _told(request, HTTPStatus.FORBIDDEN, "this token is not the daemon's", to=to)
        self.failures.succeeded(peer)
        return None

    def _may_come_in_without(self, request: web.Request) -> bool:
        if self._access(request) in {Access.TOKEN, Access.PROVIDER}:
            return False
        return (self.loopback_only and is_this_machine(request)) or self.sessions.of(request) is not None

    def _without_token_in_address(self, request: web.Request) -> web.Response | None:
        """A browser gets a cookie and an address that it may keep in its history and tell others."""
        in_address = request.method == "GET" and "apikey" in request.query
        if not in_address or self._access(request) is Access.PROVIDER or not login_page.is_wanted(request):
            return None
        return login_page.signed_in(request, self.sessions, to=login_page.way_back(request))

    def _access(self, request: web.Request) -> Access:
        return self.access.get(request.path, Access.USER)

    def _host_is_ours(self, request: web.Request) -> bool:
        name = host_name(request)
        return is_loopback(name) or name in self.hosts


GUARD: Final = web.AppKey("guard", Guard)


def shows_token(request: web.Request) -> bool:
    """Whether a request showed the daemon's token, whether or not one was due."""
    return bool(request.get(_SHOWS_TOKEN))


def _bytes(text: str) -> bytes:
    # A header may hold any bytes.
    return text.encode(errors="surrogateescape")


def _told(
    request: web.Request,
    status: HTTPStatus,
    detail: str,
    *,
    to: str | None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    if login_page.is_wanted(request):
        way = login_page.way_back(request) if to is None else to
        return login_page.page(status, to=way, detail=detail, headers=headers)
    return problem(status, detail, field="Authorization", headers=headers)


def _shown(request: web.Request) -> str | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return request.headers.get("X-Api-Key") or request.query.get("apikey") or None
