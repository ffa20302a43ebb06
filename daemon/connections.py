"""The clients of the services, made of the settings."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import version

import aiohttp
from pydantic import SecretStr

from clients._http import Http
from clients._proxy import Proxy
from clients._tls import trusting
from clients.audiobookshelf import Audiobookshelf, BookSearch, Covers, Server, ServerSettings
from clients.audiobookshelf.events import ItemEvents, is_installed
from clients.audiobookshelf.providers import Providers
from clients.audiobookshelf.token import kind_of
from clients.google_books import GoogleBooks
from clients.images import KeptPictures, OwnAddress, Pictures
from clients.images.kept import FOLDER
from clients.images.public import PublicResolver
from clients.mam.access import Access, ApiAccess, LoginAccess, NoAccess
from clients.mam.client import Mam
from clients.qbittorrent import Login, Qbittorrent
from daemon.config.settings import Settings
from daemon.log import hide
from daemon.parts import Parts
from domain.clock import Clock
from domain.dependency import Dependency
from domain.extraction import ExtraFields
from domain.sessions import SessionVault, StoredSession
from store.sessions import SealedSession
from store.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """One client for each service; what becomes of `providers` and `book_search` says nothing of Audiobookshelf.

    `item_events` is None where new items are only read.
    """

    qbittorrent: Qbittorrent
    audiobookshelf: Audiobookshelf
    covers: Covers
    server_settings: ServerSettings
    providers: Providers
    book_search: BookSearch
    item_events: ItemEvents | None
    mam: Mam
    pictures: KeptPictures
    google_books: GoogleBooks | None


@asynccontextmanager
async def connect(parts: Parts, *, vault: SessionVault | None = None) -> AsyncIterator[Connections]:
    """The clients, closed at the end; no request is sent yet.

    Args:
        parts: The daemon's.
        vault: Where MAM's session is kept; None for the store.
    """
    settings = parts.settings
    async with AsyncExitStack() as stack:
        trusted = trusting(settings.ca_file)
        session = await stack.enter_async_context(http_session(trusted))
        qbittorrent = qbittorrent_of(
            settings, parts.dependencies["qbittorrent"], parts.clock, trusted=trusted
        )
        stack.push_async_callback(qbittorrent.close)
        public = await stack.enter_async_context(public_session(trusted))
        shelf, mam = _audiobookshelf(parts, session), _mam(parts, session, vault)
        yield Connections(
            qbittorrent=qbittorrent,
            audiobookshelf=Audiobookshelf(shelf),
            covers=Covers(shelf),
            server_settings=ServerSettings(shelf),
            providers=Providers(_unreported(shelf, parts)),
            book_search=BookSearch(_unreported(shelf, parts)),
            item_events=await _item_events(settings, stack, trusted),
            mam=mam,
            pictures=_pictures(parts, mam, session, public),
            google_books=_google_books(parts, session),
        )


@dataclass(slots=True)
class HiddenSession:
    """Keeps a session, whose last cookies no log line may show."""

    vault: SessionVault
    _last: list[str] = field(default_factory=list, repr=False)

    def term(self) -> int:
        """As the vault's own."""
        return self.vault.term()

    async def load(self) -> StoredSession | None:
        """As the vault's own."""
        session = await self.vault.load()
        if session is not None:
            self._hide(session)
        return session

    async def save(self, session: StoredSession) -> None:
        """As the vault's own."""
        self._hide(session)
        await self.vault.save(session)

    def _hide(self, session: StoredSession) -> None:
        """Those that were just rotated away, too: an answer in flight may still contain them."""
        now = list(session.cookies.values())
        hide("mam", [*self._last, *now])
        self._last = now


def _audiobookshelf(parts: Parts, session: aiohttp.ClientSession) -> Server:
    settings = parts.settings
    return Server(
        http=_http(session, settings.abs_url, parts, "audiobookshelf"),
        token=settings.abs_token or SecretStr(""),
        turn=Turn(
            db=parts.store.db, locks=parts.store.server_locks, server="audiobookshelf", clock=parts.clock
        ),
    )


