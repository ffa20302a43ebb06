"""Torrents of a real qBittorrent, with real files, on their way into the library and back."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from domain.facts import ImportStatus, Status
from sandbox.audiobookshelf import write_audio
from sandbox.audiobookshelf.book import Book
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.qbittorrent import QbittorrentProcess, make_torrent
from sandbox.stage import CATEGORY, Stage
from tests.fixtures.stages import MakeSettings
from tests.handlers.importing.disk_world import fingerprint, tree
from tests.handlers.importing.flows import settle

pytestmark = pytest.mark.qbittorrent

LONG = "L" * 236
"""With its ending a name of 240 bytes, at which libtorrent cuts."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A torrent: its audio by path, other files beside it, and where its audio has to be in the library."""

    number: int
    audio: tuple[str, ...]
    others: tuple[str, ...] = ()


SHAPES: Mapping[str, Shape] = {
    "one file": Shape(9000401, ("Project Hail Mary.m4b",)),
    "discs": Shape(
        9000703,
        tuple(f"The Stand/CD {disc}/0{track}.mp3" for disc in (1, 2) for track in (1, 2)),
        ("The Stand/cover.jpg", "The Stand/booklet.pdf", "The Stand/info.nfo", "The Stand/Sample/sample.mp3"),
    ),
    "foreign": Shape(9000402, (f"Ложь 嘘 ∆/{LONG}.m4b", "Ложь 嘘 ∆/02 — «Конец».m4b")),
}


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture
async def client(tmp_path: Path, downloads: Path) -> AsyncIterator[QbittorrentProcess]:
    async with QbittorrentProcess(tmp_path / "client", save_path=downloads) as running:
        yield running


@pytest.fixture
def settings(make_settings: MakeSettings, stage: Stage, client: QbittorrentProcess) -> Settings:
    return make_settings(
        **{
            "import": "hardlink",
            "import_dir": str(stage.library),
            "qbittorrent_url": client.url,
            "qbittorrent_username": client.username,
            "qbittorrent_password": client.password,
        }
    )


def lay(downloads: Path, shape: Shape) -> Path:
    """The torrent's files, complete; its folder or only file."""
    book = listing(shape.number)
    tags = {"album": book.title, "artist": ", ".join(book.authors)}
    for path in shape.audio:
        seconds = (book.duration_seconds or 3600) / len(shape.audio)
        write_audio(downloads / path, seconds=seconds, tags=tags, size=40_000)
    for path in shape.others:
        (downloads / path).parent.mkdir(parents=True, exist_ok=True)
        (downloads / path).write_bytes(path.encode() * 50)
    return downloads / Path(shape.audio[0]).parts[0]


async def seeded(client: QbittorrentProcess, stage: Stage, downloads: Path, shape: Shape) -> str:
    """A torrent of the client that is complete."""
    comment = f"MID={shape.number}"
    data, info_hash = make_torrent(lay(downloads, shape), comment=comment)
    stage.mam.register_torrent(shape.number, data, info_hash)
    await client.add(data, save_path=downloads, category=CATEGORY)
    await whole(client, info_hash)
    return info_hash


async def whole(client: QbittorrentProcess, info_hash: str) -> None:
    """Wait until it is checked, and all there."""
    async with asyncio.timeout(60):
        while True:
            found = await client.torrent(info_hash)
            if found is not None and found["progress"] == 1 and "checking" not in found["state"]:
                return
            assert not await client.exited(within=0.1)


async def rechecked(client: QbittorrentProcess, info_hash: str) -> None:
    """Let it read every byte again."""
    await client.recheck(info_hash)
    await whole(client, info_hash)


async def imported(daemon: Daemon, stage: Stage, clock: FakeClock, info_hash: str) -> Book:
    """The item as Audiobookshelf shows it first, before it is applied, too; it writes beside the book."""
    await daemon.parts.store.inbox.add(TorrentFinished(info_hash=info_hash), now=clock.now())
    await settle(daemon)
    stage.shelf.state.database.stores_metadata_with_item = True
    stage.shelf.scan_library()
    [first] = stage.shelf.items()
    at_first = replace(first)
    clock.advance(timedelta(minutes=1))
    await settle(daemon)
    return at_first


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
async def test_a_torrent_is_imported_seeds_on_and_is_undone(stage, daemon, client, clock, downloads, shape):
    """Its item has all audio and its record's narrators at first sight; a recheck finds every byte."""
    info_hash = await seeded(client, stage, downloads, shape)
    before = fingerprint(downloads)

    first = await imported(daemon, stage, clock, info_hash)

    one = await daemon.parts.store.imports.of_torrent(info_hash)
    [download] = await daemon.parts.store.downloads.recent()
    assert (first.narrators, len(first.audio_files)) == (
        list(listing(shape.number).narrators),
        len(shape.audio),
    )
    assert one is not None
    assert (one.status, download.status) == (ImportStatus.PLACED, Status.APPLIED)
    assert fingerprint(downloads) == before

    await daemon.api.importing.undo(download.id)
    await settle(daemon)

    assert not [path for path in tree(stage.library) if Path(path).suffix in {".mp3", ".m4b"}]
    assert fingerprint(downloads) == before
    await rechecked(client, info_hash)
