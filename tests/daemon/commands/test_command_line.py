"""What all commands have in common: errors in a line, documented exit codes, completion."""

import os
import re
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from daemon.cli import app
from daemon.commands.desk import Desk
from daemon.commands.sections import Section
from domain.errors import UnavailableError
from tests.fixtures.places import ROOT

DOCUMENT = ROOT / "docs" / "command-line.md"


def commands(command=None, path=()):
    """All commands by their words; a hidden one of a group is what the group does by itself."""
    command = command or typer.main.get_command(app)
    for name, sub in getattr(command, "commands", {}).items():
        yield from commands(sub, path if sub.hidden else (*path, name))
    if not getattr(command, "commands", {}):
        yield path, command


LOOKING = [
    ["status"],
    ["downloads", "list"],
    ["downloads", "show", "1"],
    ["downloads", "retry", "1"],
    ["events", "list"],
    ["history"],
    ["runs"],
    ["run", "search"],
    ["notifications", "show"],
    ["healthcheck"],
]


@pytest.mark.parametrize("arguments", LOOKING, ids=" ".join)
def test_without_a_daemon_there_is_one_line_with_the_fix(arguments, tmp_path, monkeypatch):
    """Status 1, and how the daemon is started."""
    monkeypatch.setenv("STATE_DIR", str(tmp_path))

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"shelfhook: the daemon is not running (state directory {tmp_path}): start it with `shelfhook serve`\n"
    )


def test_a_wrong_setting_has_a_status_of_its_own(monkeypatch, tmp_path):
    """78, so that a service manager does not start it again; one line for each setting."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LISTEN", "nowhere")
    monkeypatch.setenv("LOG_LEVEL", "loud")

    result = CliRunner().invoke(app, ["status"])

    assert result.exit_code == 78
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == ["LISTEN", "LOG_LEVEL"]


def test_every_command_is_documented():
    """docs/command-line.md names each, and no other."""
    text = DOCUMENT.read_text()
    named = {
        tuple(one.split())
        for one in re.findall(r"^\| `shelfhook ([a-z\- ]+?)(?: [A-Z\[\-].*)?` \|", text, re.MULTILINE)
    }

    assert named == {path for path, _ in commands()}


def test_every_command_has_help():
    """One sentence, in the list as in its own help."""
    assert [path for path, command in commands() if not command.help] == []


def test_the_version_is_shown():
    """That of the package, as a bug report needs it."""
    shown = CliRunner().invoke(app, ["--version"])

    assert (shown.exit_code, shown.output) == (0, f"shelfhook {version('shelfhook')}\n")


@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_the_help_lists_every_command_once_in_sections(asked):
    """By what a person wants to do, with a whole sentence for each in 80 columns."""
    shown = CliRunner().invoke(app, [asked], env={"COLUMNS": "80"}).output
    listed = re.findall(r"^  ([a-z]+) {2,}([A-Z].*)$", shown, re.MULTILINE)

    assert sorted(name for name, _ in listed) == sorted({path[0] for path, _ in commands()})
    assert [line for _, line in listed if not line.endswith(".") or line.endswith("...")] == []
    assert re.findall(r"^(\w.*):$", shown, re.MULTILINE) == ["Options", *Section]
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("group", ["", "downloads", "events", "hook", "import", "mam", "provider", "store"])
def test_a_list_of_commands_has_whole_sentences(group, monkeypatch):
    """At 80 columns nothing is cut off, and no abbreviation is taken for the end of a sentence."""
    monkeypatch.setenv("COLUMNS", "80")
    listed = CliRunner().invoke(app, [*group.split(), "--help"]).output.partition("\n\n")[2]

    assert "..." not in listed
    assert " No." not in listed


def test_every_answer_can_be_had_as_json():
    """`--json` is everywhere, but where nothing is answered."""
    silent = {("serve",), ("notify",), ("healthcheck",), ("demo",)}

    without = {
        path for path, command in commands() if not any("--json" in one.opts for one in command.params)
    }

    assert without == silent


def test_every_argument_is_explained():
    """Of each command the help says what to put there; a number does not stand alone."""
    unexplained = [
        (path, one.name)
        for path, command in commands()
        for one in command.params
        if not (getattr(one, "help", None) or one.hidden)
    ]

    assert unexplained == []


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("shelfhook downl", ["downloads"]),
        ("shelfhook downloads app", ["approve"]),
        ("shelfhook events re", ["retry"]),
    ],
)
def test_the_shell_completes(words, completed):
    """The words that `--install-completion` lets the shell ask for."""
    environment = os.environ | {
        "_SHELFHOOK_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }

    program = Path(sys.executable).with_name("shelfhook")
    answer = subprocess.run([program], env=environment, capture_output=True, text=True, check=True)

    assert answer.stdout.split() == completed


def test_a_daemon_that_does_not_answer_in_time_is_no_daemon_that_is_not_there():
    """The message distinguishes them."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk = Desk(f"http://127.0.0.1:{silent.getsockname()[1]}", "Authorization: none", Path("state"))

        with pytest.raises(UnavailableError, match="has not answered within 0 s"):
            desk.ask("/health", seconds=0.01)
