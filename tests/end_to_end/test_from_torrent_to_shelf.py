"""From a real transfer to the shelf: the real hook, a daemon of its own, hard links, and a library that watches its folder."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from daemon.clock import SystemClock
from sandbox.catalogue import listing
from sandbox.qbittorrent import QbittorrentProcess
from sandbox.stage import Stage
from tests.fixtures.examples import only_thorough

pytestmark = [pytest.mark.qbittorrent, only_thorough]


async def test_a_download_comes_to_the_shelf_whole(tmp_path, hook_line, make_process):
    """It is there with its narrators at first sight and without a scan; nothing of ours is left, and it seeds on."""
    told = listing(9000104)
    async with Stage(tmp_path / "world", SystemClock(), hook=hook_line, direct=False) as stage:
        daemon = make_process(
            stage, IMPORT="hardlink", IMPORT_DIR=str(stage.library), LIBRARY_WATCH="inotify", ABS_SCAN="never"
        )
        staged = stage.prepare(told, files=3)
        await daemon.start()
        watching, first = (
            asyncio.create_task(stage.shelf.run_watcher()),
            asyncio.create_task(first_sight(stage)),
        )

        await stage.finish(staged)
        seed = stage.downloads / staged.content.name
        before = fingerprint(seed)
        [download] = await daemon.until(lambda: applied(daemon))
        await daemon.until(lambda: removed(stage.library))
        watching.cancel()
        assert isinstance(stage.client, QbittorrentProcess)
        await stage.client.recheck(staged.info_hash)
        await daemon.until(lambda: seeds(stage.client, staged.info_hash))

        [item] = stage.shelf.items()
        assert await first == list(told.narrators)
        assert (item.narrators, item.authors[0].name, item.title) == (
            list(told.narrators),
            told.authors[0],
            told.title,
        )
        assert download["item_id"] == item.id
        assert fingerprint(seed) == before
        inodes = {one.stat().st_ino for one in stage.library.rglob("*") if one.is_file()}
        assert inodes == {one.stat().st_ino for one in seed.iterdir()}
        assert [one.name for one in stage.library.rglob(".*")] == []
        assert stage.mam.violations == []


async def first_sight(stage: Stage) -> list[str]:
    """The narrators of the first item in the state in which it is first shown."""
    while not stage.shelf.items():
        await asyncio.sleep(0.01)
    return list(stage.shelf.items()[0].narrators)


async def applied(daemon) -> list[dict]:
    return [one for one in await daemon.get("/api/downloads") if one["status"] == "applied"]


async def removed(library: Path) -> bool:
    return not list(library.rglob("metadata.json"))


async def seeds(client: QbittorrentProcess, info_hash: str) -> bool:
    torrent = await client.torrent(info_hash)
    assert torrent is not None
    return torrent["progress"] == 1 and torrent["state"] in {"stalledUP", "uploading", "forcedUP"}


def fingerprint(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Inode, time and bytes of each file."""
    return {
        one.name: (one.stat().st_ino, one.stat().st_mtime_ns, hashlib.sha256(one.read_bytes()).hexdigest())
        for one in sorted(folder.iterdir())
    }
