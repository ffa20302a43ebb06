"""A command that only asks the daemon starts quickly: it imports nothing that only the daemon needs."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT

HEAVY = {
    "aiohttp", "alembic", "clients", "domain.extraction", "domain.matching", "handlers", "jinja2", "lxml",
    "prometheus_client", "rapidfuzz", "regex", "sqlalchemy", "sqlmodel", "store", "structlog",
    "daemon.config.settings", "daemon.process", "daemon.wiring",
}  # fmt: skip
LIGHT_ANSWERS = {"/api/downloads": []}


class Answers(BaseHTTPRequestHandler):
    """What stands in for a daemon: an empty library, in the API's own words."""

    def do_GET(self) -> None:
        body = json.dumps(LIGHT_ANSWERS.get(self.path.partition("?")[0], {})).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """The state directory of a daemon that answers."""
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    (tmp_path / "hook.url").write_text(f"http://127.0.0.1:{server.server_port}/webhooks/qbittorrent\n")
    (tmp_path / "hook.hdr").write_text("Authorization: Bearer none\n")
    yield tmp_path
    server.shutdown()
    thread.join()
    server.server_close()


def imported(state: Path, *arguments: str, **environment: str) -> set[str]:
    """The modules that a command had loaded when it ended."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from daemon.__main__ import main\n"
        "sys.argv[0] = 'shelfhook'\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"STATE_DIR": str(state), "PYTHONPATH": str(ROOT)} | environment,
        cwd=state, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["downloads", "--help"],
        ["downloads", "list"],
        ["status"],
        ["healthcheck", "--help"],
        ["--version"],
        ["events", "list"],
    ],
    ids=" ".join,
)
def test_a_command_that_asks_the_daemon_loads_nothing_heavy(state, arguments):
    """No SQLAlchemy, no store, no matcher, no server, and not even the settings."""
    loaded = imported(state, *arguments)

    assert "daemon.cli" in loaded
    assert loaded & HEAVY == set()


def test_the_check_of_every_minute_loads_only_the_standard_library(state):
    """A container runs `shelfhook healthcheck` for ever: it costs what Python and one request cost."""
    loaded = imported(state, "healthcheck")

    others = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= {"daemon", "domain"}
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("words", ["shelfhook downl", "shelfhook downloads app", "shelfhook mam "])
def test_completion_loads_nothing_heavy(state, words):
    """A press of TAB waits for none of it."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}

    loaded = imported(state, _SHELFHOOK_COMPLETE="complete_bash", **asked)

    assert "daemon.cli" in loaded
    assert loaded & HEAVY == set()
