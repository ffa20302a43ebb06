"""A daemon whose records are read again, a book that was applied, and a MAM that corrects itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.cycles import CYCLES
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from store.downloads import Download
from store.runs import Run

BOOK = 9000401
_SEARCH = "/tor/js/loadSearchJSONbasic.php"


@dataclass
class World:
    """Finishes torrents, lets days pass, and runs the cycle to its end."""

    stage: Stage
    clock: FakeClock

    def reads(self) -> int:
        """How often MAM was asked for a torrent."""
        return sum(seen.path == _SEARCH for seen in self.stage.mam.visits)

    async def finish(self, daemon: Daemon, torrent_id: int = BOOK, *, scanned: bool = True) -> Staged:
        """A download that is complete now; in the library, and so applied, unless that is not *scanned*."""
        staged = self.stage.prepare(listing(torrent_id))
        await self.stage.finish(staged)
        if scanned:
            self.stage.shelf.scan_library()
        now = int(self.clock.now().timestamp())
        self.stage.client.torrents[staged.info_hash].fields |= {"added_on": now - 600, "completion_on": now}
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=self.clock.now())
        await self.handle_all(daemon)
        return staged

    async def handle_all(self, daemon: Daemon) -> None:
        while await daemon.dispatcher.step():
            pass

    async def start(self, daemon: Daemon) -> Run:
        run = await daemon.parts.store.runs.start(
            "refresh", trigger="timer", first=CYCLES["refresh"].first, now=self.clock.now()
        )
        assert run is not None
        return run

    async def refresh(self, daemon: Daemon, run: Run | None = None) -> Run:
        """A run, or the rest of one, with all that follows from it; an outage is waited out."""
        run = run or await self.start(daemon)
        for _ in range(100):
            await self.handle_all(daemon)
            found = await daemon.parts.store.runs.by_id(run.id)
            assert found is not None
            if found.ended_at is not None:
                return found
            self.clock.advance(timedelta(seconds=30))
        raise AssertionError("the run does not end")

    async def next_day(self, daemon: Daemon, days: int = 1) -> Run:
        """What is planned today, read when these days are over."""
        await self.refresh(daemon)
        self.clock.advance(timedelta(days=days))
        return await self.refresh(daemon)


@pytest.fixture
def clock(clock: FakeClock) -> FakeClock:
    """A whole second, as the torrent client shows times."""
    clock.advance(datetime(2026, 1, 15, 12, tzinfo=UTC) - clock.now())
    return clock


@pytest.fixture
def world(stage: Stage, clock: FakeClock) -> World:
    stage.mam.site.api.max_age = 1000 * 24 * 3600  # what keeps a session alive is another test's
    return World(stage, clock)


@pytest.fixture
def changes() -> dict[str, Any]:
    """What a test sets otherwise."""
    return {}


@pytest.fixture
def settings(settings: Settings, changes: dict[str, Any]) -> Settings:
    return settings.model_copy(update={"timezone": ZoneInfo("UTC"), **changes})


Record = Callable[[], Awaitable[Download]]


@pytest.fixture
def record(daemon: Daemon) -> Record:
    """The one download."""

    async def read() -> Download:
        [download] = await daemon.parts.store.downloads.recent()
        return download

    return read
