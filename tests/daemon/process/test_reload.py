"""A reload: the daemon takes other settings in the same process, and nobody outside notices more than a pause."""

import fcntl
import itertools
import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.daemon.process.managing import Daemon, Manager, address_of, answer, managing, send_hook
from tests.fixtures.examples import THOROUGH
from tests.fixtures.forks import Forks

RELOADS = 50 if THOROUGH else 6
WARM = 2


@pytest.fixture
def manager(forks: Forks, tmp_path: Path) -> Iterator[Manager]:
    path = str(tmp_path / "n")
    with managing(tmp_path, forks, shown=path, real=path) as playing:
        yield playing


def write(manager: Manager, **settings: str) -> None:
    """The settings as a person leaves them in the file."""
    lines = (manager.settings() | settings).items()
    (manager.folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines))


def started(manager: Manager, **settings: str) -> Daemon:
    write(manager, **settings)
    daemon = manager.start_bare()
    manager.notice()
    return daemon


def reloaded(manager: Manager, daemon: Daemon) -> list[str]:
    """What the daemon says at the end of a reload."""
    daemon.program.send_signal(signal.SIGHUP)
    begun = manager.notice()
    assert (begun[0], begun[1].split("=")[0]) == ("RELOADING=1", "MONOTONIC_USEC")
    return manager.notice()


def said(daemon: Daemon, event: str) -> str:
    return next(line for line in iter(daemon.said.readline, "") if event in line)


def test_what_is_missing_is_taken_without_a_restart(manager: Manager):
    """A daemon that stands by works once its file has the credentials; the manager hears when it reloads."""
    daemon = started(manager, MAM_ID="", ABS_TOKEN="")
    earlier = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    hook = send_hook(address_of(manager))
    answer(hook)
    write(manager)

    daemon.program.send_signal(signal.SIGHUP)
    begun, ready = manager.notice(), manager.notice()

    assert begun[0] == "RELOADING=1"
    assert earlier <= int(begun[1].removeprefix("MONOTONIC_USEC=")) <= earlier + 60_000_000
    host, port = address_of(manager)
    assert ready == ["READY=1", f"STATUS=Listening at http://{host}:{port}"]
    assert '"changed": ["MAM_ID", "ABS_TOKEN"]' in said(daemon, "settings_taken")


def test_settings_of_the_page_are_taken_and_the_file_wins(manager: Manager):
    """The page's file sets what no other source does."""
    daemon = started(manager, DRY_RUN="true")
    (manager.state / "page.env").write_text("DRY_RUN=false\nABS_SCAN=never\nABS_TOKEN=another\n")

    reloaded(manager, daemon)

    assert '"changed": ["ABS_SCAN"]' in said(daemon, "settings_taken")


def test_wrong_settings_leave_the_present_ones_in_force(manager: Manager):
    """The log has each problem, with its line; hooks are taken on, and the next right settings are."""
    daemon = started(manager)
    write(manager, KEEP_DAYS="many", SEARCH_CRON="0 3 * *")

    ready = reloaded(manager, daemon)
    first, second = said(daemon, "settings_refused"), said(daemon, "settings_refused")
    status, _ = answer(send_hook(address_of(manager)))

    assert ready[0] == "READY=1"
    assert "the new settings are wrong" in ready[1]
    assert "KEEP_DAYS" in first
    assert "SEARCH_CRON: has 4 fields" in second
    assert "line 12" in second
    assert status == 202
    write(manager, KEEP_DAYS="5")
    assert "the new settings" not in reloaded(manager, daemon)[1]


def test_settings_with_which_no_daemon_can_be_made_give_way(manager: Manager):
    """What shows only when the parts are made, as a token's damaged file, ends no daemon that ran."""
    daemon = started(manager)
    (manager.state / "webhook.token").write_text("short\n")
    write(manager, WEBHOOK_TOKEN="")

    ready = reloaded(manager, daemon)

    assert ready[0] == "READY=1"
    assert "holds no token" in said(daemon, "settings_refused")
    assert answer(send_hook(address_of(manager)))[0] == 202


def test_where_it_listens_and_keeps_its_store_counts_from_the_next_start(manager: Manager, tmp_path: Path):
    """A reload leaves the sockets and the store as they are, and says so."""
    daemon = started(manager)
    before = address_of(manager)
    write(manager, LISTEN="127.0.0.1:9", DATABASE_URL=f"sqlite:///{tmp_path}/other.db")

    reloaded(manager, daemon)

    said(daemon, '"setting": "LISTEN"')
    said(daemon, '"setting": "DATABASE_URL"')
    assert address_of(manager) == before
    assert answer(send_hook(before))[0] == 202
    assert not (tmp_path / "other.db").exists()


@contextmanager
def repeating(step: Callable[[int], None]) -> Iterator[None]:
    """Again and again, with a number, until the end."""
    over = threading.Event()

    def run() -> None:
        for number in itertools.takewhile(lambda _: not over.is_set(), itertools.count(1)):
            step(number)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    over.set()
    thread.join()


def test_no_hook_is_lost_and_the_store_stays_ours(manager: Manager):
    """Who calls during reloads is answered, each call once, and no other process can have the store meanwhile."""
    daemon = started(manager, LOG_LEVEL="error")
    address, statuses, free = address_of(manager), [], []
    lock = manager.state / "shelfhook.db.daemon.lock"

    with (
        repeating(lambda number: statuses.append(answer(send_hook(address, number))[0])),
        repeating(lambda _: free.append(is_free(lock))),
    ):
        for number in range(1, 5):
            write(manager, LOG_LEVEL="error", KEEP_DAYS=str(number))
            reloaded(manager, daemon)

    assert set(statuses) == {202}
    assert not any(free)
    with sqlite3.connect(manager.state / "shelfhook.db") as store:
        hashes = store.execute("SELECT COUNT(DISTINCT key) FROM events WHERE kind = 'torrent.finished'")
        assert hashes.fetchone() == (len(statuses),)


def is_free(lock: Path) -> bool:
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_whoever_was_let_in_before_a_reload_is_answered(manager: Manager):
    """A caller that connected and did not speak yet is heard out."""
    daemon = started(manager)
    with socket.create_connection(address_of(manager)) as silent:
        answer(send_hook(address_of(manager), 2))  # the silent one has been let in

        daemon.program.send_signal(signal.SIGHUP)
        silent.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")

        assert silent.recv(4096).startswith(b"HTTP/1.0 200")


def test_reloads_keep_no_memory_files_or_threads(manager: Manager):
    """After many reloads the process is as large as after a few."""
    daemon = started(manager, LOG_LEVEL="error")
    for _ in range(WARM):
        reloaded(manager, daemon)
    before = held(daemon)

    for _ in range(RELOADS):
        reloaded(manager, daemon)

    after = held(daemon)
    # A question that is under way has a file or two.
    assert after["files"] < before["files"] + RELOADS / 2
    assert after["threads"] < before["threads"] + RELOADS / 2
    assert after["bytes"] < before["bytes"] + 2_000_000


def held(daemon: Daemon) -> dict[str, int]:
    process = Path(f"/proc/{daemon.program.pid}")
    return {
        "files": len(list((process / "fd").iterdir())),
        "threads": len(list((process / "task").iterdir())),
        "bytes": int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"),
    }


def test_a_stop_during_a_reload_is_obeyed(manager: Manager):
    """Whichever comes first, the process ends well."""
    daemon = started(manager)

    daemon.program.send_signal(signal.SIGHUP)
    daemon.program.terminate()

    assert daemon.program.wait() == 0
