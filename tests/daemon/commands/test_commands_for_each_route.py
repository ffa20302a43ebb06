"""What the API can do a command can do too, or it is said here why none does."""

import re

import typer

from daemon.cli import app
from daemon.http.routes import API

_SET_UP = "sets up step by step in a browser; in a shell `settings set` and `doctor` do it"
_PHASES = "a step of `workflow`, which prints the phases"

WITHOUT_ANSWER = {
    "POST /webhooks/qbittorrent": "notify",
    "GET /readyz": "healthcheck",
    "GET /livez": "healthcheck",
    "GET /health": "status",
    "GET /api/overview": "status",
    "GET /api/coverage": "status",
    "GET /api/acquisition": "status",
    "GET /api/books": "book",
    "GET /api/settings": "settings list",
    "POST /api/settings/reload": "reload",
    "POST /api/hook/install": "hook install",
    "POST /api/hook/remove": "hook remove",
    "GET /api/hook/lines": "hook show",
    "POST /api/doctor/mend": "doctor",
    "POST /api/proposals": "downloads approve",
    "POST /api/rules/{number}/remove": "downloads rules",
    "POST /api/imports/{number}/plan": "import now",
    "POST /api/mam/retry": "mam retry",
}
"""Operations behind commands whose `--json` is described by another operation's answer."""

NO_COMMAND = {
    "GET /provider/search": "is for Audiobookshelf, which asks it",
    "GET /metrics": "is for Prometheus, which asks it",
    "GET /openapi.json": "describes the API to programs",
    "GET /api/transfers": "changes from second to second: the page follows it, and qBittorrent shows it",
    "GET /api/doctor": "the last result, of which `doctor` makes a newer one",
    "GET /api/setup": _SET_UP,
    "POST /api/setup/{step}/test": _SET_UP,
    "POST /api/setup/{step}/save": _SET_UP,
    "GET /api/workflow": _PHASES,
    "POST /api/workflow/search": _PHASES,
    "GET /api/workflow/runs/{number}": _PHASES,
    "POST /api/workflow/searches/{position}": _PHASES,
    "GET /api/workflow/enrichment": _PHASES,
}

NO_ROUTE = {
    "serve": "is the daemon",
    "demo": "runs one of its own",
    "backup": "works on the file",
    "restore": "works on the file",
    "store copy": "works on databases",
    "mam parse": "reads files",
    "mam match": "reads files",
    "settings show": "shows one of those that `settings list` has",
}


def commands(command=None, path=()):
    """Every command, by its words."""
    command = command or typer.main.get_command(app)
    below = getattr(command, "commands", {})
    for name, sub in below.items():
        yield from commands(sub, (*path, name))
    if not below:
        yield " ".join(path), command


def of_row(row):
    """The command that a row of docs/json.md is about."""
    words = re.sub(r" [\[A-Z-].*", "", row)
    return {"import": "import now"}.get(words, re.sub("^(book|runs) .*", r"\1", words))


def test_each_operation_has_a_command_or_a_reason(tables):
    """A new route is listed with its command, or it is said why a shell has no use for it; and none is listed that is gone."""
    described = {said for said in tables.ANSWERS.values() if isinstance(said, str)}
    operations = {f"{one.method} {one.path}" for one in API}

    assert operations - described - WITHOUT_ANSWER.keys() - NO_COMMAND.keys() == set()
    assert (described | WITHOUT_ANSWER.keys() | NO_COMMAND.keys()) - operations == set()
    assert NO_COMMAND.keys() & (described | WITHOUT_ANSWER.keys()) == set()


def test_each_command_has_an_operation_or_a_reason(tables):
    """What a command does the API does, except what works on files."""
    behind = {of_row(row) for row, said in tables.ANSWERS.items() if isinstance(said, str)}
    behind |= {*WITHOUT_ANSWER.values(), "workflow"}

    named = {name for name, _ in commands()}
    assert named - behind - NO_ROUTE.keys() == set()
    assert (behind | NO_ROUTE.keys()) - named == set()


def test_each_command_speaks_json_or_prints_no_facts():
    """The few without `--json` start something, or only end with a status."""
    without = {name for name, one in commands() if not any("--json" in given.opts for given in one.params)}

    assert without == {"serve", "demo", "notify", "healthcheck"}
