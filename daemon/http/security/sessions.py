"""Session cookies: a user who has shown the token once need not show it on each page."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer
from pydantic import SecretStr

from domain.clock import Clock
from store.signed_out import SignedOut

COOKIE: Final = "shelfhook"
LASTING: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Makes and reads the cookies, which hold no secret and are signed with a key made of the token.

    No session is stored, except those that were signed out: cookies outlive a restart, and none of them may be
    anything once the token changes, or its session has ended.

    Args:
        token: The daemon's.
        clock: Says when a cookie has expired.
        signed_out: Which sessions have ended before.
    """

    token: SecretStr = field(repr=False)
    clock: Clock
    signed_out: SignedOut

    def begin(self) -> str:
        """The value of a new session's cookie, good for `LASTING`."""
        ends = int((self.clock.now() + LASTING).timestamp())
        return str(self._serializer().dumps([secrets.token_urlsafe(16), ends]))

    async def end(self, request: web.Request) -> None:
        """From now on no copy of this request's cookie counts."""
        session, now = self.of(request), self.clock.now()
        if session is not None:
            await self.signed_out.add(session, now=now, expired_before=now - LASTING)

    async def is_valid(self, request: web.Request) -> bool:
        """Whether a request belongs to a session that has not ended."""
        session = self.of(request)
        return session is not None and not await self.signed_out.has(session)

    def of(self, request: web.Request) -> str | None:
        """The name of the session that a request belongs to, ended or not; None without a cookie that is ours."""
        shown = request.cookies.get(COOKIE)
        if not shown or not shown.isascii():
            return None
        try:
            name, ends = self._serializer().loads(shown)
        except BadData:
            return None
        return name if self.clock.now().timestamp() < ends else None

    def form_token(self, request: web.Request, person: str | None) -> str:
        """The value for the forms of a page that this request gets.

        It belongs to the session or, without one, to the *person* that a proxy names; like a session it outlives a restart of
        the daemon.
        """
        session = self.of(request)
        message = f"form of {person}" if session is None and person is not None else f"form {session or ''}"
        return hmac.new(self._key(), message.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        return self.token.get_secret_value().encode()

    def _serializer(self) -> URLSafeSerializer:
        signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self._key(), salt="shelfhook session", signer_kwargs=signing)


SESSIONS: Final = web.AppKey("sessions", Sessions)
