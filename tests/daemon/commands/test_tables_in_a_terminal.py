"""Every table in a real terminal: a row is a line, whatever the names in it are."""

import json
import re

import pytest
import typer
from rich.cells import cell_len

from daemon.cli import app
from tests.fixtures.hostile_names import fill_with_hostile_names

NOT_ALONE = {
    "book": "needs a book: below",
    "doctor": "asks every service",
    "downloads add": "asks MyAnonamouse",
    "hook show": "asks qBittorrent; prints no table",
    "hook test": "asks qBittorrent; prints no table",
    "mam search": "asks MyAnonamouse; its own tests try it",
    "import check": "reads all files; prints no table",
    "import now": "needs a number; prints no table",
    "reload": "waits for a process that reads its settings; its own tests try it",
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
def lines_of(in_a_terminal, url, parts):
    """The lines that a command shows in a terminal of so many columns."""

    async def show(columns, *arguments):
        environment = {"STATE_DIR": str(parts.settings.state_dir)}
        status, shown = await in_a_terminal(environment, *arguments, columns=columns)
        assert status == 0, shown
        return _COLOURS.sub("", shown).splitlines()

    return show


@pytest.mark.parametrize("columns", [80, 120])
async def test_each_row_of_each_list_is_one_line(columns, lines_of, shelfhook, daemon, clock, book, write):
    """A head, and a line for each object of the same command's JSON, none of them wider than the terminal."""
    await fill_with_hostile_names(daemon, clock, book, write)
    await shelfhook("downloads", "decline", "2", "--never", "author")
    tried = []

    for path in listing_commands():
        said = await shelfhook(*path, "--json")
        listed = None if said.exit_code else json.loads(said.stdout)
        if path == ("settings", "list"):
            listed = listed["settings"]
        if not isinstance(listed, list):
            continue
        lines = await lines_of(columns, *path)
        tried.append(" ".join(path))

        assert listed, path
        assert len(lines) == 1 + len(listed), (path, lines)
        assert max(map(cell_len, lines)) <= columns, (path, lines)

    assert {"downloads list", "events list", "history", "runs", "import list", "settings list"} <= set(tried)


@pytest.mark.parametrize("columns", [80, 120])
async def test_a_books_tables_have_a_line_for_each_field(
    columns, lines_of, shelfhook, daemon, clock, book, write
):
    """As many as the fields and the offers that its JSON has."""
    await fill_with_hostile_names(daemon, clock, book, write)
    fields = json.loads((await shelfhook("book", book.id, "--json")).stdout)["fields"]

    lines = await lines_of(columns, "book", book.id)

    assert max(map(cell_len, lines)) <= columns
    for one in fields:
        offers = [offer for offer in one["offers"] if offer["value"] not in (None, "", [])]
        rows = [line for line in lines if line.startswith(f"{one['name']}  ")]
        assert len(rows) == 1 + len(offers), (one["name"], lines)
