"""The deltas of a real qBittorrent add up to what it lists."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent
from domain.dependency import Dependency
from sandbox.clock import FakeClock
from sandbox.qbittorrent import QbittorrentProcess, make_torrent

pytestmark = pytest.mark.qbittorrent


def torrent_file(folder: Path, name: str) -> tuple[bytes, str]:
    content = folder / name
    content.write_bytes(name.encode() * 1000)
    return make_torrent(content, comment="MID=1,UID=2")


async def settled(process: QbittorrentProcess, client: Qbittorrent, count: int) -> None:
    """Ask until there are *count* torrents and none is being checked any more."""
    for _ in range(200):
        states = {torrent.hash: torrent.state for torrent in await client.torrents()}
        if len(states) == count and not any("checking" in state for state in states.values()):
            return
        assert not await process.exited(within=0.05)
    raise AssertionError(states)


async def test_deltas_of_a_real_qbittorrent(tmp_path):
    """What was added, changed and, over a restart, reported again is what the listing says."""
    clock = FakeClock()
    async with QbittorrentProcess(tmp_path / "process") as process:
        client = Qbittorrent(
            login=Login(url=process.url, username=process.username, password=SecretStr(process.password)),
            dependency=Dependency("qbittorrent", clock),
            clock=clock,
        )
        hashes = []
        for number in range(3):
            data, info_hash = torrent_file(tmp_path, f"Book {number}.m4b")
            hashes.append(info_hash)
            await process.add(data, save_path=tmp_path, category="audiobooks", skip_checking=number == 0)
            await settled(process, client, number + 1)

        listed = {torrent.hash: torrent for torrent in await client.torrents()}
        assert set(listed) == set(hashes)
        assert listed[hashes[0]].finished
        assert {one.category for one in listed.values()} == {"audiobooks"}

        await process.restart()
        await settled(process, client, 3)
        after = {torrent.hash: torrent for torrent in await client.torrents()}
        assert after == {own: await client.torrent(own) for own in hashes}
        await client.close()
