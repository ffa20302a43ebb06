"""A command that only asks the daemon starts quickly: it imports nothing that only the daemon needs."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import typer

from daemon.cli import app
from daemon.connections import connect
from daemon.wiring.desks import item_desk
from domain.policy import DEFAULT_POLICY
from handlers.writing.write_fields import WriteFields
from sandbox.catalogue import listing
from tests.fixtures.forks import of_the_machine
from tests.fixtures.healthy_world import healthy
from tests.fixtures.hostile_names import fill_with_hostile_names
from tests.fixtures.places import ROOT

HEAVY = {
    "aiohttp", "alembic", "clients", "domain.extraction", "domain.matching", "handlers", "jinja2", "lxml",
    "prometheus_client", "rapidfuzz", "regex", "sqlalchemy", "sqlmodel", "store", "structlog",
    "daemon.config.settings", "daemon.process", "daemon.wiring",
}  # fmt: skip
"""The server, SQLAlchemy, the store, the matcher, and even the settings."""

ASKING = {
    "--help": "",
    "--version": "",
    "downloads --help": "",
    "book": "{book}",
    "downloads add": "--mam 9000401",
    "downloads approve": "2",
    "downloads choose": "2 9000401",
    "downloads dismiss": "1",
    "downloads left-alone": "",
    "downloads link": "1 {book} --yes",
    "downloads list": "",
    "downloads reconsider": "2",
    "downloads refresh": "1",
    "downloads decline": "2 --never author",
    "downloads retry": "1",
    "downloads rules": "",
    "downloads show": "1",
    "downloads undo": "1",
    "downloads unlink": "1",
    "events dismiss": "1",
    "events list": "",
    "events retry": "1",
    "events show": "1",
    "healthcheck": "",
    "history": "",
    "hook install": "--yes",
    "hook remove": "--yes",
    "hook show": "",
    "hook test": "",
    "import check": "",
    "import confirm": "1",
    "import list": "",
    "import now": "1",
    "import show": "1",
    "import undo": "1",
    "import unlink": "1",
    "mam retry": "",
    "mam search": "Artemis",
    "notifications show": "",
    "notifications test": "",
    "pause": "acquisition",
    "provider install": "",
    "provider remove": "",
    "provider show": "",
    "resume": "acquisition",
    "retry": "mam",
    "run": "reconcile",
    "runs": "1",
    "settings list": "",
    "settings set": "LOG_LEVEL info",
    "settings show": "LOG_LEVEL",
    "settings unset": "LOG_LEVEL",
    "status": "",
    "undo": "1",
}
"""With what each command is tried."""

WORKING = {
    "backup": "copies the store's file",
    "demo": "runs daemon and services",
    "doctor": "examines in this process what it can where no daemon runs",
    "mam match": "compares saved pages",
    "mam parse": "reads saved pages",
    "notify": "is qBittorrent's hook: its own tests hold it to less",
    "reload": "waits for a process that reads its settings again",
    "restore": "puts a file in the store's place",
    "serve": "is the daemon",
    "store copy": "copies between stores",
    "workflow": "runs the cycles in this process where no daemon runs",
}
"""What does more than ask."""

PROGRAM = """
import contextlib, io, json, sys
from daemon.__main__ import main
heavy = tuple(sys.stdin.readline().split())
for line in sys.stdin.readlines():
    sys.argv = ["shelfhook", *json.loads(line)]
    said, status = io.StringIO(), 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as ended:
            status = ended.code
    loaded = [name for name in sys.modules if any(f"{name}.".startswith(f"{one}.") for one in heavy)]
    print(json.dumps([status, said.getvalue(), loaded]))
"""


def commands(command=None, path=()):
    """The name of every command."""
    command = command or typer.main.get_command(app)
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path)
    for name, one in (below or {}).items():
        yield from commands(one, (*path, name))


def test_every_command_is_known():
    """A new one is tried here, or says what else it does."""
    assert set(commands()) == {name for name in ASKING if "--" not in name} | set(WORKING)


@pytest.fixture
async def world(tmp_path):
    """A daemon whose services all answer, with something of everything to show; the environment, and a book's id."""
    async with healthy(tmp_path) as world, world.daemon() as daemon, connect(daemon.parts) as connections:
        book = world.stage.shelf.item(listing(9000401).title)
        write = WriteFields(desk=item_desk(daemon.parts, connections), policy=DEFAULT_POLICY)
        await fill_with_hostile_names(daemon, world.clock, book, write)
        yield world.environment, book.id


async def test_a_command_that_asks_the_daemon_imports_nothing_of_it(world):
    """All in one process, one after the other: what one of them loads stays loaded."""
    environment, book = world
    lines = [[*name.split(), *words.format(book=book).split()] for name, words in ASKING.items()]
    asked = "\n".join([" ".join(HEAVY), *map(json.dumps, lines)])

    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", PROGRAM],
        env=of_the_machine() | environment | {"PYTHONPATH": str(ROOT)},
        cwd=environment["STATE_DIR"], input=asked, capture_output=True, text=True, check=True,
    )  # fmt: skip

    ended = dict(zip(ASKING, map(json.loads, done.stdout.splitlines()), strict=True))
    assert {name: said for name, (status, said, _) in ended.items() if status not in {0, 1}} == {}
    assert {
        name: said for name, (_, said, _) in ended.items() if "is not running (state directory" in said
    } == {}
    assert {name: loaded for name, (_, _, loaded) in ended.items() if loaded} == {}


class Answers(BaseHTTPRequestHandler):
    """What stands in for a daemon: an empty library, in the API's own words."""

    def do_GET(self) -> None:
        body = json.dumps([] if self.path.startswith("/api/downloads") else {}).encode()
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
