"""A book without a cover, the web's pictures, and a desk that gives it one."""

from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from datetime import timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Covers, Server
from clients.images import NoPictureError, Picture, read_picture
from domain.dependency import Dependency
from domain.facts import ChangeSource
from domain.paths import PathMap, PathRule
from domain.policy import DEFAULT_POLICY
from handlers.library.as_written import MirrorWritten
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_offers import CoverOffer, CoverOffers
from handlers.writing.write_fields import Reason
from sandbox import pictures
from sandbox.audiobookshelf import User, write_audio
from store.downloads import Downloads
from store.field_locks import FieldLocks
from store.locks import Locks
from store.source_answers import SourceAnswers

MAM = Reason(source=ChangeSource.MAM, event_id=7, download_id=None, run_id=2)


POSTER = CoverOffer("http://mam/poster", ChangeSource.MAM)


OTHER = CoverOffer("http://audible/cover", ChangeSource.AUDIBLE)


SQUARE = read_picture(pictures.jpeg(500, 500, mark="poster"))


AUDIBLE = read_picture(pictures.webp(500, 500))


class Web:
    """What is at which address: a picture, or the error that the caller gets."""

    def __init__(self) -> None:
        self.has: dict[str, Picture | Exception] = {POSTER.address: SQUARE, OTHER.address: AUDIBLE}
        self.asked: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def __call__(self, address: str) -> Picture:
        self.asked.append(address)
        self.meanwhile()
        found = self.has.get(address, NoPictureError(f"{address} answered 404"))
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def book(shelf, books, clock):
    write_audio(books / "Chains" / "1.mp3", seconds=60)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def user(shelf) -> User:
    """The key's user, with all rights that covers need."""
    someone = User(name="someone", update=True, upload=True, delete=True)
    shelf.state.users.append(someone)
    return someone


@pytest.fixture
async def covers(shelf, changes, clock, web, user) -> AsyncIterator[CoverDesk]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        http = Http(
            session=session, base_url=shelf.url, dependency=Dependency("audiobookshelf", clock), clock=clock
        )
        server = Server(http=http, token=SecretStr(user.token), turn=nullcontext)

        async def path_map() -> PathMap:
            return PathMap([PathRule(daemon=str(shelf.library.folder), abs=shelf.library.view)])

        yield CoverDesk(
            audiobookshelf=Audiobookshelf(server),
            covers=Covers(server),
            changes=changes,
            locks=FieldLocks(changes.db),
            items=Locks(changes.db),
            fetch=web,
            offers=CoverOffers(Downloads(changes.db), SourceAnswers(changes.db)),
            path_map=path_map,
            policy=DEFAULT_POLICY,
            clock=clock,
            dry_run=False,
            written=MirrorWritten(clock),
        )


def _shown(shelf, book) -> bytes | None:
    return None if book.cover_path is None else shelf.covers.read(shelf.library, book.cover_path)
