"""Imports inside of functions: each must buy memory of an idle daemon, or a command line's start."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

HEAVY = {
    "alembic": "7 MiB, needed where the tables are of an older version",
    "apprise": "needed where messages are sent",
    "clients.qbittorrent.connection": "6 MiB, loaded with the first call to qBittorrent",
    "cryptography.fernet": "7 MiB, loaded with the first request to MAM",
    "jinja2": "2 MiB, loaded with the first page",
    "parsel": "6 MiB, loaded with the first page of MAM",
    "prometheus_client": "1 MiB, loaded where somebody measures",
    "rapidfuzz": "3 MiB, loaded with the first comparison",
    "regex": "1 MiB, needed for EXTRA_FIELDS",
    "requests.utils": "3 MiB, loaded with the first message to a service of notifications",
    "socketio": "9 MiB, needed where Audiobookshelf's socket accepts the token",
    "sqlalchemy.dialects": "needed on PostgreSQL",
    "store.postgresql": "needed on PostgreSQL",
}
"""What a running daemon may load late, and why."""

QUICK = {
    "asyncio": "to sleep; a command only reads the time",
    "daemon.cli": "typer, for every command but serve and notify",
    "daemon.commands": "healthcheck, run every minute, and the bodies of commands that need settings, store or clients",
    "daemon.config.problems": "where no daemon runs, the settings say why",
    "daemon.config.sources": "of the time zone, where one moment is shown whole",
    "daemon.config.zones": "the same",
    "daemon.hook.notify": "started by qBittorrent, hundreds at once",
    "daemon.process.serving": "the daemon",
    "domain.cycles": "pydantic, to complete or check a cycle's name",
    "importlib.metadata": "for --version",
    "http.client": "to ask the daemon; neither help nor completion does",
    "rich": "to draw a table",
}
"""What the command line may load late, and why."""


def late_imports(folder: str) -> Iterator[tuple[str, str]]:
    """Each file and what it imports inside of a function."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    yield str(path.relative_to(ROOT)), str(node.module)
                elif isinstance(node, ast.Import):
                    yield from ((str(path.relative_to(ROOT)), name.name) for name in node.names)


def is_of(name: str, allowed: dict[str, str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("package", ["daemon", "handlers", "store", "clients", "domain", "sandbox"])
def test_a_late_import_has_a_reason(package: str):
    """The daemon's own are those that idle memory is measured to gain by; the command line's, those of its start."""
    quick = ("daemon/__main__.py", "daemon/cli.py", "daemon/clock.py", "daemon/commands/")

    unfounded = {
        (file, name)
        for file, name in late_imports(package)
        if not is_of(name, HEAVY) and not (file.startswith(quick) and is_of(name, QUICK))
    }

    assert unfounded == set()
