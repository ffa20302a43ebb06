"""Who may call the daemon."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import SecretStr

from daemon.config.loopback import is_loopback
from daemon.http import static_files
from daemon.http.security import login_page
from daemon.http.security.access import Access
from daemon.http.security.origin import another_site_asks
from daemon.http.security.peers import forwarded_for, host, is_passed_on, is_this_machine, remote
from daemon.http.security.sessions import Sessions
from daemon.http.security.signed_in_by_proxy import AuthHeader
from daemon.http.security.slowdown import FailedTokens, network

UNGUESSABLE: Final = 32
"""A token of this length cannot be guessed; the one that shelfhook creates has 43 characters."""

_SHOWS_TOKEN: Final = web.RequestKey("shows_token", bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Checks the Host, and the token or the session where one is due.

    A Host that is neither loopback nor configured is refused: a page in the user's browser could have its
    name resolve to this machine (DNS rebinding). The hook always needs the token. The rest needs it, or the
    cookie of a session, unless everybody who can call is on this machine. A wrong token is refused even where none
    is due, so that it cannot be guessed where it is not needed; beside a good session it is passed over, as a
    proxy that signs people in may add one of its own. The metadata provider has a token of its own, which opens
    nothing else: Audiobookshelf keeps it in clear. Where an authenticating proxy names a person, that is as good as
    a session.

    Args:
        token: The callers' token.
        provider_token: Audiobookshelf's token.
        hosts: Further names that the daemon may be called by.
        only_this_machine: Whether `LISTEN` is a loopback address and no other name leads to it.
        access: Who may call each path, if that is not `Access.USER`; anyone may sign in.
        sessions: Reads the cookies.
        by_proxy: Reads the header of a proxy that signs people in.
        failures: Slows down who guesses.
    """

    token: SecretStr = field(repr=False)
    provider_token: SecretStr = field(repr=False)
    hosts: frozenset[str]
    only_this_machine: bool
    access: Mapping[str, Access]
    sessions: Sessions
    by_proxy: AuthHeader
    failures: FailedTokens

    def middleware(self) -> Middleware:
        """The check, before any handler."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            refused = await self._refused(request)
            return refused if refused is not None else await handler(request)

        return check

    async def _refused(self, request: web.Request) -> web.StreamResponse | None:
        if not self.knows(name := host(request).name):
            detail = (
                f"the Host {name} is not known here: add it to ALLOWED_HOSTS"
                if name
                else "the Host is no name"
            )
            return login_page.refusal(request, HTTPStatus.FORBIDDEN, detail, field="Host")
        open_to_all = request.path == login_page.PATH or self._access(request) is Access.ANYONE
        if open_to_all and not request.path.startswith(static_files.PATH):
            return None
        # The sign-in page loads our own styles before anyone is known; another site's page loads nothing.
        if another_site_asks(request):
            return login_page.refusal(
                request,
                HTTPStatus.FORBIDDEN,
                "this request comes from another site's page",
                field="Sec-Fetch-Site",
            )
        return None if open_to_all else await self._without_right(request)

    async def _without_right(self, request: web.Request) -> web.StreamResponse | None:
        """The answer to who shows neither the token nor a session where one is due."""
        shown = _shown(request)
        if shown and self._opens(request, shown):
            request[_SHOWS_TOKEN] = True
            return self._without_token_in_address(request)
        if await self._is_signed_in(request):
            return None
        if shown:
            return self.try_tokens(request, shown)
        if self._is_open_to(request):
            return None
        return login_page.token_needed(request, self.by_proxy.doubt(request))

    async def needs_no_sign_in(self, request: web.Request) -> bool:
        """Whether the pages are open to this person without the token."""
        return await self._is_signed_in(request) or self._is_open_to(request)

    def try_tokens(
        self, request: web.Request, shown: Sequence[str], *, to: str | None = None
    ) -> web.Response | None:
        """The answer to wrong tokens, or to any that come too soon after wrong ones; None where one is right.

        Args:
            request: Which came with them.
            shown: The tokens.
            to: Where a person wants to go with it; the request's own address unless it is said.
        """
        if self._opens(request, shown):
            return None
        peer, way = self._peer(request), login_page.way_back(request) if to is None else to
        if (seconds := self.failures.wait_seconds(peer)) > 0:
            return login_page.refusal(
                request,
                HTTPStatus.TOO_MANY_REQUESTS,
                f"too many wrong tokens: try again in {seconds} s",
                field="Authorization",
                headers={"Retry-After": str(seconds)},
                to=way,
            )
        for one in shown:
            self.failures.failed(peer, one)
        return login_page.refusal(
            request,
            HTTPStatus.FORBIDDEN,
            "this token is wrong",
            field="Authorization",
            to=way,
        )

    def _opens(self, request: web.Request, shown: Sequence[str]) -> bool:
        """Whether one of these tokens is the right one, and is not held up by guesses from the same address."""
        asks_provider = self._access(request) is Access.PROVIDER
        expected = (self.provider_token if asks_provider else self.token).get_secret_value()
        peer = self._peer(request)
        if len(self.token.get_secret_value()) < UNGUESSABLE and self.failures.guesses(peer):
            return False
        right = [hmac.compare_digest(_bytes(one), _bytes(expected)) for one in shown]
        if any(right):
            self.failures.succeeded(peer)
        return any(right)

    def _peer(self, request: web.Request) -> str:
        """Whose wrong tokens are counted together.

        A proxy's callers must not lock out one another, nor this machine's own, which come from the same address.
        Nor must an Audiobookshelf with an old token keep out the hook.
        """
        peer = network(remote(request))
        if is_passed_on(request):
            peer = f"{network(forwarded_for(request))} through {peer}"
        return f"{peer} for the provider" if self._access(request) is Access.PROVIDER else peer

    async def _is_signed_in(self, request: web.Request) -> bool:
        if self._access(request) is not Access.USER:
            return False
        return self.by_proxy.person(request) is not None or await self.sessions.is_valid(request)

    def _is_open_to(self, request: web.Request) -> bool:
        return self._access(request) is Access.USER and self.only_this_machine and is_this_machine(request)

    def _without_token_in_address(self, request: web.Request) -> web.Response | None:
        """A browser gets a cookie and an address without the token, which it may store and share."""
        in_address = request.method == "GET" and "apikey" in request.query
        if not in_address or self._access(request) is Access.PROVIDER or not login_page.is_wanted(request):
            return None
        return login_page.signed_in(request, self.sessions, to=login_page.way_back(request))

    def is_for_people(self, request: web.Request) -> bool:
        """Whether this address is open to those alone who may see the pages."""
        return self._access(request) is Access.USER

    def _access(self, request: web.Request) -> Access:
        if request.path.startswith(static_files.PATH):
            return Access.ANYONE
        return self.access.get(request.path, Access.USER)

    def knows(self, name: str) -> bool:
        """Whether the daemon may be called by this name."""
        return is_loopback(name) or name in self.hosts


GUARD: Final = web.AppKey("guard", Guard)


def shows_token(request: web.Request) -> bool:
    """Whether a request showed the daemon's token, whether or not one was due."""
    return bool(request.get(_SHOWS_TOKEN))


def _bytes(text: str) -> bytes:
    # A header may hold any bytes, and a body any half of a character.
    return text.encode(errors="surrogatepass")


def _shown(request: web.Request) -> list[str]:
    """Every token that a request shows; a proxy may have added one."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    bearer = value.strip() if scheme.lower() == "bearer" else ""
    shown = [bearer, request.headers.get("X-Api-Key", ""), request.query.get("apikey", "")]
    return [one for one in shown if one]
