"""Folders that others made, of which Audiobookshelf makes other books: a download that waits for one says so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from daemon.doctor.finding import Result
from daemon.doctor.odd_folders import probe
from daemon.wiring.daemon import Daemon, build
from domain.events import LibrarySyncDue, TorrentFinished
from domain.facts import ReasonKind, Status
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stages import MakeSettings

BOOK = 9000401


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The torrents lie beside the library."""
    stage.direct = False
    stage.downloads.mkdir()
    return stage


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(settings, clock) as daemon:
        yield daemon


async def sync(daemon: Daemon, clock: FakeClock) -> None:
    """Mirror the whole library."""
    clock.advance(timedelta(minutes=1))
    await daemon.parts.store.runs.start(
        "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
    )
    while await daemon.dispatcher.step():
        pass


async def linked(stage: Stage, *rels: str) -> TorrentFinished:
    """A finished torrent of as many files, each linked to its place in the library."""
    staged = stage.prepare(listing(BOOK), files=len(rels))
    await stage.finish(staged)
    for rel, file in zip(rels, sorted((stage.downloads / staged.content.name).iterdir()), strict=True):
        target: Path = stage.library / rel
        target.parent.mkdir(parents=True)
        target.hardlink_to(file)
    return TorrentFinished(info_hash=staged.info_hash)


async def waiting(daemon: Daemon, clock: FakeClock, event: TorrentFinished) -> tuple[str | None, str, str]:
    await daemon.parts.store.inbox.add(event, now=clock.now())
    await sync(daemon, clock)
    [download] = await daemon.parts.store.downloads.recent()
    return download.reason_kind, download.status, download.reason or ""


def watch(stage: Stage, clock: FakeClock) -> None:
    for _ in range(15):
        clock.advance(timedelta(seconds=1))
        stage.shelf.look_at_disk()


async def test_a_half_read_book_names_its_neighbour(stage, daemon, clock):
    """One of its discs is an item; the scan that is named makes the whole."""
    write_audio(stage.library / "Hail Mary and more" / "1.mp3", seconds=60)
    watch(stage, clock)
    event = await linked(stage, "Hail Mary/CD 1/1.mp3", "Hail Mary/CD 2/1.mp3")
    watch(stage, clock)
    assert "Hail Mary/CD 2" in {book.rel_path for book in stage.shelf.items()}
    await sync(daemon, clock)

    kind, status, reason = await waiting(daemon, clock, event)

    assert (kind, status) == (ReasonKind.FOLDER_SHAPE, Status.NEEDS_PERSON)
    assert "Hail Mary and more" in reason
    seen = await probe(daemon.patient)
    assert (seen.result, seen.mend) == (Result.WARNING, "scan the library in Audiobookshelf")
    stage.shelf.scan_library()
    await sync(daemon, clock)
    assert (await waiting(daemon, clock, event))[1] == Status.APPLIED
    assert (await probe(daemon.patient)).result is Result.OK


async def test_discs_whose_names_are_none_are_named(stage, daemon, clock):
    """Each is an item of its own, and a record of one book is of none of them."""
    event = await linked(stage, "Hail Mary/CD-1/1.mp3", "Hail Mary/CD-2/1.mp3")
    stage.shelf.scan_library()
    await sync(daemon, clock)

    kind, status, reason = await waiting(daemon, clock, event)

    assert (kind, status) == (ReasonKind.FOLDER_SHAPE, Status.NEEDS_PERSON)
    assert "CD-1" in reason
    assert (await probe(daemon.patient)).result is Result.WARNING


async def test_an_image_above_books_counts_where_it_merged_them(stage, daemon, clock):
    """An author's picture above books that are items of their own is harmless."""
    for rel in ("Author/A/1.mp3", "Author/B/1.mp3"):
        write_audio(stage.library / rel, seconds=60)
    (stage.library / "Author" / "cover.jpg").write_bytes(b"image")
    watch(stage, clock)
    await sync(daemon, clock)
    merged = await probe(daemon.patient)

    stage.shelf.scan_library()
    await sync(daemon, clock)
    apart = await probe(daemon.patient)

    assert (merged.result, apart.result) == (Result.WARNING, Result.OK)
    assert "cover.jpg" in (merged.mend or "")


async def test_a_single_file_counts_where_the_server_lost_it(stage, daemon, clock):
    """Its own event broke the item that a scan had made; a library scan repairs it."""
    write_audio(stage.library / "Root.m4b", seconds=60)
    stage.shelf.look_at_disk()
    stage.shelf.scan_library()
    await sync(daemon, clock)
    well = await probe(daemon.patient)
    watch(stage, clock)
    await sync(daemon, clock)

    lost = await probe(daemon.patient)

    assert (well.result, lost.result) == (Result.OK, Result.WARNING)
    assert "Root.m4b" in lost.evidence
