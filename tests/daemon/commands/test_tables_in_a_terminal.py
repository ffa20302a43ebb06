"""Every table in a real terminal: a row is a line, whatever the names in it are."""

import asyncio
import json
import os
import pty
import re
import termios

import pytest
import typer
from rich.cells import cell_len

from daemon.cli import app
from tests.fixtures.forks import of_the_machine
from tests.fixtures.hostile_names import fill_with_hostile_names

NOT_ALONE = {
    "book": "needs a book: below",
    "doctor": "asks every service",
    "downloads add": "asks MAM",
    "hook show": "asks qBittorrent; prints no table",
    "hook test": "asks qBittorrent; prints no table",
    "mam search": "asks MAM; its own tests try it",
    "import check": "reads all files; prints no table",
    "import now": "needs a number; prints no table",
    "undo": "needs a change; prints no table",
    "provider show": "asks Audiobookshelf; prints no table",
    "workflow": "works for minutes",
}
"""What takes no argument and still cannot be tried so."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def listing_commands(command=None, path=()):
    """Each command with `--json` that needs nothing but its name."""
    command = command or typer.main.get_command(app)
    for name, sub in getattr(command, "commands", {}).items():
        yield from listing_commands(sub, (*path, name))
    parameters = getattr(command, "params", [])
    speaks_json = any("--json" in one.opts for one in parameters)
    if speaks_json and not any(one.required for one in parameters) and " ".join(path) not in NOT_ALONE:
        yield path


@pytest.fixture
def in_a_terminal(forks, url, parts, tmp_path):
    """Runs a command in a pseudo-terminal of so many columns; the lines that it showed."""
    environment = of_the_machine() | {"STATE_DIR": str(parts.settings.state_dir), "TERM": "xterm-256color"}
    environment.pop("COLUMNS", None)

    def run(columns, *arguments):
        seen, terminal = pty.openpty()
        termios.tcsetwinsize(terminal, (24, columns))
        program = forks.start(
            "-m", "daemon", *arguments,
            environment=environment, folder=tmp_path, streams=(terminal, terminal, terminal),
        )  # fmt: skip
        os.close(terminal)
        shown = b""
        while some := _some(seen):
            shown += some
        os.close(seen)
        assert program.wait() == 0, shown
        return _COLOURS.sub("", shown.decode()).splitlines()

    async def show(columns, *arguments):
        return await asyncio.to_thread(run, columns, *arguments)

    return show


def _some(file):
    """What comes from a terminal; nothing once its program has ended."""
    try:
        return os.read(file, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize("columns", [80, 120])
async def test_each_row_of_each_list_is_one_line(
    columns, in_a_terminal, shelfhook, daemon, clock, book, write
):
    """A head, and a line for each object of the same command's JSON, none of them wider than the terminal."""
    await fill_with_hostile_names(daemon, clock, book, write)
    await shelfhook("downloads", "reject", "2", "--never", "author")
    tried = []

    for path in listing_commands():
        said = await shelfhook(*path, "--json")
        listed = None if said.exit_code else json.loads(said.stdout)
        if not isinstance(listed, list):
            continue
        lines = await in_a_terminal(columns, *path)
        tried.append(" ".join(path))

        assert listed, path
        assert len(lines) == 1 + len(listed), (path, lines)
        assert max(map(cell_len, lines)) <= columns, (path, lines)

    assert {"downloads list", "events list", "history", "runs", "import list"} <= set(tried)


@pytest.mark.parametrize("columns", [80, 120])
async def test_a_books_tables_have_a_line_for_each_field(
    columns, in_a_terminal, shelfhook, daemon, clock, book, write
):
    """As many as the fields and the offers that its JSON has."""
    await fill_with_hostile_names(daemon, clock, book, write)
    fields = json.loads((await shelfhook("book", book.id, "--json")).stdout)["fields"]

    lines = await in_a_terminal(columns, "book", book.id)

    assert max(map(cell_len, lines)) <= columns
    for one in fields:
        offers = [offer for offer in one["offers"] if offer["value"] not in (None, "", [])]
        rows = [line for line in lines if line.startswith(f"{one['name']}  ")]
        assert len(rows) == 1 + len(offers), (one["name"], lines)
