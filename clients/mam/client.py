"""MyAnonamouse, with the verbs that we use."""

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from clients._http import Answer, Http
from clients.mam.access import Access, ApiAccess, LoginAccess
from clients.mam.account import ACCOUNT_REQUEST, Account, read_account
from clients.mam.api_session import ApiSession
from clients.mam.browser_session import BrowserSession
from clients.mam.completion import complete, is_complete, lacks
from clients.mam.finding import Finder, Found
from clients.mam.kept_session import KeptSession
from clients.mam.no_session import NoSession
from clients.mam.pace import Pace
from clients.mam.pages import read_detail
from clients.mam.posters import Posters
from clients.mam.search import SearchQuery, body_of, hash_request, id_request
from clients.mam.session import Session
from clients.mam.torrent_file import TorrentFile, read_torrent
from clients.mam.wire import Request, Wants, Wire
from domain.clock import Clock
from domain.errors import BadInputError, NeedsPersonError, NotFoundError, UnexpectedAnswerError
from domain.extraction import ExtraFields
from domain.recording import Recording
from domain.sessions import SessionVault

_IDLE: Final = timedelta(days=10)
_DOWNLOAD: Final = "/tor/download.php"
_DOWNLOAD_KEY: Final = re.compile(r"[A-Za-z0-9+,=_-]{1,1024}")
_CHECK: Final = Request(path="/json/checkCookie.php", wants=Wants.TEXT)
# The body is not documented; these are the two that clients have met (facts/mam.md 1b).
_CHECKED: Final = re.compile(r'"Success"\s*:\s*true|\Asession type - api session', re.IGNORECASE)


