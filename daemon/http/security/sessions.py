"""Session cookies: whoever showed the token once need not show it at each page."""

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

COOKIE: Final = "shelfhook"
LASTING: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Makes and reads the cookies, which hold no secret and are signed with a key made of the token.

    Nothing is kept here: cookies outlive a restart, and none of them is worth anything once the token changes.

    Args:
        token: The daemon's.
        clock: Says when a cookie has expired.
    """

    token: SecretStr = field(repr=False)
    clock: Clock

    def begin(self) -> str:
        """The value of a new session's cookie, good for `LASTING`."""
        ends = int((self.clock.now() + LASTING).timestamp())
        return str(self._serializer().dumps([secrets.token_urlsafe(16), ends]))

    def of(self, request: web.Request) -> str | None:
        """The name of the session that a request belongs to; None without a cookie that counts."""
        shown = request.cookies.get(COOKIE)
        if not shown or not shown.isascii():
            return None
        try:
            name, ends = self._serializer().loads(shown)
        except BadData:
            return None
        return name if self.clock.now().timestamp() < ends else None

    def form_token(self, request: web.Request) -> str:
        """What the forms of a page that this request gets must hold.

        It belongs to the session and, like it, outlives a restart of the daemon.
        """
        told = f"form {self.of(request) or ''}"
        return hmac.new(self._key(), told.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        return self.token.get_secret_value().encode()

    def _serializer(self) -> URLSafeSerializer:
        signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self._key(), salt="shelfhook session", signer_kwargs=signing)


SESSIONS: Final = web.AppKey("sessions", Sessions)