async def _item_events(
    settings: Settings, stack: AsyncExitStack, trusted: ssl.SSLContext
) -> ItemEvents | None:
    """None where the extra `events` is missing, or the socket does not accept the token."""
    token = settings.abs_token
    if token is None or not kind_of(token.get_secret_value()).is_for_sockets or not is_installed():
        return None
    session = await stack.enter_async_context(http_session(trusted))
    return ItemEvents(url=settings.abs_url, token=token, session=session)


def _unreported(shelf: Server, parts: Parts) -> Server:
    """The same server, where what becomes of a call says nothing of it."""
    return replace(shelf, http=replace(shelf.http, dependency=Dependency("audiobookshelf", parts.clock)))


def _mam(parts: Parts, session: aiohttp.ClientSession, vault: SessionVault | None) -> Mam:
    settings = parts.settings
    access = mam_access(settings)
    proxy = None if settings.mam_proxy is None else Proxy.at(settings.mam_proxy)
    parts.mam_pace.interval = timedelta(seconds=settings.mam_request_interval_seconds)
    return Mam(
        http=replace(_http(session, settings.mam_url, parts, "mam"), proxy=proxy),
        vault=vault
        or HiddenSession(SealedSession(parts.store.db, "mam", access.secret, parts.leadership.term)),
        clock=parts.clock,
        access=access,
        pace=parts.mam_pace,
        extra=ExtraFields.compiled(settings.extra_fields),
    )


def mam_access(settings: Settings) -> Access:
    """The way into MAM that is set."""
    if settings.mam_id is not None:
        return ApiAccess(settings.mam_id)
    if settings.mam_username and settings.mam_password:
        return LoginAccess(settings.mam_username, settings.mam_password)
    return NoAccess()


def _pictures(
    parts: Parts, mam: Mam, session: aiohttp.ClientSession, public: aiohttp.ClientSession
) -> KeptPictures:
    settings = parts.settings
    # Audiobookshelf asks the sources whose pictures are not MAM's; what it has itself may be at home.
    hosts = (mam.posters, OwnAddress(settings.abs_url))
    return KeptPictures(
        fetch=Pictures(session=session, public=public, hosts=hosts, clock=parts.clock),
        folder=settings.state_dir / FOLDER,
        clock=parts.clock,
    )


def http_session(trusted: ssl.SSLContext) -> aiohttp.ClientSession:
    """The one session for all services, under the program's own name and without a cookie jar."""
    return _session(aiohttp.TCPConnector(ssl=trusted))


def public_session(trusted: ssl.SSLContext) -> aiohttp.ClientSession:
    """A session that reaches only hosts of the internet."""
    return _session(aiohttp.TCPConnector(ssl=trusted, resolver=PublicResolver()))


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"shelfhook/{version('shelfhook')}"},
    )


def _google_books(parts: Parts, session: aiohttp.ClientSession) -> GoogleBooks | None:
    if parts.google_books is None:
        return None
    return GoogleBooks(
        http=_http(session, parts.settings.google_books_url, parts, "google_books"),
        key=parts.google_books.key,
        allowance=parts.google_books,
        clock=parts.clock,
    )


def qbittorrent_of(
    settings: Settings, dependency: Dependency, clock: Clock, *, trusted: ssl.SSLContext
) -> Qbittorrent:
    """The client of qBittorrent, which may have several at once."""
    return Qbittorrent(
        login=Login(
            url=settings.qbittorrent_url,
            username=settings.qbittorrent_username,
            password=settings.qbittorrent_password,
            api_key=settings.qbittorrent_api_key,
            lacks=settings.qbittorrent_lacks,
            trusted=trusted,
        ),
        dependency=dependency,
        clock=clock,
    )


def _http(session: aiohttp.ClientSession, url: str, parts: Parts, service: str) -> Http:
    return Http(session=session, base_url=url, dependency=parts.dependencies[service], clock=parts.clock)
