import asyncio
import hashlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent, TorrentFile
from domain.dependency import Dependency
from domain.errors import CredentialsError, UnavailableError
from sandbox.clock import FakeClock
from sandbox.qbittorrent import QbittorrentProcess, make_torrent, transfer
from sandbox.torrents import bencode

pytestmark = pytest.mark.qbittorrent

COMMENT = "MID=424242,UID=778899"


@pytest.fixture
async def downloader(tmp_path: Path) -> AsyncIterator[QbittorrentProcess]:
    async with QbittorrentProcess(tmp_path / "downloader") as process:
        yield process


@pytest.fixture
async def seeder(tmp_path: Path) -> AsyncIterator[QbittorrentProcess]:
    async with QbittorrentProcess(tmp_path / "seeder") as process:
        yield process


@pytest.fixture
async def client_of() -> AsyncIterator[Callable[..., Qbittorrent]]:
    made: list[Qbittorrent] = []

    def make(process: QbittorrentProcess, password: str | None = None) -> Qbittorrent:
        clock = FakeClock()
        made.append(
            Qbittorrent(
                login=Login(
                    url=process.url,
                    username=process.username,
                    password=SecretStr(password or process.password),
                ),
                dependency=Dependency("qbittorrent", clock),
                clock=clock,
            )
        )
        return made[-1]

    yield make
    for client in made:
        await client.close()


def book(folder: Path) -> Path:
    """A folder of two files."""
    folder.mkdir(parents=True)
    (folder / "part 1.m4b").write_bytes(os.urandom(200_000))
    (folder / "part 2.m4b").write_bytes(os.urandom(120_000))
    return folder


def logins(process: QbittorrentProcess, result: str) -> int:
    """How many logins qBittorrent's own log reports."""
    log = process.folder / "profile" / "qBittorrent" / "data" / "logs" / "qbittorrent.log"
    return log.read_text(encoding="utf-8").count(f"WebAPI login {result}")


async def test_a_real_download_is_seen_finished(seeder, downloader, client_of):
    """A torrent that came from another qBittorrent is finished, with its place, files and comment."""
    client = client_of(downloader)
    content = book(seeder.save_path / 'Author - "Title" $(touch pwned) `id`; [M4B] ünï')

    info_hash = await transfer(
        seeder, downloader, content, comment=COMMENT, category="audiobooks", tags=["b", "a c"]
    )
    torrent = await client.torrent(info_hash)
    files = await client.files(info_hash)

    assert torrent.finished
    assert not torrent.moving
    assert not torrent.move_failed
    assert (torrent.hash, torrent.v1, torrent.v2) == (info_hash, info_hash, None)
    assert torrent.name == content.name
    assert torrent.save_path == str(downloader.save_path)
    assert torrent.content_path == str(downloader.save_path / content.name)
    assert (torrent.category, torrent.tags, torrent.size) == ("audiobooks", ("a c", "b"), 320_000)
    assert torrent.from_mam is None
    assert torrent.completed_at >= torrent.added_at
    assert await client.comment(torrent) == COMMENT
    assert files == (
        TorrentFile(f"{content.name}/part 1.m4b", 200_000, wanted=True),
        TorrentFile(f"{content.name}/part 2.m4b", 120_000, wanted=True),
    )


async def test_a_real_hybrid_torrent_is_found_by_any_of_its_hashes(downloader, client_of):
    """A torrent of both versions is one torrent, whichever of its hashes is asked for."""
    client = client_of(downloader)
    data = os.urandom(16384)
    info = {
        "file tree": {"only.m4b": {"": {"length": len(data), "pieces root": hashlib.sha256(data).digest()}}},
        "length": len(data),
        "meta version": 2,
        "name": "only.m4b",
        "piece length": len(data),
        "pieces": hashlib.sha1(data, usedforsecurity=False).digest(),
    }
    v1 = hashlib.sha1(bencode(info), usedforsecurity=False).hexdigest()
    v2 = hashlib.sha256(bencode(info)).hexdigest()
    await downloader.add(bencode({"info": info, "piece layers": {}}))

    found = [
        await client.torrent(v2[:40]),
        await client.torrent(v2),
        await client.torrent(v1),
        await client.torrent("0" * 40, v1=v1, v2=v2),
    ]

    assert {(torrent.hash, torrent.v1, torrent.v2) for torrent in found} == {(v2[:40], v1, v2)}


