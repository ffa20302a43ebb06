"""A daemon on the stand-ins with something of everything in its store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.http.listening import listen_at, listening
from daemon.wiring.daemon import Daemon, build
from domain.events import TorrentFinished
from domain.facts import ImportStatus, LeftOut
from domain.importing.plan import LeftOutFile, Plan
from domain.search_queries import BookQuery
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stores import ready_state

KNOWN, PROPOSED = 9000401, 9000404


@asynccontextmanager
async def populated(folder: Path, **given: Any) -> AsyncIterator[tuple[Stage, Daemon]]:
    """A daemon that has applied a download, proposed another, run each cycle, and has work that waits."""
    clock = FakeClock(auto=True)
    async with Stage(folder / "world", clock, real=False) as stage:
        stage.client.password = given.get("qbittorrent_password", stage.client.password)
        staged = stage.prepare(listing(KNOWN))
        stage.prepare(listing(PROPOSED))
        await stage.finish(staged)
        stage.shelf.scan_library()
        told = {
            name.lower(): value for name, value in stage.environment(ready_state(folder / "state")).items()
        }
        async with build(Settings(**(told | given)), clock) as daemon:
            await _live_through(daemon, staged.info_hash)
            yield stage, daemon


async def _live_through(daemon: Daemon, info_hash: str) -> None:
    parts = daemon.parts
    await daemon.timer.cycles.start("library-sync", trigger="timer")
    await parts.store.inbox.add(TorrentFinished(info_hash=info_hash), now=parts.clock.now())
    await settle(daemon)
    await daemon.api.acquisition.propose(
        BookQuery(author="J. R. R. Tolkien", title="The Hobbit"), found_by="a test"
    )
    await daemon.api.acquisition.propose.by_mam_id(PROPOSED, found_by="a test")
    for kind in ("enrichment", "reconcile"):
        await daemon.timer.cycles.start(kind, trigger="timer")
    await settle(daemon)
    await parts.store.inbox.add(TorrentFinished(info_hash="f" * 40), now=parts.clock.now())
    await daemon.timer.cycles.start("search", trigger="person")
    begun = await parts.store.imports.begin(info_hash, 1, now=parts.clock.now())
    await parts.store.imports.update(
        begun.id,
        now=parts.clock.now(),
        status=ImportStatus.UNDONE.value,
        plan=Plan(left_out=(LeftOutFile(path="a.nfo", why=LeftOut.METADATA),)).model_dump(mode="json"),
    )


async def settle(daemon: Daemon, steps: int = 200) -> None:
    """Handle what is due."""
    for _ in range(steps):
        if not await daemon.dispatcher.step():
            return


@asynccontextmanager
async def served(daemon: Daemon) -> AsyncIterator[str]:
    """The address of the daemon's server."""
    listeners = await listen_at("127.0.0.1", 0)
    async with listening(daemon.app, listeners, SystemClock()):
        yield f"http://127.0.0.1:{listeners[0].getsockname()[1]}"
