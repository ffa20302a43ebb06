"""The daemon under a service manager, which these tests play: notices, watchdog, handed sockets."""

import http.client
import os
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.process.service_manager import ServiceManager, activated_sockets, listen_of
from tests.daemon.process.managing import (
    PATIENCE_SECONDS,
    Daemon,
    Manager,
    address_of,
    answer,
    managing,
    send_hook,
    speak,
)
from tests.fixtures.forks import Forks, Program


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, forks: Forks, tmp_path: Path) -> Iterator[Manager]:
    name = f"shelfhook-test-{os.getpid()}-{os.urandom(4).hex()}"
    shown, real = (str(tmp_path / "n"),) * 2 if request.param == "path" else (f"@{name}", f"\0{name}")
    with managing(tmp_path, forks, shown=shown, real=real) as playing:
        yield playing


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A socket that takes connections whether a daemon runs or not."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener


only_by_path = pytest.mark.parametrize("manager", ["path"], indirect=True)


def test_ready_is_reported_when_hooks_are_taken(manager: Manager):
    """The first notice is READY with the address, and a hook that comes at that moment is taken."""
    manager.start()

    first = manager.notice()

    status, _ = answer(send_hook(address_of(manager)))
    host, port = address_of(manager)
    assert first == ["READY=1", f"STATUS=Listening at http://{host}:{port}"]
    assert status == 202


@only_by_path
def test_without_credentials_a_handed_socket_is_served(manager: Manager, listening: socket.socket):
    """A hook or a visit that starts it finds a daemon that stands by, and the manager hears what to set."""
    waiting = send_hook(listening.getsockname())

    manager.start(listening, MAM_ID="", ABS_TOKEN="")

    ready, status = manager.notice()
    assert ready == "READY=1"
    assert status.startswith("STATUS=Standing by")
    assert "MAM_ID" in status
    assert answer(waiting)[0] == 202


@only_by_path
def test_stopping_is_reported(manager: Manager):
    """On SIGTERM the manager hears of it before the work in hand ends, and the status is 0."""
    daemon = manager.start()
    manager.notice()

    daemon.program.terminate()

    assert manager.notice()[0] == "STOPPING=1"
    assert daemon.program.wait() == 0


@only_by_path
def test_hooks_before_the_start_wait_in_the_kernel(manager: Manager, listening: socket.socket):
    """Hooks that were sent while no daemon ran are answered by the one that is handed the socket."""
    waiting = [send_hook(listening.getsockname(), number) for number in range(1, 21)]

    manager.start(listening)

    answers = [answer(connection) for connection in waiting]
    assert {status for status, _ in answers} == {202}
    assert len({body["event"] for _, body in answers}) == 20


@only_by_path
def test_a_handed_socket_takes_the_place_of_listen(manager: Manager, listening: socket.socket):
    """Nothing is bound again, and the hook's address is the socket's."""
    taken = f"127.0.0.1:{listening.getsockname()[1]}"

    manager.start(listening, LISTEN=taken)

    assert manager.notice()[0] == "READY=1"
    assert (manager.state / "hook.url").read_text() == f"http://{taken}/webhooks/qbittorrent\n"


@only_by_path
def test_no_hook_is_lost_by_a_restart(manager: Manager, listening: socket.socket):
    """A daemon that ends leaves the socket open to the one that follows."""
    first = manager.start(listening)
    manager.notice()
    first.program.terminate()
    first.program.wait()

    waiting = send_hook(listening.getsockname())
    manager.start(listening)

    status, _ = answer(waiting)
    assert (first.program.returncode, status) == (0, 202)


@only_by_path
def test_a_stop_answers_the_accepted_calls(manager: Manager):
    """A hook that was let in before the door closed, and speaks after it, is answered."""
    daemon = manager.start()
    manager.notice()
    address = address_of(manager)
    hooks = [http.client.HTTPConnection(*address, timeout=PATIENCE_SECONDS) for _ in range(9)]
    for hook in hooks:
        hook.connect()
    answer(send_hook(address, 10))  # those before it in the queue have been let in

    daemon.program.terminate()
    wait_until_closed(daemon.program, address)
    for number, hook in enumerate(hooks, 1):
        speak(hook, number)

    assert {answer(hook)[0] for hook in hooks} == {202}
    assert daemon.program.wait() == 0


def wait_until_closed(daemon: Program, address: tuple[str, int]) -> None:
    while True:
        with socket.socket() as caller:
            if caller.connect_ex(address):
                return
        with pytest.raises(subprocess.TimeoutExpired):
            daemon.wait(0.01)


@only_by_path
def test_what_is_no_tcp_socket_is_refused(manager: Manager, tmp_path: Path):
    """A socket in the file system ends the start with a sentence, and with the status of a wrong setting."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()

        daemon = manager.start(listener)
        told = daemon.said.read()

    assert daemon.program.wait() == 78
    assert "LISTEN: the socket hooks cannot receive hooks" in told


def test_sockets_for_another_process_are_left_alone():
    """Numbers that a former process was handed mean nothing to this one."""
    assert activated_sockets({"LISTEN_PID": str(os.getppid()), "LISTEN_FDS": "1"}) == []


def test_of_several_sockets_the_most_reachable_counts():
    """Who may call without a token is decided by the socket that others can reach."""
    with socket.socket() as near, socket.socket(socket.AF_INET6) as nearest, socket.socket() as far:
        near.bind(("127.0.0.1", 0))
        nearest.bind(("::1", 0))
        far.bind(("0.0.0.0", 0))  # noqa: S104 - it never listens

        assert listen_of([near, nearest, far]) == f"0.0.0.0:{far.getsockname()[1]}"
        assert listen_of([nearest, near]) == f"[::1]:{nearest.getsockname()[1]}"


def test_no_one_to_notify():
    """Without a service manager nothing is watched, and reporting goes nowhere."""
    manager = ServiceManager.of({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"})

    manager.notify("READY=1")

    assert manager == ServiceManager(address=None, watchdog=None)


def test_a_manager_that_is_gone_stops_nothing(tmp_path: Path):
    """A notice that cannot be delivered is no error."""
    ServiceManager(address=str(tmp_path / "gone")).notify("READY=1")


@only_by_path
def test_the_watchdog_is_fed_while_the_database_answers(manager: Manager):
    """Without its tables the store answers nothing, and the manager hears nothing until it does again."""
    daemon = manager.start(WATCHDOG_USEC="200000")
    assert [manager.notice()[0] for _ in range(3)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    store = sqlite3.connect(manager.state / "shelfhook.db", timeout=PATIENCE_SECONDS)

    store.execute("ALTER TABLE events RENAME TO elsewhere")
    wait_for(daemon, "watchdog_not_fed")
    manager.drain()
    wait_for(daemon, "watchdog_not_fed")
    meanwhile = manager.drain()
    store.execute("ALTER TABLE elsewhere RENAME TO events")
    store.close()

    assert meanwhile == []
    assert manager.notice() == ["WATCHDOG=1"]


def wait_for(daemon: Daemon, event: str) -> None:
    assert any(event in line for line in iter(daemon.said.readline, ""))
