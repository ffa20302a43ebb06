"""What `--json` prints is what docs/json.md says it does."""

import json
import re

import jsonschema_rs
import typer
from pydantic import TypeAdapter

from daemon.cli import app
from daemon.http.answers import adapter
from tests.fixtures.hostile_names import fill_with_hostile_names
from tests.fixtures.places import ROOT

TRIED = (
    ("events retry N", "events", "retry", "1"),
    ("downloads list",),
    ("downloads show N", "downloads", "show", "1"),
    ("downloads decline N", "downloads", "decline", "2"),
    ("downloads reconsider N", "downloads", "reconsider", "2"),
    ("downloads dismiss N", "downloads", "dismiss", "1"),
    ("downloads left-alone",),
    ("downloads left-alone --retry N", "downloads", "left-alone", "--retry", "1"),
    ("events list",),
    ("events show N", "events", "show", "1"),
    ("history [ITEM]", "history"),
    ("history --change N", "history", "--change", "1"),
    ("undo CHANGE", "undo", "1"),
    ("runs [CYCLE]", "runs"),
    ("runs N", "runs", "1"),
    ("runs dismiss N", "runs", "dismiss", "1"),
    ("run CYCLE", "run", "search"),
    ("book ITEM", "book", "BOOK"),
    ("book ITEM lock FIELD", "book", "BOOK", "lock", "title"),
    ("import list",),
    ("import show N", "import", "show", "1"),
    ("notifications show",),
    ("settings list",),
    ("settings show NAME", "settings", "show", "KEEP_DAYS"),
    ("pause WHAT", "pause", "acquisition"),
    ("resume WHAT", "resume", "acquisition"),
)
"""A row of the document, and a line that it is about where that differs."""


def test_the_document_is_that_of_today(tables):
    """`make docs` writes it again."""
    assert (ROOT / "docs" / "json.md").read_text(encoding="utf-8") == tables.document()


def speaking_json(command=None, path=()):
    """Each command with `--json`."""
    command = command or typer.main.get_command(app)
    for name, sub in getattr(command, "commands", {}).items():
        yield from speaking_json(sub, path if sub.hidden else (*path, name))
    if any("--json" in one.opts for one in getattr(command, "params", [])):
        yield " ".join(path)


def test_every_answer_is_described(tables):
    """A command with `--json` has a row in `ANSWERS` of docs/json_tables.py, and no row is of another command."""
    rows = (re.sub(r" [\[A-Z-].*", "", command) for command in (*tables.ANSWERS, *tables.IN_WORDS))
    described = {re.sub("^(book|runs) .*", r"\1", row) for row in rows}

    assert described == set(speaking_json())


async def test_answers_are_as_described(tables, shelfhook, daemon, clock, book, write):
    """Every field of the answer is in the document with its type, whatever the names are."""
    await fill_with_hostile_names(daemon, clock, book, write)

    for row, *given in TRIED:
        arguments = [book.id if one == "BOOK" else one for one in given or row.split()]
        ran = await shelfhook(*arguments, "--json")
        assert ran.exit_code == 0, (row, ran.stderr)
        kind = tables._kind(tables.ANSWERS[row])
        found, shared = TypeAdapter.json_schemas([(row, "serialization", adapter(kind))])
        whole = found[row, "serialization"] | {"$defs": _closed(shared.get("$defs", {}))}
        jsonschema_rs.validate(whole, json.loads(ran.stdout))


def _closed(objects):
    """Schemas that allow no field but theirs."""
    return {
        name: one | {"additionalProperties": False} if "properties" in one else one
        for name, one in objects.items()
    }
