"""The stand-in for MyAnonamouse."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from domain.clock import Clock
from sandbox import pictures
from sandbox.catalogue import CATALOGUE, Listing
from sandbox.mam import faults
from sandbox.mam.account import Account
from sandbox.mam.faults import Circumstances, Fault
from sandbox.mam.functions import Functions
from sandbox.mam.gate import Gate, Mode
from sandbox.mam.seedbox import DynamicSeedbox
from sandbox.mam.site import Site
from sandbox.mam.web_pages import WebPages
from sandbox.server import LoopbackServer
from sandbox.torrents import Torrent
from sandbox.visits import Visit, most_in_flight, smallest_spacing


class SandboxMam(LoopbackServer):
    """Answers on loopback as the site does, and remembers what no client should have done.

    Every answer to a living session rotates its cookie; only the newest value and the one before are
    good. Cookies carry the site's own domain, so the client must read ``Set-Cookie`` itself.

    Attributes for tests: `account`, `seedbox`, `login` (with `email`, `password`, `attempts`), `api` and
    `browser` (the sessions), `gate.refusal` (how a dead session is answered), `violations`, `visits`,
    `wedges_spent`; and to set: `rotate_every` (answers between two rotations, 0 for never),
    `retry_after` (of the 429 faults), `off_site_url`.

    Args:
        clock: The site's time, and the time of `visits`.
        catalogue: What can be found.
        mode: Which kind of session the client under test may use at all.
        port: 0 takes a free one.
    """

    def __init__(
        self, *, clock: Clock, catalogue: Sequence[Listing] = CATALOGUE, mode: Mode = "both", port: int = 0
    ) -> None:
        super().__init__(web.Application(middlewares=[self._attend]), port=port)
        self.site = Site(clock=clock, listings=catalogue)
        self.gate = Gate(mode, api=self.site.api, browser=self.site.browser)
        self.visits: list[Visit] = []
        self.rotate_every = 1
        self.retry_after = timedelta(seconds=90)
        self.off_site_url = "https://elsewhere.example/"
        self._answered = 0
        self._next_faults: deque[tuple[Fault, str]] = deque()
        self._lasting_fault: tuple[Fault, str] | None = None
        self.new_session()
        self.app.add_routes([*Functions(self.site).routes(), *WebPages(self.site).routes()])

    @property
    def mam_id(self) -> str:
        """The value that a person would copy from the site: the first one of the current API session."""
        return self.site.api.seed

    @property
    def email(self) -> str:
        """The account's address."""
        return self.site.login.email

    @property
    def password(self) -> str:
        """The account's password."""
        return self.site.login.password

    @property
    def login_attempts(self) -> int:
        """How often the login form was sent."""
        return self.site.login.attempts

    @property
    def account(self) -> Account:
        """The one member."""
        return self.site.account

    @property
    def seedbox(self) -> DynamicSeedbox:
        """What the tracker knows of the member's address."""
        return self.site.seedbox

    @property
    def violations(self) -> list[str]:
        """What was asked that no client may ask, a line each."""
        return self.gate.violations

    @property
    def wedges_spent(self) -> int:
        """How often a download carried ``fl``."""
        return self.site.wedges_spent

    def new_session(self) -> str:
        """A new API session, as a person makes one on the site; the old one is dead. Its first value."""
        return self.site.api.begin()

    def end_sessions(self) -> None:
        """Every session is dead from now on."""
        self.site.api.end()
        self.site.browser.end()

    def register_torrent(self, torrent_id: int, data: bytes, info_hash: str) -> None:
        """Give a listing this .torrent file: it is what downloads get and what the hash finds."""
        self.site.torrents.register(torrent_id, Torrent(data, info_hash.lower()))

    def list_also(self, listing: Listing, *, page: str | None = None) -> None:
        """One more listing, with a saved page of the real site in place of its own."""
        self.site.listings = (*self.site.listings, listing)
        if page is not None:
            self.site.saved_pages[listing.torrent_id] = page

    def add_poster(self, torrent_id: int, picture: bytes | None = None) -> None:
        """Give a torrent this picture, a square JPEG by default; bytes of another kind are called one all the same."""
        mark = f"torrent {torrent_id}"
        self.site.posters[torrent_id] = pictures.jpeg(500, 500, mark=mark) if picture is None else picture

    def correct(self, torrent_id: int, **changed: Any) -> None:
        """Say something else of a listing from now on, as its uploader may."""
        self.site.listings = tuple(
            replace(one, **changed) if one.torrent_id == torrent_id else one for one in self.site.listings
        )

    def remove(self, torrent_id: int) -> None:
        """List a torrent no more."""
        self.site.listings = tuple(one for one in self.site.listings if one.torrent_id != torrent_id)

    def fail_next(self, fault: Fault, times: int = 1, *, path: str = "/") -> None:
        """Let the next *times* requests below *path* fail so, in the order of the calls."""
        self._next_faults.extend([(fault, path)] * times)

    def always(self, fault: Fault | None, *, path: str = "/") -> None:
        """Let every request below *path* fail so, until called with None."""
        self._lasting_fault = None if fault is None else (fault, path)

    def smallest_spacing(self) -> timedelta | None:
        """The shortest time, by the given clock, between the starts of two requests."""
        return smallest_spacing(self.visits)

    def most_in_flight(self) -> int:
        """The most requests that were ever under way at once."""
        return most_in_flight(self.visits)

    @web.middleware
    async def _attend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        now = self.site.clock.now()
        self.visits.append(Visit(now, request.method, request.path, self.in_flight))
        self.gate.inspect(request)
        if self.gate.clashes(request):
            self.end_sessions()
            return faults.logged_out()
        fault = self._fault_for(request.path)
        about = Circumstances(now, self.retry_after, self.off_site_url)
        if fault is not None and (stand_in := faults.answer(fault, about)) is not None:
            return stand_in
        refusal = self.gate.refusal_of(request)
        answer = await handler(request) if refusal is None else self._refuse(refusal, request, about)
        self._rotate(request, answer)
        return await faults.spoil(fault, request, answer)

    def _refuse(self, refusal: Fault, request: web.Request, about: Circumstances) -> web.StreamResponse:
        if refusal is Fault.LOGIN_PAGE:
            text = self.site.login.not_logged_in_page(request.path_qs)
            return web.Response(text=text, content_type="text/html")
        return faults.answer(refusal, about) or web.Response()

    def _fault_for(self, path: str) -> Fault | None:
        for place, (fault, below) in enumerate(self._next_faults):
            if path.startswith(below):
                del self._next_faults[place]
                return fault
        if self._lasting_fault is not None and path.startswith(self._lasting_fault[1]):
            return self._lasting_fault[0]
        return None

    def _rotate(self, request: web.Request, answer: web.StreamResponse) -> None:
        session = self.gate.session_of(request)
        if session is None or not self.rotate_every:
            return
        self._answered += 1
        if self._answered % self.rotate_every == 0:
            session.rotate()
            answer.headers.add("Set-Cookie", session.set_cookie())
