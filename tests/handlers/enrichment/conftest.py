"""A library, a daemon and Google Books' stand-in, moved by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.cycles import CYCLES
from domain.facts import Status
from domain.recording import Recording
from sandbox.audiobookshelf.book import Book as ShelfBook
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from store.books import Book
from store.runs import Run

BOOKS = (
    ("The Name of the Wind", "Patrick Rothfuss"),
    ("Project Hail Mary", "Andy Weir"),
    ("The Way of Kings", "Brandon Sanderson"),
    ("The Stand", "Stephen King"),
    ("The Lightning Thief", "Rick Riordan"),
)


@dataclass(frozen=True)
class World:
    """Puts books on the shelf and lets a daemon enrich them."""

    stage: Stage
    clock: FakeClock

    async def put(self, daemon: Daemon, title: str, author: str | None, **fields: Any) -> ShelfBook:
        """A book on the shelf, and in the mirror as a library sync would have noted it."""
        [book] = self.stage.shelf.add_synthetic(1)
        authors = [] if author is None else [author]
        self.stage.shelf.edit(book.id, title=title, authors=authors, **fields)
        await self.sync(daemon, book)
        return book

    async def put_five(self, daemon: Daemon) -> None:
        for title, author in BOOKS:
            await self.put(daemon, title, author)

    async def from_mam(self, daemon: Daemon, book: ShelfBook, **known: Any) -> None:
        """Let the book be the one of a download of which MAM says *known*."""
        created = await daemon.parts.store.downloads.create(
            Recording(**known),
            hashes=(None, None, None),
            found_by="a test",
            status=Status.APPLIED,
            now=self.clock.now(),
        )
        await daemon.parts.store.downloads.update(created.id, item_id=book.id)

    async def sync(self, daemon: Daemon, book: ShelfBook) -> None:
        same = ("library_id", "path", "rel_path", "is_file", "title", "description", "publisher", "isbn")
        row = Book(
            item_id=book.id,
            authors=tuple(author.name for author in book.authors),
            published_year=book.published_year,
            **{name: getattr(book, name) for name in same},
        )
        await daemon.parts.store.books.save([row], now=self.clock.now())

    async def start(self, daemon: Daemon) -> Run:
        run = await daemon.parts.store.runs.start(
            "enrichment", trigger="person", first=CYCLES["enrichment"].first, now=self.clock.now()
        )
        assert run is not None
        return run

    async def enrich(self, daemon: Daemon, run: Run | None = None) -> Run:
        """A run, or the rest of one, to its end; what it waits for comes at once."""
        run = run or await self.start(daemon)
        for _ in range(500):
            if not await daemon.dispatcher.step():
                self.clock.advance(timedelta(seconds=10))
            found = await daemon.parts.store.runs.by_id(run.id)
            assert found is not None
            if found.ended_at is not None:
                return found
        raise AssertionError("the run does not end")

    async def pending(self, daemon: Daemon) -> int:
        return (await daemon.parts.store.enrichment.coverage(now=self.clock.now())).pending


@pytest.fixture
def clock(clock: FakeClock) -> FakeClock:
    """Noon; in winter the Pacific day ends at 8:00 here."""
    clock.advance(datetime(2026, 1, 15, 12, tzinfo=UTC) - clock.now())
    return clock


@pytest.fixture
def world(stage: Stage, clock: FakeClock) -> World:
    return World(stage, clock)


@pytest.fixture
def changes() -> dict[str, Any]:
    """What a test sets otherwise."""
    return {}


@pytest.fixture
def settings(settings: Settings, changes: dict[str, Any]) -> Settings:
    return settings.model_copy(update={"timezone": UTC, **changes})
