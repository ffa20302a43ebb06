"""Names that others chose harm no terminal, whichever command prints them."""

import json
import re

import pytest
import typer

from daemon.cli import app
from tests.fixtures.hostile_names import EVIL, STORED, fill_with_hostile_names

DANGEROUS = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)

RUN = [
    ("status",),
    ("downloads", "list"),
    ("downloads", "show", "1"),
    ("downloads", "approve", "2"),
    ("downloads", "decline", "2"),
    ("downloads", "reconsider", "2"),
    ("downloads", "choose", "2", "9000402"),
    ("downloads", "rules"),
    ("downloads", "left-alone"),
    ("downloads", "left-alone", "--retry", "1"),
    ("downloads", "retry", "1"),
    ("downloads", "dismiss", "1"),
    ("downloads", "link", "1", "BOOK"),
    ("downloads", "unlink", "1"),
    ("downloads", "refresh", "1"),
    ("downloads", "undo", "1"),
    ("downloads", "undo", "99"),
    ("events", "list"),
    ("events", "show", "1"),
    ("events", "retry", "1"),
    ("events", "dismiss", "1"),
    ("import", "1"),
    ("import", "--dry-run", "1"),
    ("import", "--all"),
    ("import", "nonsense\x1b[2J"),
    ("import", "list"),
    ("import", "show", "1"),
    ("import", "confirm", "1"),
    ("import", "undo", "1"),
    ("import", "check"),
    ("import", "unlink", "1"),
    ("book", "BOOK"),
    ("book", STORED[:200]),
    ("book", "BOOK", "lock", STORED[:200]),
    ("history",),
    ("history", EVIL[:200]),
    ("undo", "1"),
    ("runs",),
    ("runs", "1"),
    ("runs", "dismiss", "1"),
    ("runs", "nonsense\x1b[2J"),
    ("run", "nonsense\x1b[2J"),
    ("retry", "mam"),
    ("pause", "acquisition", "--reason", STORED),
    ("resume", "acquisition"),
    ("notifications", "show"),
    ("notifications", "test"),
    ("provider", "install"),
    ("provider", "show"),
    ("provider", "remove"),
    ("settings", "list"),
    ("settings", "show", EVIL[:200]),
    ("settings", "set", "SEARCH_QUERIES", STORED),
    ("settings", "unset", EVIL[:200]),
]
GROUPS = {"downloads", "events", "import", "notifications", "provider", "mam", "hook", "store", "settings"}
SHOWN_ELSEWHERE = {
    "serve": "its log is one JSON object a line",
    "notify": "prints no name",
    "healthcheck": "prints no name",
    "reload": "prints names of settings",
    "workflow": "test_workflow_reports.py",
    "demo": "its names are our own",
    "doctor": "test_doctor.py",
    "hook": "prints qBittorrent's own setting",
    "store": "prints tables' names",
    "backup": "prints its argument",
    "import now": "is `import 1`",
    "restore": "prints its argument",
    "mam": "test below",
    "downloads add": "asks MyAnonamouse; its line is that of `downloads show`",
}


@pytest.fixture
async def evil(daemon, clock, book, write):
    """Records, events, runs and changes, all with the hostile name."""
    await fill_with_hostile_names(daemon, clock, book, write)
    return book


@pytest.mark.parametrize(
    "arguments",
    RUN,
    ids=lambda one: (
        " ".join(one)[:40]
        .encode("ascii", "ignore")
        .decode()
        .translate({27: None, 7: None, 13: None, 10: None})
    ),
)
async def test_no_name_steers_the_terminal(evil, shelfhook, arguments):
    """Nothing of what is printed moves the cursor, turns the direction, hides, or goes on without end."""
    result = await shelfhook(*[evil.id if one == "BOOK" else one for one in arguments])

    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert DANGEROUS.search(result.output) is None
    assert result.output.count("x" * 501) == 0
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [one for one in RUN if one[-1] in {"status", "list", "history", "runs"} and one[0] != "settings"],
    ids=" ".join,
)
async def test_json_is_whole(evil, shelfhook, arguments):
    """For machines nothing is left out, and still nothing reaches a terminal as it is."""
    result = await shelfhook(*arguments, "--json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert DANGEROUS.search(result.output) is None
    assert "x" * 10_000 in result.output
    json.loads(result.output)


async def test_markup_is_text(evil, shelfhook):
    """What looks like the terminal library's markup is printed as it stands."""
    result = await shelfhook("downloads", "list")

    assert "[red]bold[/red]" in result.output.replace("\n", "").replace("│", "") or "[red]" in result.output


def test_no_command_is_forgotten():
    """Each command is run here, or it is said where its output is looked at."""

    def walk(command, path=()):
        for name, sub in getattr(command, "commands", {}).items():
            yield from walk(sub, (*path, name))
        if not getattr(command, "commands", {}):
            yield " ".join(path)

    run = {" ".join(one[:2]) for one in RUN} | {one[0] for one in RUN if one[0] not in GROUPS}
    forgotten = [
        name
        for name in walk(typer.main.get_command(app))
        if not {name, name.split()[0]} & (set(SHOWN_ELSEWHERE) | run)
    ]

    assert forgotten == []


@pytest.mark.parametrize("command", ["parse", "match"])
async def test_saved_pages_are_no_danger(shelfhook, tmp_path, command):
    """What is read from a file is printed as harmlessly."""
    file = tmp_path / "answer.json"
    row = {
        "id": 1,
        "title": EVIL,
        "author_info": json.dumps({"1": EVIL}),
        "narrator_info": json.dumps({"1": EVIL}),
    }
    file.write_text(json.dumps({"data": [row], "found": 1, "total": 1}))
    wanted = ["--title", "Evil", "--author", "Evil"] if command == "match" else []

    plain = await shelfhook("mam", command, str(file), *wanted)
    machine = await shelfhook("mam", command, str(file), *wanted, "--json")

    assert "Evil" in plain.output
    assert DANGEROUS.search(plain.output + machine.output) is None
