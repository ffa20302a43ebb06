"""A throw-away PostgreSQL on loopback, of Debian's server tools."""

import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATIENCE = 20.0


def tools() -> Path | None:
    """The newest folder of the tools; None where they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server(bin_folder: Path, *, durable: bool = True) -> Iterator[str]:
    """Host and port of a server without databases of ours, whose user is ``shelfhook``, until the end.

    Args:
        bin_folder: Where its tools are.
        durable: Whether it waits for the disk at each commit, as a real one does.
    """
    with tempfile.TemporaryDirectory(prefix="shelfhook-pg-", dir="/tmp") as folder:
        runner = _Unprivileged(Path(folder))
        data, port = runner.folder / "data", _free_port()
        runner.run(
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "shelfhook",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        )
        place = ("-p", str(port), "-h", "127.0.0.1", "-k", folder)
        process = runner.start(bin_folder / "postgres", "-D", data, *place, *(() if durable else ("-F",)))
        try:
            _wait(bin_folder, port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


class _Unprivileged:
    """Runs programs in a folder, as its owner: PostgreSQL refuses to run as root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._options: dict[str, Any] = {"cwd": folder}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._options |= {"user": account.pw_uid, "group": account.pw_gid}

    def run(self, *command: str | Path) -> None:
        subprocess.run(command, check=True, capture_output=True, **self._options)

    def start(self, *command: str | Path) -> "subprocess.Popen[bytes]":
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdout=quiet, stderr=quiet, **self._options)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(bin_folder: Path, port: int) -> None:
    end = time.monotonic() + _PATIENCE
    ask = [bin_folder / "pg_isready", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ask, check=False, capture_output=True).returncode:
        assert time.monotonic() < end, "PostgreSQL did not start"
        time.sleep(0.1)  # noqa: TID251 - another process is waited for
