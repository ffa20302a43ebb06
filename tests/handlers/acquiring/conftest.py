"""A daemon that searches and downloads, moved by hand."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from daemon.cli import app
from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import SearchDue, TorrentFinished
from domain.recording import Recording
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from store.downloads import Download
from store.proposals import Proposal
from store.runs import Run
from tests.fixtures.daemons import served

_KINGS = 9000102
STORMLIGHT = json.dumps([["Brandon Sanderson", "Stormlight"]])


class Acquirer:
    """One daemon, and what a test does with it."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon

    async def search(self, *, examples: bool = False) -> Run:
        """Run the search cycle, and whatever follows from it, as far as it goes now."""
        parts = self.daemon.parts
        run = await parts.store.runs.start(
            "search",
            trigger="person",
            first=lambda number: SearchDue(run=number, examples=examples),
            now=parts.clock.now(),
        )
        assert run is not None
        await self.settle()
        found = await parts.store.runs.by_id(run.id)
        assert found is not None
        return found

    async def settle(self) -> None:
        """Handle all that is due."""
        for _ in range(200):
            if not await self.daemon.dispatcher.step():
                return
        raise AssertionError("it never comes to rest")

    async def records(self) -> list[Download]:
        """All download records, the oldest first."""
        return list(reversed(await self.daemon.parts.store.downloads.recent(limit=1000)))

    async def record(self) -> Download:
        """The only one."""
        [record] = await self.records()
        return record

    async def event(self, kind: str = "download.approved") -> dict[str, Any]:
        """The newest event of a kind."""
        return max(
            (row for row in await self.daemon.parts.store.inbox.recent(limit=500) if row.kind == kind),
            key=lambda row: row.id,
        )


@pytest.fixture
def acquirer_of() -> type[Acquirer]:
    return Acquirer


@pytest.fixture
async def acquirer(settings: Settings, clock: FakeClock) -> AsyncIterator[Callable[..., Any]]:
    """Makes the daemon with other settings than the stage's own; a second one replaces the first."""
    stack = AsyncExitStack()

    async def make(**others: Any) -> Acquirer:
        await stack.aclose()
        given = settings.model_dump(exclude_unset=True) | {"search_queries": STORMLIGHT} | others
        daemon = await stack.enter_async_context(build(Settings(**given), clock))
        return Acquirer(daemon)

    yield make
    await stack.aclose()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Acquirer], Any]]:
    """Puts a daemon's HTTP side on a real loopback port; its address."""
    async with AsyncExitStack() as stack:
        yield lambda acquirer: stack.enter_async_context(served(acquirer.daemon.app))


@pytest.fixture
def downloads_of(stage: Stage) -> Callable[[], list[str]]:
    """The torrent files that MAM was asked for."""
    return lambda: [visit.path for visit in stage.mam.visits if visit.path.startswith("/tor/download")]


@pytest.fixture
def complete_of() -> Callable[..., Any]:
    """Reports a completion to a daemon and handles what is due."""

    async def report(acquirer: Acquirer, staged: Staged) -> None:
        event = TorrentFinished(info_hash=staged.info_hash)
        await acquirer.daemon.parts.store.inbox.add(event, now=acquirer.daemon.parts.clock.now())
        await acquirer.settle()

    return report


@pytest.fixture
def desk(acquirer, serve, http):
    """A daemon that is asked over HTTP with its token."""

    class Desk:
        def __init__(self, daemon, url: str) -> None:
            self.daemon = daemon
            self.url = url
            self.token = {"Authorization": f"Bearer {daemon.daemon.parts.access.token.get_secret_value()}"}

        async def post(self, path: str, body=None, **sent):
            sent = sent or {"json": body or {}, "headers": self.token}
            async with http.post(self.url + path, allow_redirects=False, **sent) as answer:
                return answer.status, await answer.json() if answer.status != 303 else answer.headers

        async def get(self, path: str, headers=None):
            async with http.get(self.url + path, headers=headers) as answer:
                return await answer.text()

        async def form_token(self) -> str:
            found = re.search(r'name="csrf" value="([^"]+)"', await self.get("/"))
            return found[1]

    async def make(**settings):
        daemon = await acquirer(**settings)
        return Desk(daemon, await serve(daemon))

    return make


@pytest.fixture
async def approved(acquirer):
    """A daemon with one approved record, that no one has looked at yet."""

    async def make(mam_id: int = _KINGS, *, daemon=None, free: bool = False, **settings):
        daemon = daemon or await acquirer(**settings)
        found = listing(mam_id)
        recording = Recording(
            torrent_id=mam_id,
            title=found.title,
            authors=found.authors,
            size_bytes=found.size_bytes,
            freeleech=free,
        )
        proposal = Proposal(
            recording=recording, wanted={"mam_id": mam_id}, found_by="a test", chosen_because="it is here"
        )
        parts = daemon.daemon.parts
        await daemon.daemon.api.acquisition.proposals.create(proposal, approved=True, now=parts.clock.now())
        return daemon

    return make


@pytest.fixture
def shell(acquirer, serve, monkeypatch):
    """Runs commands against a daemon on loopback, into a pipe, whatever terminal the tests were started in."""
    monkeypatch.delenv("COLUMNS", raising=False)

    async def make(**settings):
        daemon = await acquirer(**settings)
        parts = daemon.daemon.parts
        parts.access.publish(await serve(daemon))
        env = {"STATE_DIR": str(parts.settings.state_dir)}

        async def run(*arguments: str) -> Result:
            return await asyncio.to_thread(CliRunner(env=env).invoke, app, arguments)

        return daemon, run

    return make
