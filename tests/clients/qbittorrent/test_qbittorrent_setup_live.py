"""Options, categories and moves of a real qBittorrent, by password and, from 5.2 on, by API key."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Autorun, Login, Qbittorrent
from domain.dependency import Dependency
from sandbox.clock import FakeClock
from sandbox.qbittorrent import QbittorrentProcess, make_torrent, transfer

pytestmark = pytest.mark.qbittorrent

FIRST_WITH_KEYS = (5, 2)


def client_of(process: QbittorrentProcess, **login: str | SecretStr) -> Qbittorrent:
    clock = FakeClock(auto=True)
    return Qbittorrent(
        login=Login(url=process.url, **login), dependency=Dependency("qbittorrent", clock), clock=clock
    )


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[QbittorrentProcess]:
    """One that saves elsewhere until a download is complete."""
    async with QbittorrentProcess(
        tmp_path / "client", save_path=tmp_path / "complete", temp_path=tmp_path / "incomplete"
    ) as process:
        yield process


@pytest.fixture
async def client(process: QbittorrentProcess) -> AsyncIterator[Qbittorrent]:
    """One with the API key where this qBittorrent takes it, else with the password."""
    client = client_of(process, username=process.username, password=SecretStr(process.password))
    version = await client.version()
    if tuple(map(int, version.removeprefix("v").split(".")[:2])) >= FIRST_WITH_KEYS:
        await client.close()
        client = client_of(process, api_key=SecretStr(process.api_key))
    yield client
    await client.close()


async def test_categories_are_made_and_listed(client):
    """Sub-categories, too; both save where the default is."""
    await client.setup.create_category("audiobooks")
    await client.setup.create_category("audiobooks/Fantasy")

    assert await client.setup.categories() == {"audiobooks": "", "audiobooks/Fantasy": ""}


async def test_the_program_on_completion_is_set(client):
    """It is read back as it was written."""
    line = '/usr/bin/curl -H "@/a b/hook.hdr" --data-urlencode "hash=%K"'

    await client.setup.set_autorun(Autorun(enabled=True, program=line))

    assert await client.setup.autorun() == Autorun(enabled=True, program=line)


async def test_a_download_that_moves_when_it_is_complete_is_seen_at_its_place(client, process, tmp_path):
    """Finished means moved: its content lies below the save path, in a sub-category."""
    content = tmp_path / "seeds" / "Book"
    content.mkdir(parents=True)
    (content / "1.m4b").write_bytes(os.urandom(300_000))
    async with QbittorrentProcess(tmp_path / "seeder") as seeder:
        info_hash = await transfer(seeder, process, content, comment="none", category="audiobooks/Fantasy")

    torrent = await client.torrent(info_hash)
    assert torrent.finished
    assert torrent.category == "audiobooks/Fantasy"
    assert torrent.content_path == str(tmp_path / "complete" / "Book" / "1.m4b")
    assert not torrent.move_failed


async def test_a_torrent_is_taken_out(client, process, tmp_path):
    """With its data; one that is not there is no error."""
    book = tmp_path / "complete" / "Book.m4b"
    book.parent.mkdir(exist_ok=True)
    book.write_bytes(os.urandom(50_000))
    data, info_hash = make_torrent(book, comment="none")
    await process.add(data)

    await client.setup.remove(info_hash)
    await client.setup.remove(info_hash)

    assert await process.torrent(info_hash) is None
