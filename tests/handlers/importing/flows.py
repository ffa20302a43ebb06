"""Moves a daemon that imports, by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import LibrarySyncDue, TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from store.imports import Import

BOOK: Final = 9000401
FOLDER: Final = "Andy Weir/Project Hail Mary"


@asynccontextmanager
async def mirrored(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    """A daemon that has read the whole library."""
    async with build(settings, clock) as daemon:
        await daemon.parts.store.runs.start(
            "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
        )
        await settle(daemon)
        yield daemon


async def settle(daemon: Daemon) -> None:
    """Handle all that is due."""
    while await daemon.dispatcher.step():
        pass


async def complete(daemon: Daemon, staged: Staged) -> None:
    """Report a completion, and handle all that is due."""
    event = TorrentFinished(info_hash=staged.info_hash)
    await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
    await settle(daemon)


async def shown(daemon: Daemon, stage: Stage, clock: FakeClock) -> None:
    """Audiobookshelf sees what is new, and we see that."""
    stage.shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    await settle(daemon)


async def finished(stage: Stage, number: int = BOOK, *, files: int = 1, name: str | None = None) -> Staged:
    staged = stage.prepare(listing(number), files=files, name=name)
    await stage.finish(staged)
    return staged


async def import_of(daemon: Daemon, staged: Staged) -> Import:
    """The torrent's import, which exists."""
    one = await daemon.parts.store.imports.of_torrent(staged.info_hash)
    assert one is not None
    return one
