"""A backup takes the store's place."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from daemon.cli import app
from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.errors import BadInputError, CredentialsError
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
    """On a new machine, or after its loss; who has no session of now learns what to do about MAM's."""
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
    await Switches(db).off("acquisition", reason="MyAnonamouse said so", now=START)
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
    assert await Switches(db).why_off("acquisition") == "MyAnonamouse said so"
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
