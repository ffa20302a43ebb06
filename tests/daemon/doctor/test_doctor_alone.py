"""``shelfhook doctor`` while no daemon runs: it changes nothing, and finds what a daemon would."""

import fcntl
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from doctor_reports import read
from sqlalchemy import create_engine

from tests.store.released_stores import upgrade_to


def files(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Each file below a folder with its content, mode and time."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def sealed(state: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(state / "shelfhook.db")) as store:
        return store.execute("SELECT sealed FROM sealed_sessions").fetchall()


async def test_in_an_empty_home_it_makes_nothing(world, command, tmp_path):
    """Neither the state directory nor anything in it, and yet it checks every service."""
    home = tmp_path / "home"
    home.mkdir()
    environment = world.environment | {"STATE_DIR": str(home / "state"), "HOME": str(home)}

    _, said = await command(environment, "doctor", "--json")

    found = read(said)
    assert list(home.iterdir()) == []
    assert {
        found[name]["result"] for name in ("MyAnonamouse", "Audiobookshelf", "qBittorrent", "database")
    } == {"ok"}
    assert str(home / "state") in found["daemon"]["evidence"]
    assert "shelfhook-doctor-" not in said


async def test_a_state_stays_as_it_is(world, command):
    """Every file with its bytes, its mode and its time; only a session that MAM renewed is kept in the store."""
    sessions, before = sealed(world.state), files(world.state)

    _, said = await command(world.environment, "doctor", "--json")

    after = files(world.state)
    renewed = sealed(world.state) != sessions
    store_files = {name for name in before if name.startswith("shelfhook.db") and not name.endswith(".lock")}
    assert set(after) - store_files == set(before) - store_files
    assert {name: after[name] for name in set(before) - store_files} == {
        name: before[name] for name in set(before) - store_files
    }
    assert renewed or after == before
    assert read(said)["MyAnonamouse"]["result"] == "ok"


async def test_a_renewed_session_is_not_lost(world, command):
    """However often it runs, the session that MAM accepts is in the store: a daemon goes on with it."""
    for _ in range(4):
        _, said = await command(world.environment, "doctor", "--json")
        assert read(said)["MyAnonamouse"]["result"] == "ok"

    assert (await world.examine())["MyAnonamouse"].result == "ok"
    assert world.stage.mam.violations == []


async def test_a_login_is_not_made_where_a_refusal_would_be_forgotten(world, command, tmp_path):
    """Without a store, MAM is shown no password by a check that may be repeated at once."""
    environment = world.environment | {
        "STATE_DIR": str(tmp_path / "nowhere" / "state"),
        "MAM_USERNAME": "reader@example.org",
        "MAM_PASSWORD": "wrong-password",
    }
    del environment["MAM_ID"]
    before = len(world.stage.mam.visits)

    _, said = await command(environment, "doctor", "--json")

    assert read(said)["MyAnonamouse"]["result"] == "skipped"
    assert len(world.stage.mam.visits) == before
    assert not (tmp_path / "nowhere").exists()


async def test_a_store_in_use_is_left_alone(world, command):
    """Its holder is named."""
    lock = world.state / "shelfhook.db.mam.lock"
    lock.write_text("process 4711 on elsewhere")
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, said = await command(world.environment, "doctor", "--json")

    assert status == 2
    assert "process 4711 on elsewhere" in read(said)["database"]["evidence"]


async def test_a_store_elsewhere_is_copied_too(world, command, tmp_path):
    """DATABASE_URL may name a SQLite file outside of the state directory: it is not upgraded, either."""
    elsewhere = tmp_path / "elsewhere" / "books.db"
    elsewhere.parent.mkdir()
    (world.state / "shelfhook.db").unlink()
    with closing(create_engine(f"sqlite:///{elsewhere}").connect()) as store, store.begin():
        upgrade_to(store, "0008")
    before = files(elsewhere.parent)

    nothing_to_keep = {"MAM_ID": "", "GOOGLE_BOOKS_API_KEY": ""}

    _, said = await command(
        world.environment | nothing_to_keep | {"DATABASE_URL": f"sqlite:///{elsewhere}"}, "doctor", "--json"
    )

    assert files(elsewhere.parent) == before
    assert read(said)["database"]["result"] == "ok"
    assert not (world.state / "shelfhook.db").exists()
