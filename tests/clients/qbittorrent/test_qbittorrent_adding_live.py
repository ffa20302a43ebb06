"""Adding torrents to a real qBittorrent."""

import os
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent, Torrent
from daemon.clock import SystemClock
from domain.dependency import Dependency
from domain.errors import CredentialsError, UnexpectedAnswerError
from sandbox.qbittorrent import QbittorrentProcess, make_torrent

pytestmark = pytest.mark.qbittorrent


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[QbittorrentProcess]:
    async with QbittorrentProcess(tmp_path / "client") as process:
        yield process


@pytest.fixture
async def client(process: QbittorrentProcess) -> AsyncIterator[Qbittorrent]:
    clock = SystemClock()  # the client that it waits for is a real one
    client = Qbittorrent(
        login=Login(url=process.url, username=process.username, password=SecretStr(process.password)),
        dependency=Dependency("qbittorrent", clock),
        clock=clock,
    )
    yield client
    await client.close()


@pytest.fixture
async def key_client(process: QbittorrentProcess) -> AsyncIterator[Qbittorrent]:
    """Another client, which shows the API key and no password."""
    clock = SystemClock()  # the client that it waits for is a real one
    client = Qbittorrent(
        login=Login(url=process.url, api_key=SecretStr(process.api_key)),
        dependency=Dependency("qbittorrent", clock),
        clock=clock,
    )
    yield client
    await client.close()


@pytest.fixture
def torrent(tmp_path: Path) -> tuple[bytes, str]:
    content = tmp_path / "elsewhere" / "Book"
    content.mkdir(parents=True)
    (content / "1.m4b").write_bytes(os.urandom(50_000))
    return make_torrent(content, comment="MID=424242,UID=778899")


def version(text: str) -> tuple[int, ...]:
    """``5.3.0`` as numbers."""
    return tuple(map(int, text.split(".")[:2]))


async def add(client: Qbittorrent, torrent: tuple[bytes, str], save_path: Path | None = None) -> Torrent:
    data, info_hash = torrent
    return await client.add(
        data,
        info_hash=info_hash,
        category="books/audio",
        tags=["shelfhook", "b c"],
        save_path=None if save_path is None else str(save_path),
    )


async def test_a_real_add_is_listed_with_all_that_was_asked(process, client, torrent, tmp_path):
    """Category, tags and place are there at once; a second add changes nothing."""
    place = tmp_path / "books"

    added = await add(client, torrent, place)
    again = await add(client, torrent)

    assert (added.hash, added.category, added.tags) == (torrent[1], "books/audio", ("b c", "shelfhook"))
    assert added.save_path == str(place)
    assert (again.hash, again.category, again.save_path) == (added.hash, added.category, added.save_path)
    assert [one.hash for one in await client.torrents()] == [torrent[1]]


@pytest.mark.parametrize("seconds", [6, 9])
async def test_a_real_qbittorrent_that_freezes_during_the_add_is_asked(process, client, torrent, seconds):
    """Whether the repeated call meets its own duplicate or both answers are lost: the list settles it."""
    data, info_hash = torrent
    waking = threading.Timer(seconds, os.kill, (process.pid, signal.SIGCONT))

    def tags() -> Iterator[str]:
        """Read right before the torrent is sent: that is when it freezes."""
        os.kill(process.pid, signal.SIGSTOP)
        waking.start()
        yield "shelfhook"

    try:
        added = await client.add(
            data, info_hash=info_hash, category="audiobooks", tags=tags(), save_path=None
        )
    finally:
        waking.join()

    assert (added.hash, added.category, added.tags) == (info_hash, "audiobooks", ("shelfhook",))
    assert len(await client.torrents()) == 1


async def test_a_real_qbittorrent_refuses_what_is_no_torrent(client):
    """A login page is reported as not taken."""
    with pytest.raises(UnexpectedAnswerError, match="torrents/add"):
        await add(client, (b"<html>Log in</html>", "0" * 40))


async def test_a_real_qbittorrent_reports_its_free_space(process, client):
    """The space at its default save path, at the latest once that folder exists; version 5 knows it before."""
    before = await client.free_space()
    process.save_path.mkdir(parents=True)
    await process.restart()
    place = os.statvfs(process.save_path)

    assert await client.default_save_path() == str(process.save_path)
    assert (before is None) == (version(await client.version()) < (5,))
    assert abs(await client.free_space() - place.f_bavail * place.f_frsize) < 1 << 30


async def test_a_real_qbittorrent_accepts_an_api_key_from_version_5_2_on(process, client, key_client):
    """An older one refuses it."""
    if version(await client.version()) >= (5, 2):
        assert await key_client.torrents() == []
    else:
        with pytest.raises(CredentialsError):
            await key_client.torrents()
