"""A service manager that a test plays: it hears the daemon's notices, hands over sockets, and sends hooks."""

import http.client
import json
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests.fixtures.forks import Forks, Program, of_the_machine
from tests.fixtures.stores import ready_state

TOKEN = "a-token-of-the-hook"
NOWHERE = "http://127.0.0.1:9"
PATIENCE_SECONDS = 60

# What a service manager does before the program begins: the sockets are numbers 3 and on, and the pid is their owner's.
LAUNCHER = """
import os, runpy, sys
if handed := int(sys.argv.pop(1)):
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(handed), "LISTEN_FDNAMES": "hooks"}
runpy.run_module("daemon", run_name="__main__", alter_sys=True)
"""


@dataclass
class Daemon:
    """One that was started, and what it says."""

    program: Program
    said: TextIO


@dataclass
class Manager:
    """What systemd is to a service."""

    folder: Path
    address: str
    notices: socket.socket
    forks: Forks
    daemons: list[Daemon] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def start(self, *sockets: socket.socket, **environment: str) -> Daemon:
        """With these settings, in the environment, beside ones with which it can work."""
        return self.start_bare(*sockets, **(self.settings() | environment))

    def settings(self) -> dict[str, str]:
        """Those with which the daemon can work."""
        return {
            "MAM_ID": "seed-of-a-session", "MAM_URL": NOWHERE,
            "ABS_TOKEN": "a-token-of-the-library", "ABS_URL": NOWHERE,
            "QBITTORRENT_URL": NOWHERE, "GOOGLE_BOOKS_URL": NOWHERE,
            "STATE_DIR": str(ready_state(self.state)), "WEBHOOK_TOKEN": TOKEN, "LISTEN": "127.0.0.1:0",
            "LOG_FORMAT": "json",
        }  # fmt: skip

    def start_bare(self, *sockets: socket.socket, **environment: str) -> Daemon:
        """With no more in the environment than this, beside what its folder's .env says."""
        program, said = self.forks.speaking(
            "-c", LAUNCHER, str(len(sockets)), "serve",
            environment=of_the_machine() | {"NOTIFY_SOCKET": self.address} | environment,
            folder=self.folder, handed=sockets,
        )  # fmt: skip
        daemon = Daemon(program, said)
        self.daemons.append(daemon)
        return daemon

    def notice(self) -> list[str]:
        """What the daemon says next."""
        return self.notices.recv(4096).decode().split("\n")

    def drain(self) -> list[bytes]:
        """What it has said and no one has read."""
        said = []
        self.notices.setblocking(False)
        while True:
            try:
                said.append(self.notices.recv(4096))
            except BlockingIOError:
                break
        self.notices.settimeout(PATIENCE_SECONDS)
        return said

    def end(self) -> None:
        for daemon in self.daemons:
            daemon.program.kill()
            with daemon.said:
                sys.stdout.write(daemon.said.read())  # pytest shows it when the test failed
            daemon.program.wait()


@contextmanager
def managing(folder: Path, forks: Forks, *, shown: str, real: str) -> Iterator[Manager]:
    """Listens at a datagram socket: *shown* in the environment, *real* for the kernel."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.bind(real)
        notices.settimeout(PATIENCE_SECONDS)
        playing = Manager(folder, shown, notices, forks)
        yield playing
        playing.end()


def send_hook(address: tuple[str, int], number: int = 1) -> http.client.HTTPConnection:
    """A hook of which the answer is still to be read."""
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE_SECONDS)
    speak(connection, number)
    return connection


def speak(connection: http.client.HTTPConnection, number: int) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/webhooks/qbittorrent", f"hash={number:040x}", headers)


def answer(connection: http.client.HTTPConnection) -> tuple[int, Any]:
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    return response.status, body


def address_of(manager: Manager) -> tuple[str, int]:
    host, _, port = (manager.state / "hook.url").read_text().split("/")[2].partition(":")
    return host, int(port)


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
