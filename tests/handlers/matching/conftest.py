"""What the tests of matching share."""

from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from domain.events import TorrentFinished
from domain.facts import Status
from domain.recording import Recording
from sandbox.audiobookshelf import write_audio

HASH = "f" * 40


@pytest.fixture
def finish(daemon, stage, clock):
    """Let a torrent of these files finish, whose record is stored; what became of it."""

    async def finish(recording: Recording, save_path: Path | str, *files: tuple[str, int]):
        top = files[0][0].partition("/")[0]
        stage.client.hold(
            hash=HASH,
            name=top,
            save_path=str(save_path),
            content_path=f"{save_path}/{top}",
            files=files,
            comment="",
        )
        record = await daemon.parts.store.downloads.by_info_hash(
            HASH
        ) or await daemon.parts.store.downloads.create(
            recording, hashes=(HASH, None, None), found_by="the test", status=Status.FINISHED, now=clock.now()
        )
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
        while await daemon.dispatcher.step():
            pass
        return await daemon.parts.store.downloads.by_id(record.id)

    return finish


@pytest.fixture
async def two_readings(stage, finish):
    """A download that two items may be, and that waits for a person."""
    for name in ("One", "Two"):
        write_audio(
            stage.library / name / "1.mp3", seconds=36_000, tags={"album": "Chains", "artist": "Jo Doe"}
        )
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)
    return await finish(single, "/seedbox", ("Chains/1.mp3", 4096))


@pytest.fixture
async def api(daemon):
    async with TestClient(TestServer(daemon.app)) as client:
        client.session.headers["X-Api-Key"] = daemon.parts.access.token.get_secret_value()
        yield client