class Mam:
    """Everything that is asked of MAM, one request at a time and never faster than *pace* allows.

    Never retries. Beside what each verb says, any of them raises UnavailableError (no answer, or the site
    wants a pause: `retry_after`), TransientError (an answer as of a lost session, perhaps), CredentialsError
    (the session or login was refused; not tried again until the credentials change or a person says so), and
    NeedsPersonError for a 406.

    Args:
        http: The site.
        vault: Stores the session over restarts; no other process may use the same session.
        clock: The time.
        access: `ApiAccess`, `LoginAccess`, or `NoAccess`, with which every question is refused here.
        pace: The time between the end of one request and the start of the next.
        extra: The user's own patterns.
    """

    def __init__(
        self,
        *,
        http: Http,
        vault: SessionVault,
        clock: Clock,
        access: Access,
        pace: Pace,
        extra: ExtraFields | None = None,
    ) -> None:
        # The site answers any 5xx as a whole, and the wire waits all of them out.
        wire = Wire(http=replace(http, down=range(500, 600), has_pages=True), pace=pace)
        host = urlsplit(http.base_url).hostname or ""
        kept = KeptSession(vault=vault, dependency=http.dependency, access=access, host=host, pace=pace)
        self._session = _session(access, wire=wire, kept=kept, host=host)
        self.posters = Posters(self._session, wire)
        """How its pictures are asked for."""
        self._clock = clock
        self._dependency = http.dependency
        self._reads_pages = isinstance(access, LoginAccess)
        self._finder = Finder(self._ask, extra=extra)
        self._extra = extra
        self._acquiring = asyncio.Lock()
        self.acquisition_blocked: str | None = None
        self.known_account: Account | None = None
        """Why no torrent file is asked for until a person resumes; None while that is allowed."""

    async def search(self, query: SearchQuery) -> tuple[Recording, ...]:
        """Up to the query's limit of recordings, in the site's order; empty when nothing is found."""
        return (await self._finder.search(query)).recordings

    async def results(self, query: SearchQuery) -> Found:
        """The same, and how many the site has in all."""
        return await self._finder.search(query)

    async def by_id(self, mam_id: int) -> Recording | None:
        """The recording with that id; None without one.

        With a login, the torrent's page is read, too, where the row names no narrator or no duration.
        """
        row = await self._finder.one(id_request(mam_id))
        if row is None or row.torrent_id != mam_id:
            return None
        return await self.completed(row)

    async def completed(self, row: Recording) -> Recording:
        """A search's row as `by_id` would return it; one that needs no page costs no request."""
        return row if is_complete(row) or not self._reads_pages else await self._with_page(row)

    async def again(self, known: Recording, info_hash: str | None) -> Recording | None:
        """What the site says now of a torrent of which it once said *known*; None when it has that no more.

        With a login, the torrent's page is read, too, where the row lacks a fact that was known.

        Args:
            known: What it said.
            info_hash: By which it is looked up where its id is not known.

        Raises:
            UnexpectedAnswerError: It says something of another torrent, or what cannot be read.
            BadInputError: Neither is known.
        """
        row = await self._finder.again(known.torrent_id, info_hash)
        if row is None or not self._reads_pages or not lacks(row, known):
            return row
        return await self._with_page(row)

    async def _with_page(self, row: Recording) -> Recording:
        page = None if row.torrent_id is None else await self.detail(row.torrent_id)
        return row if page is None else complete(row, page)

    async def by_info_hash(self, info_hash: str) -> Recording | None:
        """The recording with a torrent of that info hash, of 40 or 64 digits; None without one."""
        return await self._finder.one(hash_request(info_hash))

    async def detail(self, mam_id: int) -> Recording | None:
        """The torrent's own page; None when the torrent does not exist.

        Raises:
            BadInputError: The session is an API session, which may not read pages and does not need to.
        """
        answer = await self._ask(Request(path=f"/t/{mam_id}", wants=Wants.PAGE))
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        try:
            page = await asyncio.to_thread(read_detail, body_of(answer), extra=self._extra)
        except NotFoundError:
            return None
        if page.torrent_id not in {None, mam_id}:
            raise UnexpectedAnswerError(
                f"{answer.path} answered with the page of another torrent", service="mam"
            )
        return page

    async def torrent_file(self, recording: Recording) -> TorrentFile:
        """The recording's torrent file. Spends nothing: no wedge is ever asked for.

        Raises:
            NotFoundError: The torrent is gone.
            NeedsPersonError: The site blocks this account's downloads, now or before; see `resume`.
            UnexpectedAnswerError: The answer is not a torrent, or is another one.
        """
        request = _download_request(recording)
        async with self._acquiring:
            if self.acquisition_blocked is not None:
                raise NeedsPersonError(self.acquisition_blocked)
            answer = await self._ask(request)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            raise NotFoundError(
                f"has no torrent file for {recording.torrent_id} ({answer.status})", service="mam"
            )
        torrent = read_torrent(body_of(answer))
        if torrent.torrent_id not in {None, recording.torrent_id}:
            raise UnexpectedAnswerError(
                f"{answer.path} answered with the torrent of another recording", service="mam"
            )
        return torrent

    def resume(self) -> None:
        """Let torrent files be asked for again, since a person said so."""
        self.acquisition_blocked = None

    async def account(self) -> Account:
        """The account: its class, ratio and unsatisfied torrents."""
        self.known_account = read_account(await self._ask(ACCOUNT_REQUEST))
        return self.known_account

    async def check(self) -> str:
        """A sentence that says that the session is good, after asking the site."""
        if self._reads_pages:
            await self.account()
            return "MyAnonamouse accepts the login"
        answer = await self._ask(_CHECK)
        if answer.status != HTTPStatus.OK or not _CHECKED.search(answer.text()):
            # Another answer proves nothing, but an account that is read does.
            await self.account()
        return "MyAnonamouse accepts the API session"

    async def last_used(self) -> datetime | None:
        """When the site last answered to the session, without asking it; None when it never did."""
        await self._session.load()
        return self._session.used_at

    async def keep_alive(self) -> bool:
        """Use the session if it lay idle for 10 days, and return whether that was so.

        A session dies when it is not used for some weeks; a login that never was needs no keeping.
        """
        used_at = await self.last_used()
        if used_at is None and self._reads_pages:
            return False
        if used_at is not None and self._clock.now() - used_at < _IDLE:
            return False
        await self.account()
        return True

    async def retry(self) -> None:
        """Let a refused session or login be tried once more, since a person said so."""
        await self._session.load()
        self._dependency.invite()

    async def _ask(self, request: Request) -> Answer:
        answer = await self._session.ask(request)
        if answer.status == HTTPStatus.NOT_ACCEPTABLE:
            self.acquisition_blocked = (
                "MyAnonamouse blocks this account's downloads (406), as for too many unsatisfied torrents; "
                "check the account on the site, then resume"
            )
            raise NeedsPersonError(self.acquisition_blocked)
        return answer


def _session(access: Access, *, wire: Wire, kept: KeptSession, host: str) -> Session:
    match access:
        case ApiAccess():
            return ApiSession(wire=wire, kept=kept)
        case LoginAccess():
            return BrowserSession(wire=wire, kept=kept, access=access, host=host)
    return NoSession()


def _download_request(recording: Recording) -> Request:
    """By id, and by the user's own key where it is known; a parameter ``fl`` would spend a wedge."""
    if recording.torrent_id is None:
        raise BadInputError("recording", "has no torrent id, so its torrent file cannot be downloaded")
    key = recording.download_key.get_secret_value() if recording.download_key else ""
    return Request(
        path=f"{_DOWNLOAD}/{key}" if _DOWNLOAD_KEY.fullmatch(key) else _DOWNLOAD,
        wants=Wants.TORRENT,
        shown=_DOWNLOAD,
        params={"tid": str(recording.torrent_id)},
    )
