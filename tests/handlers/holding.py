"""Steps of stories about torrents that the client holds."""

from typing import Any

from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from sandbox.clock import FakeClock


async def run_cycle(daemon: Daemon, kind: str) -> None:
    """A whole run of a cycle, and what follows from it."""
    assert await daemon.timer.cycles.start(kind, trigger="person")
    while await daemon.dispatcher.step():
        pass


async def report(daemon: Daemon, clock: FakeClock, info_hash: str) -> Any:
    """A hook, and what becomes of it at once: its row and the download's record."""
    stored = await daemon.parts.store.inbox.add(TorrentFinished(info_hash=info_hash), now=clock.now())
    assert await daemon.dispatcher.step()
    row = await daemon.parts.store.inbox.by_id(stored.id)
    return row, await daemon.parts.store.downloads.by_info_hash(info_hash)
