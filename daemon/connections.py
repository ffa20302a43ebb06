"""The clients of the services, made of the settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version

import aiohttp
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf
from clients.google_books import GoogleBooks
from clients.mam.access import Access, ApiAccess, LoginAccess, NoAccess
from clients.mam.client import Mam
from clients.qbittorrent import Qbittorrent
from daemon.config.settings import Settings
from daemon.config.state_dir import prepare_state_dir
from daemon.parts import Parts
from domain.clock import Clock
from domain.dependency import Dependency
from domain.extraction import ExtraFields
from domain.refusals import Refusals
from store.database import Database
from store.ownership import Ownership
from store.refusals import KeptRefusals
from store.sessions import SealedSession
from store.upkeep.upgrade import upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """One client for each service."""

    qbittorrent: Qbittorrent
    audiobookshelf: Audiobookshelf
    mam: Mam
    google_books: GoogleBooks | None


@asynccontextmanager
async def connect(parts: Parts) -> AsyncIterator[Connections]:
    """The clients, closed at the end; nobody is asked anything yet."""
    settings = parts.settings
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(http_session())
        qbittorrent = qbittorrent_of(
            settings, parts.dependencies["qbittorrent"], parts.clock, refusals=_refusals(parts)
        )
        stack.push_async_callback(qbittorrent.close)
        yield Connections(
            qbittorrent=qbittorrent,
            audiobookshelf=Audiobookshelf(
                http=_http(session, settings.abs_url, parts, "audiobookshelf"),
                token=settings.abs_token or SecretStr(""),
            ),
            mam=_mam(
                settings,
                db=parts.db,
                clock=parts.clock,
                dependency=parts.dependencies["mam"],
                session=session,
                term=parts.leadership.term,
            ),
            google_books=_google_books(parts, session),
        )


def _mam(
    settings: Settings,
    *,
    db: Database,
    clock: Clock,
    dependency: Dependency,
    session: aiohttp.ClientSession,
    term: Callable[[], int] = lambda: 1,
) -> Mam:
    """The client of MAM by the way in that is set: `MAM_ID` wins over name and password."""
    access = mam_access(settings)
    return Mam(
        http=Http(session=session, base_url=settings.mam_url, dependency=dependency, clock=clock),
        vault=SealedSession(db, "mam", access.secret, term),
        clock=clock,
        access=access,
        interval=timedelta(seconds=settings.mam_request_interval_seconds),
        extra=ExtraFields.compiled(settings.extra_fields),
    )


@asynccontextmanager
async def open_mam(settings: Settings, clock: Clock) -> AsyncIterator[Mam]:
    """MAM's client alone, for a command; nobody else may use the same session meanwhile.

    Raises:
        NeedsPersonError: A daemon on the same store uses it.
    """
    async with AsyncExitStack() as stack:
        prepare_state_dir(settings.state_dir)
        db = Database(settings.store_url)
        stack.push_async_callback(db.close)
        ownership = Ownership(db, "mam")
        await ownership.acquire()
        stack.push_async_callback(ownership.release)
        await upgrade(db)
        session = await stack.enter_async_context(http_session())
        yield _mam(settings, db=db, clock=clock, dependency=Dependency("mam", clock), session=session)


def mam_access(settings: Settings) -> Access:
    """The way into MAM that is set."""
    if settings.mam_id is not None:
        return ApiAccess(settings.mam_id)
    if not settings.mam_username and settings.mam_password is None:
        return NoAccess()
    return LoginAccess(settings.mam_username or "", settings.mam_password or SecretStr(""))


def http_session() -> aiohttp.ClientSession:
    """The one session for all services, under the program's own name and without a cookie jar."""
    agent = f"shelfhook/{version('shelfhook')}"
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": agent})


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
    settings: Settings, dependency: Dependency, clock: Clock, *, refusals: Refusals | None = None
) -> Qbittorrent:
    """The client of qBittorrent, which may have several at once."""
    return Qbittorrent(
        url=settings.qbittorrent_url,
        username=settings.qbittorrent_username,
        password=settings.qbittorrent_password,
        api_key=settings.qbittorrent_api_key,
        dependency=dependency,
        clock=clock,
        refusals=refusals,
    )


def _refusals(parts: Parts) -> KeptRefusals:
    settings = parts.settings
    return KeptRefusals(
        switches=parts.switches,
        service="qbittorrent",
        whose=f"{settings.qbittorrent_url} {settings.qbittorrent_username or ''}",
        secret=settings.qbittorrent_api_key or settings.qbittorrent_password,
        clock=parts.clock,
    )


def _http(session: aiohttp.ClientSession, url: str, parts: Parts, service: str) -> Http:
    return Http(session=session, base_url=url, dependency=parts.dependencies[service], clock=parts.clock)
