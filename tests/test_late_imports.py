"""Imports inside of functions: each must buy memory of an idle daemon, or a command line's start."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from tests.fixtures.places import ROOT
from tests.fixtures.sources import nodes

PACKAGES = ["daemon", "handlers", "store", "clients", "domain", "sandbox"]
COMMAND_LINE = ("daemon/cli.py", "daemon/clock.py", "daemon/commands/")
PROGRAMS = "daemon/__main__.py"
"""Starts one of several programs."""

HEAVY = {
    "alembic": "7 MiB, needed where the tables are of an older version",
    "apprise": "needed where messages are sent",
    "clients.qbittorrent.connection": "6 MiB, loaded with the first call to qBittorrent",
    "cryptography.fernet": "7 MiB, loaded with the first request to MAM",
    "daemon.http.pages.templates": "jinja2's 2 MiB, loaded with the first page",
    "jinja2": "the same for the page to sign in on",
    "parsel": "6 MiB, loaded with the first page of MAM",
    "prometheus_client": "1 MiB, loaded where somebody measures",
    "rapidfuzz": "3 MiB, loaded with the first comparison",
    "regex": "1 MiB, needed for EXTRA_FIELDS",
    "requests.utils": "3 MiB, loaded with the first message to a service of notifications",
    "socketio": "9 MiB, needed where Audiobookshelf's socket accepts the token",
    "sqlalchemy.dialects.postgresql": "3 MiB, needed on PostgreSQL",
    "store.postgresql": "needed on PostgreSQL",
}
"""What a running daemon may load late, and why."""

QUICK = {
    "asyncio": "to sleep, which few commands do",
    "daemon.cli": "typer, for every command but serve and notify",
    "daemon.commands": "healthcheck, run every minute, and the bodies of commands that need settings, store or clients",
    "daemon.config.problems": "where no daemon runs, the settings say why",
    "daemon.config.zones": "where one moment is shown whole",
    "daemon.hook.notify": "started by qBittorrent, hundreds at once",
    "daemon.process.serving": "the daemon",
    "daemon.words.event_kinds": "pydantic, to complete or check a kind of event",
    "domain.cycles": "pydantic, to complete or check a cycle's name",
    "domain.languages": "regular expressions, where one listing is shown",
    "domain.validation": "pydantic, to say what is wrong with an argument",
    "importlib.metadata": "for --version",
    "http.client": "to ask the daemon; neither help nor completion does",
    "rich": "to draw a table",
}
"""What the command line may load late, and why."""


@cache
def late_imports(folder: str) -> tuple[tuple[str, str], ...]:
    """Each file and what it imports inside of a function."""
    files = (str(path.relative_to(ROOT)) for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple((file, name) for file in files for name in _imported_late(file))


def _imported_late(file: str) -> Iterator[str]:
    for function in nodes(file):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.ImportFrom):
                yield from (_module(str(node.module), one.name) for one in node.names)
            elif isinstance(node, ast.Import):
                yield from (one.name for one in node.names)


def _module(package: str, name: str) -> str:
    """What ``from package import name`` loads."""
    inside = ROOT.joinpath(*package.split("."), f"{name}.py")
    return f"{package}.{name}" if inside.exists() else package


def loaded_by(program: str) -> set[str]:
    """The modules that a program has loaded when it ends."""
    told = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    done = subprocess.run(
        [sys.executable, "-c", told + program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def is_of(name: str, allowed: dict[str, str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_late_import_has_a_reason(package: str):
    """The daemon's own are those that idle memory is measured to gain by; the command line's, those of its start."""
    unfounded = {
        (file, name)
        for file, name in late_imports(package)
        if not is_of(name, HEAVY) and not (file.startswith((*COMMAND_LINE, PROGRAMS)) and is_of(name, QUICK))
    }

    assert unfounded == set()


@pytest.mark.parametrize(
    ("program", "of_commands"),
    [
        ("from daemon.__main__ import main; sys.argv = ['shelfhook', '--help']; main()", True),
        ("import daemon.process.serving", False),
    ],
    ids=["the command line", "the daemon"],
)
def test_what_is_imported_late_is_not_there_already(program: str, of_commands: bool):
    """Else it spares nothing."""
    late = {one for package in PACKAGES for one in late_imports(package) if not one[0].startswith(PROGRAMS)}
    loaded = loaded_by(program)

    assert {
        (file, name) for file, name in late if file.startswith(COMMAND_LINE) == of_commands and name in loaded
    } == set()


def test_a_reason_is_needed():
    """One that excuses nothing any more goes."""
    late = {name for package in PACKAGES for _, name in late_imports(package)}

    assert [one for one in HEAVY | QUICK if not any(is_of(name, {one: ""}) for name in late)] == []
