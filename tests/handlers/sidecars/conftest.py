"""A daemon beside a library whose folder it sees, and a book in it with a metadata file of ours."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.events import SidecarDue
from domain.importing.sidecar import sidecar
from domain.paths import PathRule
from domain.policy import FieldName
from handlers.importing import sidecar_file
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.clock import FakeClock
from store.queue.records import EventRecord
from store.sidecars import WrittenSidecar

SAID = {
    FieldName.NARRATORS: ["Ray Porter"],
    FieldName.SERIES: [{"name": "Links", "sequence": "2"}],
    FieldName.PUBLISHER: "Tape House",
    FieldName.DESCRIPTION: "<p>Tom &amp; Jerry</p><p>meet.</p>",
    FieldName.ABRIDGED: True,
    FieldName.TITLE: "Chains",
}
TAGS = {"album": "Tagged", "composer": "Tag Narrator", "publisher": "Tape House"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
def settings(beside_the_shelf: Settings, books: Path) -> Settings:
    given = {"library_dirs": [books], "path_map": [PathRule(daemon=str(books), abs="/audiobooks")]}
    return beside_the_shelf.model_copy(update=given)


@pytest.fixture
def file(books: Path) -> Path:
    """Where the metadata file of the book lies; its audio is there."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60, tags=TAGS)
    return books / "A" / "Book" / "metadata.json"


@pytest.fixture
def put(daemon: Daemon, file: Path, clock: FakeClock) -> Callable[[], Awaitable[None]]:
    """Write the file as an import does."""

    async def write() -> None:
        written = sidecar_file.prepare(str(file), sidecar(SAID), beside=str(file.with_name("1.mp3")))
        assert sidecar_file.show(str(file))
        row = WrittenSidecar(
            path=str(file),
            inode=written.inode,
            size=written.size,
            digest=written.digest,
            written_at=clock.now(),
        )
        await daemon.parts.store.sidecars.note([row])

    return write


@pytest.fixture
def watch(shelf: SandboxAudiobookshelf, clock: FakeClock) -> Callable[[float], None]:
    """Let so many seconds pass, the server's watcher looking each second."""

    def run(seconds: float) -> None:
        for _ in range(int(seconds)):
            clock.advance(timedelta(seconds=1))
            shelf.look_at_disk()

    return run


@pytest.fixture
def see_to(daemon: Daemon, clock: FakeClock, file: Path) -> Callable[[], Awaitable[EventRecord]]:
    """Handle the file's event now; its row."""

    async def handle() -> EventRecord:
        clock.advance(timedelta(seconds=3))
        event = await daemon.parts.store.inbox.add(SidecarDue(path=str(file)), now=clock.now())
        assert await daemon.dispatcher.step()
        row = await daemon.parts.store.inbox.by_id(event.id)
        assert row is not None
        return row

    return handle
