"""Twenty imports of torrents that a real qBittorrent seeds, by a process that is killed again and again."""

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

import pytest

from domain.facts import ImportMode, ImportStatus
from sandbox.qbittorrent import QbittorrentProcess, make_torrent
from store.addresses import sqlite_url
from store.database import Database
from tests.fixtures.examples import only_thorough
from tests.fixtures.forks import Forks
from tests.fixtures.stores import ready_file
from tests.handlers.importing.disk_world import a_plan, fingerprint, folders, on_disk, seed, tree, world

pytestmark = [pytest.mark.qbittorrent, only_thorough]

IMPORTS = 20
KILLS = 30
MODES = (ImportMode.HARDLINK, ImportMode.COPY)
PROGRAM = "from tests.handlers.importing.test_killed_imports import run\nimport sys\nrun(sys.argv[1])"


def files(number: int) -> dict[str, bytes]:
    """Of one torrent."""
    names = ["01.mp3", "02 — «Конец».mp3", "03.mp3", "cover.jpg"]
    return {f"Book {number}/{name}": f"{number}{name}".encode() * 20_000 for name in names}


def run(folder: str) -> None:
    """Bring every import to its end, from wherever the process before was; say so each time."""
    asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    db = Database(sqlite_url(folder / "shelfhook.db"))
    for number in range(IMPORTS):
        mode = MODES[number % 2]
        disk = world(folder, mode, db=db, torrent=f"{number:040x}", at_once=100_000)
        paths = sorted(files(number))
        plan = a_plan(disk, {f"Author/Book {number}": paths}, copied=[paths[-1]])
        one = await disk.imports.of_torrent(disk.torrent) or await disk.begin(plan)
        if one.status is not ImportStatus.PLACED:
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            await disk.place(one, plan, on_disk(disk.seeds))
    sys.stdout.write("all\n")
    await db.close()


def is_whole_or_absent(library: Path) -> bool:
    """Each book; what is hidden is none."""
    for number in range(IMPORTS):
        folder = library / "Author" / f"Book {number}"
        wanted = {Path(name).name: data for name, data in files(number).items()}
        if folder.exists() and any((folder / name).read_bytes() != data for name, data in wanted.items()):
            return False
    return True


async def seeding(client: QbittorrentProcess, seeds: Path) -> list[str]:
    """The torrents of all imports."""
    hashes = []
    for number in range(IMPORTS):
        data, info_hash = make_torrent(seeds / f"Book {number}", comment="")
        await client.add(data, save_path=seeds, skip_checking=True)
        hashes.append(info_hash)
    return hashes


async def test_killed_at_thirty_random_points_each_book_is_whole_or_absent(tmp_path, forks: Forks):
    """In the end all are there, nothing hidden is left, and every torrent seeds each of its bytes."""
    folder, chance = folders(tmp_path / "world"), random.Random(15)
    ready_file(folder / "shelfhook.db")
    for number in range(IMPORTS):
        seed(folder / "seeds", files(number))
    before = fingerprint(folder / "seeds")
    async with QbittorrentProcess(tmp_path / "client") as client:
        hashes = await seeding(client, folder / "seeds")
        for _ in range(KILLS):
            program, said = forks.speaking("-c", PROGRAM, str(folder), environment=os.environ, folder=folder)
            await asyncio.to_thread(said.readline)  # an import is under way
            await client.exited(within=chance.uniform(0, 0.1))
            program.send_signal(signal.SIGKILL)
            program.wait()
            said.close()
            assert is_whole_or_absent(folder / "library")
        last = forks.run("-c", PROGRAM, str(folder), environment=os.environ, folder=folder)

        assert last.stdout.endswith("all\n"), last.stderr
        assert is_whole_or_absent(folder / "library")
        assert len(list((folder / "library/Author").iterdir())) == IMPORTS
        assert not [path for path in tree(folder / "library") if ".shelfhook" in path]
        assert fingerprint(folder / "seeds") == before
        await _all_there(client, hashes)


async def _all_there(client: QbittorrentProcess, hashes: list[str]) -> None:
    for info_hash in hashes:
        await client.recheck(info_hash)
    async with asyncio.timeout(90):
        for info_hash in hashes:
            while (found := await client.torrent(info_hash)) is None or (
                found["progress"] < 1 or "checking" in found["state"]
            ):
                assert not await client.exited(within=0.1)
