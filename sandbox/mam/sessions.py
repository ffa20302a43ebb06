"""Sessions that live in one cookie which the site keeps changing (facts/mam.md 1)."""

from collections import deque
from typing import Final
from urllib.parse import unquote

from aiohttp import web

from sandbox.mam.tokens import token

DOMAIN: Final = ".myanonamouse.net"
_ACCEPTED: Final = 2
_DELETED: Final = f"=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/; domain={DOMAIN}"


class CookieSession:
    """One kind of session: its cookie's newest value and the one before are good, older ones are not.

    `seed` is the first value, the one that a person copies from the site's page; `rotations` counts.

    Args:
        cookie: The cookie's name.
        max_age: Seconds that a value is said to last.
    """

    def __init__(self, cookie: str, *, max_age: int) -> None:
        self.cookie = cookie
        self.rotations = 0
        self.seed = ""
        self._max_age = max_age
        self._issued: set[str] = set()
        self._accepted: deque[str] = deque(maxlen=_ACCEPTED)

    @property
    def alive(self) -> bool:
        """Whether any value is good."""
        return bool(self._accepted)

    @property
    def value(self) -> str:
        """The newest value; empty when the session has ended."""
        return self._accepted[-1] if self._accepted else ""

    def begin(self) -> str:
        """The first value of a new session; those of the session before are dead."""
        self._accepted.clear()
        self.seed = self._issue()
        return self.seed

    def rotate(self) -> str:
        """The next value."""
        self.rotations += 1
        return self._issue()

    def end(self) -> None:
        """No value is good any more."""
        self._accepted.clear()

    def accepts(self, value: str | None) -> bool:
        """Whether that is the newest value or the one before, percent-encoded or not."""
        return value is not None and unquote(value) in map(unquote, self._accepted)

    def issued(self, value: str) -> bool:
        """Whether the value ever was this cookie's, good or dead."""
        return unquote(value) in self._issued

    def set_cookie(self) -> str:
        """The ``Set-Cookie`` line of the newest value."""
        return (
            f"{self.cookie}={self.value}; Max-Age={self._max_age}; path=/; domain={DOMAIN}; secure; HttpOnly"
        )

    def _issue(self) -> str:
        value = token(self.cookie, len(self._issued), length=150) + "%2Bshelf%3D%3D"
        self._issued.add(unquote(value))
        self._accepted.append(value)
        return value


def delete_cookies(answer: web.StreamResponse) -> None:
    """Let the client forget its cookies, as the site does when it ends a session."""
    for name in ("uid", "mam_id", "mbsc"):
        answer.headers.add("Set-Cookie", name + _DELETED)
