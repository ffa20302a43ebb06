"""What all tests share: databases to run on, and what to do when a service is missing."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import rapidfuzz.distance
import rapidfuzz.fuzz  # noqa: F401 - as above

from sandbox.clock import FakeClock
from store.database import Database, sqlite_url
from store.upkeep.upgrade import upgrade

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "mam"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-services", action="store_true", help="a test skipped for want of a service is a failure"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = {
        "qbittorrent": None if shutil.which("qbittorrent-nox") else "qbittorrent-nox is not installed",
        "postgres": None if postgres_tools() else "PostgreSQL's server tools are not installed",
        "browser": None
        if shutil.which("chromium") and shutil.which("chromedriver")
        else "Chromium and its driver are not installed",
        "corpus": None if CORPUS.is_dir() else "the scrubbed pages are not beside this checkout",
    }
    for item in items:
        for name, reason in missing.items():
            if reason and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With --require-services only the pages, which are no service, may be missing."""
    report = yield
    if (
        report.skipped
        and item.config.getoption("--require-services")
        and not item.get_closest_marker("corpus")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped although services are required: {report.longrepr}"
    return report


def postgres_tools() -> Path | None:
    """The newest folder of PostgreSQL's server tools, as Debian lays them out."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A throw-away PostgreSQL on loopback, run by an unprivileged user; the address without a database."""
    tools = postgres_tools()
    assert tools is not None
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="shelfhook-pg-", dir="/tmp") as folder:
        if as_user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, as_user["group"])
        data = Path(folder) / "data"
        subprocess.run(
            [tools / "initdb", "-D", data, "-U", "shelfhook", "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **as_user,
        )  # fmt: skip
        port = free_port()
        server = subprocess.Popen(
            [tools / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_user,
        )  # fmt: skip
        try:
            _wait_ready(tools, port)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait_ready(tools: Path, port: int) -> None:
    for _ in range(400):
        ready = subprocess.run(
            [tools / "psql", "-h", "127.0.0.1", "-p", str(port), "-U", "shelfhook", "-d", "postgres", "-c", "select 1"],
            check=False, capture_output=True,
        )  # fmt: skip
        if ready.returncode == 0:
            return
    raise AssertionError("PostgreSQL did not start")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "shelfhook.db")
        return
    server = request.getfixturevalue("postgres_server")
    host, port = server.split(":")
    name = f"test_{os.urandom(6).hex()}"
    tools = postgres_tools()
    assert tools is not None
    connect = ["-h", host, "-p", port, "-U", "shelfhook"]
    subprocess.run([tools / "createdb", *connect, name], check=True, capture_output=True)
    yield f"postgresql+asyncpg://shelfhook@{server}/{name}"
    subprocess.run([tools / "dropdb", "--force", *connect, name], check=True, capture_output=True)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A store with its tables."""
    database = Database(database_url)
    await upgrade(database)
    yield database
    await database.close()
