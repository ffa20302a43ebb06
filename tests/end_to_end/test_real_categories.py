"""A real qBittorrent's sub-categories, and torrents that are none of our business."""

from pathlib import Path

import pytest

from daemon.clock import SystemClock
from sandbox.catalogue import listing
from sandbox.qbittorrent import QbittorrentProcess, make_torrent
from sandbox.stage import Stage

pytestmark = pytest.mark.qbittorrent


async def test_what_lies_in_which_category(tmp_path: Path, make_process, hook_line):
    """One is applied by its hook, in a sub-category; an e-book and another category's audio are left alone."""
    async with Stage(tmp_path / "world", SystemClock(), hook=hook_line, real=True) as stage:
        assert isinstance(stage.client, QbittorrentProcess)
        daemon = make_process(stage)
        await daemon.start()

        staged = stage.prepare(listing(9000401))
        wanted = {"audiobooks/Fantasy": staged.content}
        for category, name in {"audiobooks": "book.epub", "audiobooksOld": "1.m4b", "tv": "1.mp3"}.items():
            file = stage.folder / "seeds" / f"For {category}" / name
            file.parent.mkdir()
            file.write_bytes(category.encode() * 1000)
            wanted[category] = file.parent
        hashes = {}
        for category, content in wanted.items():
            target = stage.downloads / content.name
            content.rename(target)
            torrent, hashes[category] = make_torrent(target, comment=staged.comment)
            await stage.client.add(torrent, category=category)
        stage.shelf.scan_library()
        rows = {row["about"]: row for row in await daemon.settled(4)}

    verdicts = {category: rows[one]["verdict"] for category, one in hashes.items()}
    assert verdicts == {
        "audiobooks/Fantasy": "done",
        "audiobooks": "dropped",
        "audiobooksOld": "dropped",
        "tv": "dropped",
    }
    assert rows[hashes["audiobooks"]]["reason"].startswith("it holds no audio")
    assert rows[hashes["tv"]]["reason"].startswith("its category tv is not audiobooks")
