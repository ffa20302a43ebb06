"""A backup of the SQLite store, and its return."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner

from daemon.cli import app
from daemon.words.units import size
from domain.errors import UnavailableError
from domain.events import TorrentFinished
from sandbox.clock import START
from store.addresses import sqlite_url
from store.database import Database
from store.ownership import Ownership
from store.queue.inbox import Inbox
from store.upkeep.backup import back_up
from tests.fixtures.stores import ready_file


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, whose settings put the state into it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"STATE_DIR={tmp_path}\n")
    return tmp_path


@pytest.fixture
def store(home: Path) -> Path:
    """The store that the settings name, with one event."""
    asyncio.run(add(home / "shelfhook.db", "a"))
    return home / "shelfhook.db"


async def add(file: Path, digit: str) -> None:
    db = Database(sqlite_url(ready_file(file)))
    await Inbox(db).add(TorrentFinished(info_hash=digit * 40), now=START)
    await db.close()


def hashes(file: Path) -> list[str]:
    """Of which torrents the store's events are, by the first digits."""
    with closing(sqlite3.connect(file)) as connection:
        return [key[-1] for (key,) in connection.execute("SELECT key FROM events ORDER BY id")]


def run(*arguments: str) -> tuple[int, str]:
    """The exit status of a command, and what it said."""
    result = CliRunner().invoke(app, [*arguments])
    return result.exit_code, result.output


def test_a_backup_holds_what_is_only_in_the_log(home: Path, store: Path):
    """What was committed a moment ago is in the copy, which is one file that its owner alone can read."""
    db = Ownership(Database(sqlite_url(store)), "daemon")
    asyncio.run(db.acquire())  # a daemon runs
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("INSERT INTO budgets VALUES ('in the log', 'today', 1)")
        connection.commit()

        status, said = run("backup", "copy.db")

        assert (home / "shelfhook.db-wal").stat().st_size > 0
    asyncio.run(db.release())
    assert (status, said) == (0, f"copy.db: {size((home / 'copy.db').stat().st_size)}, checked\n")
    with closing(sqlite3.connect(home / "copy.db")) as copy:
        assert copy.execute("SELECT name FROM budgets").fetchall() == [("in the log",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert (home / "copy.db").stat().st_mode & 0o777 == 0o600
    assert not list(home.glob("*copy.db?*")) + list(home.glob(".copy*"))


@dataclass
class Writer:
    """Writes two rows at a time as fast as it can, and waits for no lock."""

    store: Path
    rounds: int = 0
    stopping: bool = False
    failed: list[str] = field(default_factory=list)

    def run(self) -> None:
        with closing(sqlite3.connect(self.store, isolation_level=None, timeout=0)) as connection:
            while not self.stopping:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    for name in ("a", "b"):
                        connection.execute("INSERT INTO budgets VALUES (?, ?, 1)", (name, str(self.rounds)))
                    connection.execute("COMMIT")
                except sqlite3.OperationalError as error:
                    self.failed.append(str(error))
                self.rounds += 1

    def go_on(self) -> None:
        """Let it write a little more."""
        until = self.rounds + 3
        while self.rounds < until:
            pass


def test_no_one_waits_for_a_backup(home: Path, store: Path):
    """A writer that waits for no lock at all goes on through many backups, each of one moment."""
    writer = Writer(store)
    thread = threading.Thread(target=writer.run)
    thread.start()

    counts = []
    for _ in range(5):
        writer.go_on()
        back_up(store, home / "copy.db", force=True)
        with closing(sqlite3.connect(home / "copy.db")) as copy:
            counts.append(copy.execute("SELECT count(*) FROM budgets GROUP BY name").fetchall())
    writer.stopping = True
    thread.join()

    assert writer.failed == []
    assert all(len(each) == 2 and len(set(each)) == 1 for each in counts)
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_a_backup_is_not_overwritten(home: Path, store: Path):
    """A file that is there is replaced only when that is asked for."""
    (home / "copy.db").write_text("precious")

    status, said = run("backup", "copy.db")

    assert status == 78
    assert "copy.db already exists" in said
    assert (home / "copy.db").read_text() == "precious"
    assert run("backup", "copy.db", "--force")[0] == 0
    assert hashes(home / "copy.db") == ["a"]


def test_a_damaged_store_makes_no_backup(home: Path, store: Path):
    """A copy that is not whole is not kept, and what was there before stays."""
    asyncio.run(add(store, "b"))
    run("backup", "copy.db")
    content = bytearray(store.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    store.write_bytes(content)

    with pytest.raises(UnavailableError, match=r"damaged|malformed"):
        back_up(store, home / "copy.db", force=True)

    assert hashes(home / "copy.db") == ["a", "b"]


def test_postgresql_has_its_own_tools(home: Path):
    """There both commands say what to use."""
    (home / ".env").write_text("DATABASE_URL=postgresql+asyncpg://x@127.0.0.1:1/x\n")

    for command in ("backup", "restore"):
        status, said = run(command, "copy.db")
        assert (status, "use `pg_dump" in said) == (78, True)