async def test_a_real_failed_move_is_reported(tmp_path, seeder, client_of):
    """A download that cannot be moved below its save path is finished and left behind."""
    blocked = tmp_path / "a file"
    blocked.touch()
    places = {"save_path": blocked / "downloads", "temp_path": tmp_path / "incomplete"}
    async with QbittorrentProcess(tmp_path / "downloader", **places) as downloader:
        client = client_of(downloader)

        info_hash = await transfer(seeder, downloader, book(seeder.save_path / "Book"), comment=COMMENT)
        torrent = await client.torrent(info_hash)

    assert torrent.finished
    assert torrent.move_failed
    assert torrent.content_path == str(tmp_path / "incomplete" / "Book")


async def test_tricky_names_come_through(tmp_path, downloader, client_of):
    """Names of every sort are read as libtorrent keeps them, and run nothing."""
    client = client_of(downloader)
    names = {
        'He said "no"': 'He said "no"',
        "It's a 'quote'": "It's a 'quote'",
        "$(touch pwned) ${IFS} $HOME": "$(touch pwned) ${IFS} $HOME",
        "`touch pwned`": "`touch pwned`",
        "; touch pwned ; & | > x": "; touch pwned ; & | > x",
        "-rf --output=pwned": "-rf --output=pwned",
        "new\nline\ttab": "new_line_tab",
        "%N %F %I %%": "%N %F %I %%",
        "@file": "@file",
        "  spaces  inside ": "  spaces  inside ",
        "Ünïcödé 書 😀": "Ünïcödé 書 😀",
    }

    shown = {}
    for number, name in enumerate(names):
        file = tmp_path / str(number) / name
        file.parent.mkdir()
        file.write_bytes(name.encode())
        torrent_file, info_hash = make_torrent(file, comment=name)
        await downloader.add(torrent_file)
        torrent = await client.torrent(info_hash)
        assert await client.comment(torrent) == name
        assert [file.path for file in await client.files(info_hash)] == [torrent.name]
        shown[name] = torrent.name

    assert shown == names
    assert not list(tmp_path.rglob("pwned*"))


async def test_a_wrong_password_is_tried_once(downloader, client_of):
    """However often a client with a wrong password is asked, qBittorrent sees one failed login."""
    client = client_of(downloader, password="wrong")

    for _ in range(6):
        with pytest.raises(CredentialsError, match="QBITTORRENT_PASSWORD"):
            await client.torrent("0" * 40)

    assert logins(downloader, "failure") == 1
    assert await client_of(downloader).torrent("0" * 40) is None


async def test_a_real_ban_is_reported(downloader, client_of):
    """After five failed logins from an address the right password too is answered with the ban."""
    for _ in range(5):
        with pytest.raises(CredentialsError, match="QBITTORRENT_PASSWORD"):
            await client_of(downloader, password="wrong").version()

    with pytest.raises(CredentialsError, match="banned this address"):
        await client_of(downloader).version()


async def test_calls_at_once_on_a_new_client_all_succeed(downloader, client_of):
    """Twelve callers of a client that was never used share one login."""
    client = client_of(downloader)
    before = logins(downloader, "success")

    async with asyncio.TaskGroup() as group:
        versions = [group.create_task(client.version()) for _ in range(12)]

    assert len({task.result() for task in versions}) == 1
    assert logins(downloader, "success") == before + 1


async def test_an_outage_ends_by_itself(downloader, client_of):
    """While qBittorrent is down calls say so; after its restart the same client logs in again."""
    client = client_of(downloader)
    version = await client.version()
    await downloader.kill()
    with pytest.raises(UnavailableError, match="no connection"):
        await client.version()
    await downloader.start()

    assert await client.version() == version
    assert client.dependency.failures_in_a_row == 0


async def test_a_frozen_qbittorrent_is_given_up(downloader, client_of):
    """A qBittorrent that takes a request and never answers is an outage too, and over when it wakes up."""
    client = client_of(downloader)
    version = await client.version()
    os.kill(downloader.pid, signal.SIGSTOP)
    try:
        with pytest.raises(UnavailableError, match="no answer in time"):
            await client.version()
    finally:
        os.kill(downloader.pid, signal.SIGCONT)

    assert await client.version() == version
