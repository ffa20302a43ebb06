"""Many reloads: no hook is lost, the store stays ours, and nothing is kept of the daemons before."""

import fcntl
import itertools
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.daemon.process.managing import (
    Daemon,
    Manager,
    address_of,
    answer,
    managing,
    reloaded,
    send_hook,
    started,
    write,
)
from tests.fixtures.examples import THOROUGH
from tests.fixtures.forks import Forks

RELOADS = 50 if THOROUGH else 6
WARM = 2


@pytest.fixture
def manager(forks: Forks, tmp_path: Path) -> Iterator[Manager]:
    path = str(tmp_path / "n")
    with managing(tmp_path, forks, shown=path, real=path) as playing:
        yield playing


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
