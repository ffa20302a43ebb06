"""A backup of the SQLite store, and its return."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from daemon.cli import app
from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.errors import BadInputError, CredentialsError, UnavailableError
from domain.events import TorrentFinished
from domain.sessions import StoredSession
from sandbox.clock import START, FakeClock
from sandbox.stage import Stage
from store.addresses import sqlite_url
from store.budgets import Budgets
from store.database import Database
from store.ownership import Ownership
from store.queue.inbox import Inbox
from store.sessions import SealedSession
from store.switches import Switches
from store.upkeep.backup import back_up, restore
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
    assert (status, said) == (0, f"copy.db: {(home / 'copy.db').stat().st_size} bytes, checked\n")
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


def test_a_backup_takes_the_stores_place(home: Path, store: Path):
    """The former store is kept whole beside it, with what was only in its log, and no log is left over."""
    run("backup", "copy.db")
    asyncio.run(add(store, "b"))
    late = sqlite3.connect(store)
    late.execute("INSERT INTO budgets VALUES ('late', 'today', 1)")
    late.commit()

    status, said = run("restore", "copy.db")

    late.close()
    [former] = home.glob("shelfhook.db.before-restore-*Z")
    assert status == 0
    assert str(former) in said
    assert hashes(store) == ["a"]
    assert hashes(former) == ["a", "b"]
    assert store.stat().st_mode & 0o777 == 0o600
    assert not (home / "shelfhook.db-wal").exists()


def test_a_store_is_restored_where_there_is_none(home: Path, store: Path):
    """On a new machine, or after its loss; who has no session of now is told what to do about MAM's."""
    run("backup", "copy.db")
    for file in home.glob("shelfhook.db*"):
        file.unlink()

    status, said = run("restore", "copy.db")

    assert (status, hashes(store)) == (0, ["a"])
    assert "shelfhook retry mam" in said


def test_a_damaged_store_is_replaced(home: Path, store: Path):
    """A store that cannot be read any more is kept as it is, and its log is not taken for the restored one's."""
    run("backup", "copy.db")
    store.write_bytes(b"\xff" * 8192)
    (home / "shelfhook.db-wal").write_bytes(b"\xff" * 64)

    assert run("restore", "copy.db")[0] == 0

    assert hashes(store) == ["a"]
    [former] = home.glob("shelfhook.db.before-restore-*Z")
    assert former.read_bytes() == b"\xff" * 8192


def test_nothing_is_restored_beside_a_daemon(home: Path, store: Path):
    """The daemon that is in the way is named, and nothing is changed."""
    run("backup", "copy.db")
    asyncio.run(add(store, "b"))
    daemon = Ownership(Database(sqlite_url(store)), "daemon")
    asyncio.run(daemon.acquire())

    status, said = run("restore", "copy.db")

    asyncio.run(daemon.release())
    assert (status, "daemon is in use by process" in said) == (1, True)
    assert hashes(store) == ["a", "b"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("", "there is no file"),
        ("not a database", "cannot be restored"),
        ("CREATE TABLE x (y)", "is not a shelfhook store"),
        ("UPDATE alembic_version SET version_num = '9999'", "install the newer one"),
    ],
)
def test_what_is_no_store_is_not_restored(home: Path, store: Path, spoil: str, says: str):
    """Only a whole store of a version that is known takes the place of another one."""
    backup = home / "copy.db"
    if spoil.startswith("UPDATE"):
        back_up(store, backup)
    if spoil.isupper() or spoil.startswith(("CREATE", "UPDATE")):
        with closing(sqlite3.connect(backup)) as connection:
            connection.execute(spoil)
            connection.commit()
    elif spoil:
        backup.write_text(spoil * 1000)
    before = store.read_bytes()

    with pytest.raises(BadInputError, match=says):
        restore(store, backup, now=START)

    assert store.read_bytes() == before
    assert not list(home.glob("*before-restore*"))


def test_the_store_itself_is_no_backup(home: Path, store: Path):
    """It would be replaced by itself."""
    with pytest.raises(BadInputError, match="is the store itself"):
        restore(store, store, now=START)


async def test_what_is_about_now_stays_as_it_is_now(home: Path):
    """The session, what is used of a day's budget and what a person turned off are not of the backup's time."""
    file = home / "shelfhook.db"
    db = Database(sqlite_url(ready_file(file)))
    sealed = SealedSession(db, "mam", SecretStr("credentials"))
    await sealed.save(StoredSession("f", {"mam_id": "then"}))
    await Budgets(db).take("google_books", day="2026-01-15", limit=100, amount=3)
    await Budgets(db).take("enrichment", day="2026-01-14", limit=100, amount=9)
    back_up(file, home / "copy.db")
    await sealed.save(StoredSession("f", {"mam_id": "now"}))
    await Budgets(db).take("google_books", day="2026-01-15", limit=100, amount=4)
    await Switches(db).off("acquisition", reason="MAM said so", now=START)
    await db.close()

    restored = restore(file, home / "copy.db", now=START)

    db = Database(sqlite_url(file))
    kept = await SealedSession(db, "mam", SecretStr("credentials")).load()
    assert restored.session_is_current
    assert restored.former == home / "shelfhook.db.before-restore-20260115T120000Z"
    assert kept is not None
    assert (kept.cookies, kept.refused) == ({"mam_id": "now"}, None)
    assert await Budgets(db).used("google_books", "2026-01-15") == 7
    assert await Budgets(db).used("enrichment", "2026-01-14") == 9
    assert await Switches(db).why_off("acquisition") == "MAM said so"
    await db.close()


async def use_session(settings: Settings, clock: FakeClock) -> None:
    """Ask MAM often enough for the session's cookie of before to be refused."""
    async with build(settings, clock) as daemon:
        for _ in range(3):
            await daemon.patient.connections.mam.account()


@pytest.mark.parametrize("lost", [False, True])
async def test_mams_session_is_never_used_stale(home: Path, lost: bool):
    """Restored over a store that is there it goes on; without one it waits for a person, and asks nothing."""
    clock = FakeClock(auto=True)
    async with Stage(home / "world", clock, real=False) as stage:
        given = {n.lower(): v for n, v in stage.environment(home).items()}
        settings = Settings(**given)
        await use_session(settings, clock)
        back_up(home / "shelfhook.db", home / "copy.db")
        await use_session(settings, clock)
        if lost:
            (home / "shelfhook.db").unlink()
        asked = len(stage.mam.visits)

        restore(home / "shelfhook.db", home / "copy.db", now=clock.now())

        if lost:
            with pytest.raises(CredentialsError, match="restored from a backup"):
                await use_session(settings, clock)
            assert len(stage.mam.visits) == asked
        else:
            await use_session(settings, clock)
        assert stage.mam.violations == []
