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
def server(bin_folder: Path) -> Iterator[str]:
    """The address of an empty database, until the end; it is durable as a real one is."""
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    account = pwd.getpwnam(user)
    as_user: dict[str, Any] = {"user": user, "group": account.pw_gid} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="shelfhook-pg-", dir="/tmp") as folder:
        if as_user:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = Path(folder) / "data"
        subprocess.run(
            [bin_folder / "initdb", "-D", data, "-U", "shelfhook", "--auth=trust", "--encoding=UTF8"],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_user,
        )
        port = _free_port()
        process = subprocess.Popen(
            [bin_folder / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **as_user,
        )
        try:
            _wait(bin_folder, port)
            yield f"postgresql+asyncpg://shelfhook@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(20)


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
