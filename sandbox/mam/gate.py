"""Who may see what, and what a well-behaved client never does (facts/mam.md 0, 1 and 8)."""

from typing import Final, Literal

from aiohttp import web

from sandbox.mam.faults import Fault
from sandbox.mam.sessions import CookieSession

Mode = Literal["api", "browser", "both"]
"""Which sessions the client under test may use; a trace of the other kind is a violation."""

_OPEN: Final = frozenset({"/json/jsonIp.php", "/json/dynamicSeedbox.php", "/login.php", "/takelogin.php"})
_LOGIN: Final = frozenset({"/login.php", "/takelogin.php"})
_POSTERS: Final = "/t/p/"
_PAGES: Final = ("/t/", "/u/", "/tor/browse.php")


class Gate:
    """Judges requests by their path and cookies.

    `violations` says in plain words what no client may do; `refusal` is how a dead session is answered
    by JSON functions and downloads.

    Args:
        mode: What the client under test may use.
        api: The session of the ``mam_id`` cookie.
        browser: The session of the ``mbsc`` cookie.
    """

    def __init__(self, mode: Mode, *, api: CookieSession, browser: CookieSession) -> None:
        self.violations: list[str] = []
        self.refusal = Fault.NOT_SIGNED_IN
        self._mode = mode
        self._api = api
        self._browser = browser

    def inspect(self, request: web.Request) -> None:
        """Note each violation that the request is."""
        for rule, broken in (
            ("both session cookies at once", self.clashes(request)),
            ("a deleted cookie sent back", "deleted" in request.cookies.values()),
            ("an API cookie on an HTML page or at the login", self._api_at_pages(request)),
            ("a parameter fl, which spends a wedge", "fl" in request.query),
            ("a browser session, which this client may not use", self._browser_in_api_mode(request)),
            ("an API session, which this client may not use", self._api_in_browser_mode(request)),
        ):
            if broken:
                self.violations.append(f"{request.method} {request.path}: {rule}")

    def clashes(self, request: web.Request) -> bool:
        """Whether the cookies are such that the site kills the sessions."""
        mbsc = request.cookies.get("mbsc")
        return mbsc is not None and ("mam_id" in request.cookies or self._api.issued(mbsc))

    def refusal_of(self, request: web.Request) -> Fault | None:
        """How the request is turned away for lack of a session; None when it may pass."""
        if request.path in _OPEN or self.session_of(request) is not None:
            return None
        if _is_page(request.path):
            return Fault.LOGIN_PAGE
        if request.cookies.keys() & {"mam_id", "mbsc"}:
            return self.refusal
        return Fault.NO_COOKIE if request.path.startswith("/tor/download.php") else Fault.INVALID_COOKIE

    def session_of(self, request: web.Request) -> CookieSession | None:
        """The living session that the request belongs to and that its path honours."""
        if self._browser.accepts(request.cookies.get("mbsc")):
            return self._browser
        if self._api.accepts(request.cookies.get("mam_id")) and not _is_page(request.path):
            return self._api
        return None

    def _api_at_pages(self, request: web.Request) -> bool:
        return "mam_id" in request.cookies and (_is_page(request.path) or request.path in _LOGIN)

    def _browser_in_api_mode(self, request: web.Request) -> bool:
        used = "mbsc" in request.cookies or _is_page(request.path) or request.path in _LOGIN
        return self._mode == "api" and used

    def _api_in_browser_mode(self, request: web.Request) -> bool:
        return self._mode == "browser" and "mam_id" in request.cookies


def _is_page(path: str) -> bool:
    return path == "/" or (path.startswith(_PAGES) and not path.startswith(_POSTERS))
