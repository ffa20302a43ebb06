"""A whole daemon on the stand-ins, moved by hand."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.qbittorrent import make_torrent
from sandbox.stage import Stage, Staged
from tests.fixtures.stages import MakeSettings

BOOK = 9000401

Complete = Callable[[Staged], Awaitable[dict[str, Any]]]


@pytest.fixture
def clock() -> FakeClock:
    """Waiting for MAM's pace moves the time by itself."""
    return FakeClock(auto=True)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
async def finished(stage: Stage) -> Staged:
    """A book that was downloaded into the library and scanned there."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    stage.shelf.scan_library()
    return staged


@pytest.fixture
def complete(daemon: Daemon) -> Complete:
    """Report a completion and handle what is due; the event's row."""

    async def report(staged: Staged) -> dict[str, Any]:
        event = TorrentFinished(info_hash=staged.info_hash)
        stored = await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
        assert await daemon.dispatcher.step()
        row = await daemon.parts.store.inbox.by_id(stored.id)
        assert row is not None
        return row

    return report


@pytest.fixture
def hold(stage: Stage) -> Callable[..., str]:
    """Let qBittorrent have a finished torrent of MAM that consists of these files; it lies outside the library."""

    def hold(*files: str, folder: Path | None = None, number: int = 9000401, **fields: Any) -> str:
        place = folder or stage.folder / "seeds"
        (place / "Book").mkdir(parents=True)
        for name in files:
            write_audio(place / "Book" / name, seconds=number % 1000, size=50_000)  # what is no audio, too
        data, info_hash = make_torrent(place / "Book", comment=f"MID={number},UID=1")
        stage.mam.register_torrent(number, data, info_hash)
        held = {
            "hash": info_hash,
            "name": "Book",
            "content_path": f"{place}/Book",
            "save_path": str(place),
            "category": "audiobooks",
            "size": 50_000 * len(files),
            "files": [(f"Book/{name}", 50_000) for name in files],
            "comment": f"MID={number},UID=1",
        }
        stage.client.hold(**(held | fields))
        return info_hash

    return hold
