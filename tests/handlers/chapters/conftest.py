"""A daemon beside a library, which may set chapters and ask for scans."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.events import ChaptersDue
from domain.facts import Status
from domain.recording import Recording
from sandbox.audiobookshelf.book import Book
from sandbox.clock import FakeClock

ASIN = "B08G9PRS1K"

SeeTo = Callable[[Book], Awaitable[dict[str, Any]]]


@pytest.fixture
def clock() -> FakeClock:
    """Waiting for the search's pace moves the time by itself."""
    return FakeClock(auto=True)


@pytest.fixture
def key(shelf: Any) -> str:
    """An administrator's API key."""
    return str(shelf.token)


@pytest.fixture
def settings(beside_the_shelf: Settings, key: str) -> Settings:
    given = {"chapters": "empty", "abs_token": SecretStr(key)}
    return beside_the_shelf.model_copy(update=given)


@pytest.fixture
def see_to(daemon: Daemon, clock: FakeClock) -> SeeTo:
    """Handle the event of an item's chapters; its row."""

    async def handle(book: Book) -> dict[str, Any]:
        clock.advance(timedelta(minutes=1))
        event = await daemon.parts.store.inbox.add(ChaptersDue(item=book.id, download=1), now=clock.now())
        await daemon.dispatcher.step()
        row = await daemon.parts.store.inbox.by_id(event.id)
        assert row is not None
        return row

    return handle


@pytest.fixture
def proved(daemon: Daemon, clock: FakeClock) -> Callable[[Book], Awaitable[None]]:
    """Let MAM's record of an item's download name its ASIN."""

    async def prove(book: Book, asin: str = ASIN) -> None:
        downloads = daemon.parts.store.downloads
        made = await downloads.create(
            Recording(torrent_id=1, title="Chains", asin=asin),
            hashes=("a" * 40, None, None),
            found_by="test",
            status=Status.APPLIED,
            now=clock.now(),
        )
        await downloads.update(made.id, item_id=book.id, applied_at=clock.now())

    return prove
