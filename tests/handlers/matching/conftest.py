"""What the tests of matching share."""

from pathlib import Path

import pytest

from domain.events import TorrentFinished
from domain.facts import Status
from domain.recording import Recording

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
