"""A daemon that notifies, and the service that takes its messages."""

import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.facts import Status
from domain.notices import NoticeKind
from domain.recording import Recording
from sandbox.clock import FakeClock
from store.downloads import Download
from tests.fixtures.stores import ready_state

with warnings.catch_warnings():
    # One of its plugins imports a module of Python that is going away.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import Apprise

    Apprise.instantiate("json://127.0.0.1")

SECRET = "a-password-in-an-address"


@dataclass
class Inbox:
    """What arrived; while `down`, nothing is taken."""

    port: int = 0
    down: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    @property
    def url(self) -> str:
        return f"json://person:{SECRET}@127.0.0.1:{self.port}/"

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.down:
            return web.Response(status=503)
        self.messages.append(await request.json())
        return web.Response()


@pytest.fixture
async def person() -> AsyncIterator[Inbox]:
    """Where the messages go."""
    inbox = Inbox()
    app = web.Application()
    app.router.add_post("/", inbox.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    inbox.port = runner.addresses[0][1]
    yield inbox
    await runner.cleanup()


@pytest.fixture
def settings(person: Inbox, database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        mam_id="unused",
        google_books_api_key="unused",
        google_books_daily_quota=1,
        database_url=database_url,
        state_dir=ready_state(tmp_path),
        listen="127.0.0.1:0",
        notify_urls=person.url,
        notify_kinds=tuple(NoticeKind),
        page_url="https://books.example.org",
    )


@pytest.fixture
def record(daemon: Daemon, clock: FakeClock):
    """Make a download record of a book."""

    async def make(title: str, *, status: Status, number: int, **values: Any) -> Download:
        made = await daemon.parts.store.downloads.create(
            Recording(torrent_id=number, title=title, authors=("Anna Writer",)),
            hashes=(f"{number:040}", None, None),
            found_by="test",
            status=status,
            now=clock.now(),
        )
        if status is Status.APPLIED:
            values["applied_at"] = clock.now()
        if values:
            await daemon.parts.store.downloads.update(made.id, **values)
        return made

    return make


@pytest.fixture
def minute(daemon: Daemon, clock: FakeClock):
    """Let a minute pass and the notifier look."""

    async def passes(minutes: int = 1) -> None:
        for _ in range(minutes):
            clock.advance(timedelta(minutes=1))
            await daemon.notifier.step()

    return passes
