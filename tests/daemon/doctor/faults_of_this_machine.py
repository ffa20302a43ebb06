"""Faults of this machine: settings, files, database, clock."""

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from typing import Any

from faults import BROKEN, WARNING, WITHOUT_SHELF, Break, key_of_another_user, new_mam_session, set_to

from sandbox.audiobookshelf import write_audio
from tests.fixtures.healthy_world import World
from tests.fixtures.places import ROOT


def damage(world: World) -> None:
    """Overwrite a page of a table that no other probe reads, while the daemon runs; a backup was made before."""
    store = world.state / "shelfhook.db"
    shelfhook(world, "backup", str(world.state / "backup"))

    def overwrite(_daemon: Any) -> None:
        with closing(sqlite3.connect(store)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [[page]] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'book_authors'")
            [[size]] = db.execute("PRAGMA page_size")
        with store.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)

    world.before_check = overwrite


def leave_a_sidecar(world: World) -> None:
    """Let a metadata file of ours wait for its item since yesterday."""

    def note(_daemon: Any) -> None:
        with closing(sqlite3.connect(world.state / "shelfhook.db")) as db:
            db.execute(
                "INSERT INTO sidecars (path, inode, size, digest, written_at)"
                " VALUES ('/audiobooks/A/metadata.json', 1, 2, 'x', '2020-01-01 00:00:00.000000')"
            )
            db.commit()

    world.before_check = note


def let_its_item_come(world: World, _mend: str) -> None:
    def forget(_daemon: Any) -> None:
        with closing(sqlite3.connect(world.state / "shelfhook.db")) as db:
            db.execute("DELETE FROM sidecars")
            db.commit()

    world.before_check = forget


def go_back(world: World, mend: str) -> None:
    """Run the command that the fix names, and do what it says in turn."""
    world.before_check = lambda _: None
    [command] = re.findall("`shelfhook (.*)`", mend)
    said = shelfhook(world, *shlex.split(command))
    if "create a new session and set MAM_ID" in said:
        world.environment["MAM_ID"] = world.stage.mam.new_session()


def shelfhook(world: World, *arguments: str) -> str:
    """Run a command as the user that a fix names."""
    done = subprocess.run(
        [sys.executable, "-m", "daemon", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | world.environment,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def open_to_all(world: World) -> None:
    world.state.chmod(0o777)


def run_in_shell(_world: World, mend: str) -> None:
    subprocess.run(["sh", "-ec", mend], check=True)


def library_at_its_place(world: World, _mend: str) -> None:
    world.environment["LIBRARY_DIRS"] = str(world.stage.library)


def late(world: World) -> None:
    world.clock.advance(timedelta(hours=-1))


def on_time(world: World, _mend: str) -> None:
    world.clock.advance(timedelta(hours=1))


def import_into_no_folder(world: World) -> None:
    folder = world.stage.library / "new books"
    world.stage.shelf.add_library("New books", folder)
    world.environment |= {"IMPORT": "hardlink", "IMPORT_DIR": str(folder)}


def make_the_folder(_world: World, mend: str) -> None:
    [command] = re.findall("`(mkdir .*)`", mend)
    subprocess.run(["sh", "-ec", command], check=True)


def swallow_two_books(world: World) -> None:
    for rel in ("Coll/loose.mp3", "Coll/One/1.mp3", "Coll/Two/1.mp3"):
        write_audio(world.stage.library / rel, seconds=60)


def give_it_a_folder(world: World, _mend: str) -> None:
    loose = world.stage.library / "Coll" / "loose.mp3"
    loose.parent.joinpath("Loose").mkdir()
    loose.rename(loose.parent / "Loose" / loose.name)


HERE = {
    "no key for Audiobookshelf is set": Break(
        "settings", BROKEN, set_to(ABS_TOKEN=""), "set ABS_TOKEN", key_of_another_user,
        WITHOUT_SHELF | {"Audiobookshelf"},
    ),
    "no credentials for MyAnonamouse are set": Break(
        "settings", BROKEN, set_to(MAM_ID=""), "set MAM_ID", new_mam_session, {"MyAnonamouse"}
    ),
    "others may write into the state directory": Break(
        "private files", WARNING, open_to_all, "chmod 700", run_in_shell
    ),
    "the database's file is damaged": Break(
        "database", BROKEN, damage, "`shelfhook restore ", go_back,
        {"MyAnonamouse", "Google Books", "metadata files", "folder shapes"},
    ),
    "a metadata file's item does not appear": Break(
        "metadata files", WARNING, leave_a_sidecar, "scan the library", let_its_item_come
    ),
    "the library's folder is not there": Break(
        "watcher", BROKEN, set_to(LIBRARY_DIRS="/nonexistent/library"), "set LIBRARY_DIRS",
        library_at_its_place, {"hard links", "folder shapes"},
    ),
    "a loose file lies above books": Break(
        "folder shapes", WARNING, swallow_two_books, "move loose.mp3 into a folder of its own", give_it_a_folder
    ),
    "books are imported to a folder that is not there": Break(
        "writing", BROKEN, import_into_no_folder, "mkdir -p", make_the_folder, {"hard links"}
    ),
    "this machine's clock is late": Break("clock", BROKEN, late, "set this machine's clock", on_time),
}  # fmt: skip
