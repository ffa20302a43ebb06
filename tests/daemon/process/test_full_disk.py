"""A store whose disk is full: on a real one, that is mounted for the test."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from daemon.config.settings import Settings
from daemon.config.state_dir import prepare_state_dir
from daemon.edges.spool import Spool
from daemon.wiring.daemon import Daemon, build
from domain.errors import OutOfSpaceError
from domain.events import TorrentFinished
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.database import Database
from store.queue.inbox import Inbox
from store.work import change
from tests.fixtures.places import ROOT
from tests.fixtures.stores import ready_file

HOOK = "/webhooks/qbittorrent"


class Disk:
    """A disk of a few megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        with self._filler.open("ab", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while file.write(b"\0" * size) == size:
                        pass
                except OSError:
                    continue

    def make_room(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m,nr_inodes=200", "tmpfs", folder], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
async def daemon(disk: Disk, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Daemon]:
    """A daemon whose store alone lies on the small disk."""
    settings = Settings(
        mam_id="unused",
        database_url=sqlite_url(ready_file(disk.folder / "shelfhook.db")),
        state_dir=tmp_path / "state",
        listen="127.0.0.1:0",
    )
    async with build(settings, clock) as daemon:
        yield daemon


async def hooks(url: str, daemon: Daemon, numbers: range) -> dict[int, int]:
    """The answer's status to the completion of each of these numbers, one after the other."""
    headers = {"Authorization": f"Bearer {daemon.parts.access.token.get_secret_value()}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        statuses = {}
        for number in numbers:
            async with http.post(url + HOOK, json={"hash": f"{number:040x}"}) as answer:
                statuses[number] = answer.status
        return statuses


async def notify(state: Path, info_hash: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "daemon", "notify", "--state-dir", str(state), info_hash,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_a_hook_that_cannot_be_kept_is_refused(disk, daemon, url):
    """Each answer is the truth: 507 for what is not in the inbox, 202 for what is; and 202 again with room."""
    before = await hooks(url, daemon, range(3))
    disk.fill()
    full = await hooks(url, daemon, range(100, 400))
    disk.make_room()
    after = await hooks(url, daemon, range(500, 503))

    kept = {int(row.key[-40:], 16) for row in await daemon.parts.store.inbox.recent(limit=1000)}
    answers = before | full | after
    assert set(before.values()) == set(after.values()) == {202}
    assert set(full.values()) <= {202, 507}
    assert full[399] == 507
    assert kept == {number for number, status in answers.items() if status == 202}


async def test_what_is_no_hook_is_only_unavailable(disk, daemon, url):
    """Elsewhere a full disk is an outage like any other."""
    disk.fill()
    await hooks(url, daemon, range(300))
    headers = {"Authorization": f"Bearer {daemon.parts.access.token.get_secret_value()}"}

    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(url + "/api/cycles/reconcile") as answer,
    ):
        status = answer.status

    assert status == 503


async def test_notify_spools_what_the_daemon_has_no_room_for(disk, daemon, url, tmp_path, clock):
    """It says why, the note waits while the disk is full, and is taken when there is room."""
    state = tmp_path / "state"
    disk.fill()
    await hooks(url, daemon, range(300))
    spool = Spool(folder=state / "spool", inbox=daemon.parts.store.inbox, clock=clock)

    status, said = await notify(state, "f" * 40)
    await spool.try_take()
    waiting = len(list(spool.folder.iterdir()))
    disk.make_room()
    await spool.try_take()

    assert status == 0
    assert "its disk is full" in said
    assert "saved in" in said
    assert waiting == 1
    assert list(spool.folder.iterdir()) == []
    assert f"torrent.finished:{'f' * 40}" in {
        row.key for row in await daemon.parts.store.inbox.recent(limit=1000)
    }


async def test_notify_says_plainly_when_nothing_can_be_kept(disk):
    """With the daemon down and the spool's disk full, it fails and leaves no half note."""
    (disk.folder / "spool").mkdir()
    disk.fill()

    status, said = await notify(disk.folder, "f" * 40)

    assert status == 1
    assert "cannot be written" in said
    assert "not saved" in said
    assert list((disk.folder / "spool").iterdir()) == []


async def test_the_work_goes_on_when_there_is_room(disk, daemon, url):
    """A worker that cannot claim waits, and handles what is due once it can."""
    await hooks(url, daemon, range(2))
    disk.fill()
    await hooks(url, daemon, range(10, 310))
    with pytest.raises(OutOfSpaceError, match="free some space"):
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash="e" * 40), now=daemon.parts.clock.now())

    disk.make_room()

    assert await daemon.dispatcher.step()


async def test_a_start_without_room_may_be_tried_again(disk):
    """It is no wrong setting, after which systemd would not start the service again."""
    for number in range(200):
        try:
            (disk.folder / str(number)).touch()
        except OSError:
            break

    with pytest.raises(OutOfSpaceError):
        prepare_state_dir(disk.folder / "state")


@pytest.mark.databases("postgres")
async def test_postgresql_out_of_space_is_distinguished(db: Database, clock: FakeClock):
    """What PostgreSQL answers with a full disk is the same to the hook."""
    for statement in (
        """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$""",
        "CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION no_room()",
    ):
        await db.write(change(text(statement)))

    with pytest.raises(OutOfSpaceError, match="the database's disk"):
        await Inbox(db).add(TorrentFinished(info_hash="f" * 40), now=clock.now())
