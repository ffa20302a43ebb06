import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from domain.errors import CredentialsError, UnavailableError, UnexpectedAnswerError
from sandbox.qbittorrent import QbittorrentProcess, make_torrent, transfer
from sandbox.server import LoopbackServer

pytestmark = pytest.mark.qbittorrent

HOOK = """import json, os, sys
with open({out!r} + ".part", "w") as file:
    json.dump(sys.argv[1:], file)
os.replace({out!r} + ".part", {out!r})
"""


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[QbittorrentProcess]:
    async with QbittorrentProcess(tmp_path / "qbittorrent") as running:
        yield running


class UnluckyProcess(QbittorrentProcess):
    """Meets a port that was taken a moment before, the first time."""

    taken = 0

    def _free_ports(self) -> tuple[int, int]:
        web_port, listen_port = super()._free_ports()
        if self.taken:
            web_port, self.taken = self.taken, 0
        return web_port, listen_port


class SilentProcess(QbittorrentProcess):
    """Never gets through its login."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.seen = asyncio.Queue[int]()

    async def login(self) -> None:
        self.seen.put_nowait(self.pid)
        await asyncio.Event().wait()


def a_file(path: Path, data: bytes = b"x" * 40000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


async def hooked(out: Path, process: QbittorrentProcess) -> list[str]:
    """The arguments that the hook got, once it ran."""
    async with asyncio.timeout(10):
        while (arguments := arguments_in(out)) is None:
            await process.exited(within=0.05)
    return arguments


def arguments_in(out: Path) -> list[str] | None:
    return json.loads(out.read_text()) if out.exists() else None


def hook_line(folder: Path, out: Path) -> str:
    script = a_file(folder / "hook.py", HOOK.format(out=str(out)).encode())
    return f'{sys.executable} {script} "%N" "%K" "%I" "%J" "%L" "%G" %F "ünï 😀, a\\b; c"'


async def test_a_completed_transfer_runs_the_hook_of_the_settings(tmp_path):
    """The hook of a real download gets the torrent's values, each unharmed as one argument."""
    out = tmp_path / "hooked.json"
    seeder = QbittorrentProcess(tmp_path / "seeder")
    downloader = QbittorrentProcess(tmp_path / "Bücher, 1", hook=hook_line(tmp_path, out))
    content = a_file(seeder.save_path / 'A "Title" $(touch pwned) `id`.m4b')

    async with seeder, downloader:
        info_hash = await transfer(
            seeder, downloader, content, comment="MID=1", category="audiobooks", tags=["b", "a"]
        )
        arguments = await hooked(out, downloader)

    arrived = downloader.save_path / content.name
    assert arrived.read_bytes() == content.read_bytes()
    assert arguments == [
        content.name,
        info_hash,
        info_hash,
        "-",
        "audiobooks",
        "a,b",
        str(arrived),
        "ünï 😀, a\\b; c",
    ]
    assert not list(tmp_path.rglob("pwned"))


async def test_a_hook_set_later_runs_from_then_on(tmp_path, process):
    """A hook set while qBittorrent runs is in force at once, and over restarts."""
    out = tmp_path / "hooked.json"
    await process.set_hook(hook_line(tmp_path, out))
    await process.restart()

    torrent_file, info_hash = make_torrent(a_file(process.save_path / "Single.m4b"), comment="")
    await process.add(torrent_file)

    assert (await hooked(out, process))[1] == info_hash


async def test_a_restart_keeps_address_and_torrents(process):
    """After a restart the same torrents are at the same address."""
    torrent_file, info_hash = make_torrent(a_file(process.save_path / "Single.m4b"), comment="")
    await process.add(torrent_file, skip_checking=True, save_path=process.save_path)
    before = (process.url, process.listen_port, process.pid)

    await process.restart()

    assert (await process.torrent(info_hash))["save_path"] == str(process.save_path)
    assert (process.url, process.listen_port) == before[:2]
    assert process.pid != before[2]


async def test_a_killed_process_starts_again(process):
    """Kill ends even a process that does not react, and start brings it back."""
    os.kill(process.pid, signal.SIGSTOP)
    await process.kill()
    with pytest.raises(UnavailableError, match="has not been started"):
        _ = process.pid

    await process.start()

    assert await process.torrent("0" * 40) is None


async def test_a_stopped_process_answers_no_one(process):
    """After stop the process is over and its verbs say so."""
    await process.stop()

    assert await process.exited(within=0)
    with pytest.raises(UnavailableError, match="torrents/info"):
        await process.torrent("0" * 40)


async def test_a_taken_port_is_passed_over(tmp_path):
    """A port that another program took meanwhile, and answers on, costs another try, not the start."""
    process = UnluckyProcess(tmp_path / "qbittorrent")
    async with LoopbackServer(web.Application()) as other:
        process.taken = int(other.url.rpartition(":")[2])

        async with process:
            assert process.url != other.url
            assert await process.torrent("0" * 40) is None
            assert process.taken == 0


async def test_a_start_that_fails_shows_the_log(process):
    """A process that cannot have its address back says why, and does not linger."""
    await process.stop()

    async def answer_when_it_has_failed(_: web.Request) -> web.Response:
        while "Unable to bind" not in (process.folder / "qbittorrent.log").read_text():
            await process.exited(within=0.05)
        raise web.HTTPNotFound

    other = web.Application()
    other.router.add_route("*", "/{path:.*}", answer_when_it_has_failed)
    async with LoopbackServer(other, port=int(process.url.rpartition(":")[2])):
        with pytest.raises(UnavailableError, match=r"log ends:[\s\S]*Unable to bind"):
            await process.start()

    assert await process.exited(within=0)


async def test_a_cancelled_start_leaves_no_process(tmp_path):
    """A caller that stops waiting for the start leaves nothing running behind."""
    process = SilentProcess(tmp_path / "qbittorrent")
    async with asyncio.TaskGroup() as group:
        starting = group.create_task(process.start())
        pid = await process.seen.get()
        starting.cancel()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_only_its_own_password_is_let_in(process):
    """From loopback too a login is asked for."""
    process.password = "wrong"

    with pytest.raises(CredentialsError, match="auth/login"):
        await process.login()
    with pytest.raises(CredentialsError, match="torrents/info answered 403"):
        await process.torrent("0" * 40)


async def test_what_is_no_new_torrent_is_refused(process):
    """Adding a torrent twice, or something else, is an error."""
    torrent_file, _ = make_torrent(a_file(process.save_path / "Single.m4b"), comment="")
    await process.add(torrent_file)

    with pytest.raises(UnexpectedAnswerError, match="torrents/add"):
        await process.add(torrent_file)
    with pytest.raises(UnexpectedAnswerError, match="torrents/add answered 415"):
        await process.add(b"<html>")
