"""Settings that cannot be read: every command ends with a sentence, and none with a traceback."""

import json
from pathlib import Path

import pytest
from test_command_line import commands
from typer.testing import CliRunner

from daemon.cli import app
from tests.fixtures.forks import Forks
from tests.fixtures.strangers import shelfhook

pytestmark = pytest.mark.usefixtures("bare_environment")

IN_ITS_OWN_WORDS = {("doctor",), ("serve",), ("workflow",)}
WITHOUT_SETTINGS = {("demo",), ("notify",), ("store", "copy")}
GIVEN = {
    ("undo",): ["1"], ("pause",): ["acquisition"], ("resume",): ["acquisition"], ("run",): ["search"], ("retry",): ["mam"],
    ("mam", "parse"): ["page"], ("mam", "match"): ["page", "--title", "x", "--author", "y"], ("mam", "search"): ["--title", "x", "--author", "y"],
    ("downloads", "add"): ["--mam", "1"], ("downloads", "link"): ["1", "item"], ("hook", "test"): ["--yes"],
    ("backup",): ["file"], ("restore",): ["file"], ("import",): ["1"],
}  # fmt: skip
"""A setting that a command needs, where that is not a number."""

COMMANDS = dict(commands())

ALL = [
    [*path, *GIVEN.get(path, ["1"] * sum(one.required for one in command.params))]
    for path, command in COMMANDS.items()
    if path not in IN_ITS_OWN_WORDS | WITHOUT_SETTINGS
]


@pytest.fixture
def in_latin_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a settings file as an old editor saves it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"MAM_ID=abc\nQBITTORRENT_PASSWORD=p\xe4ss\n")
    return tmp_path


@pytest.mark.usefixtures("in_latin_1")
@pytest.mark.parametrize("arguments", ALL, ids=" ".join)
def test_every_command_says_so(arguments: list[str]):
    """With the line, what to do, and status 78; also where JSON was asked for."""
    command = max((one for one in COMMANDS if one[: len(one)] == tuple(arguments[: len(one)])), key=len)
    takes_json = any("--json" in one.opts for one in COMMANDS[command].params)

    for more in [[], ["--json"]] if takes_json else [[]]:
        result = CliRunner().invoke(app, [*arguments, *more])

        assert result.stderr == "shelfhook: .env, line 2: is not UTF-8: save it as UTF-8\n"
        assert (result.exit_code, result.stdout) == (78, "")


@pytest.mark.usefixtures("in_latin_1")
def test_the_doctor_finds_it():
    """The file and the line are the evidence, and what to do is the fix; nothing else is probed."""
    result = CliRunner().invoke(app, ["doctor", "--json"])

    first, *others = json.loads(result.stdout)
    assert (result.exit_code, first["name"], first["result"]) == (2, "settings", "broken")
    assert first["evidence"] == ".env, line 2: is not UTF-8"
    assert first["mend"].startswith("save it as UTF-8")
    assert {one["result"] for one in others} == {"skipped"}


@pytest.mark.parametrize("command", ["serve", "status", "doctor"])
def test_a_file_that_is_closed_to_this_user_is_reported(forks: Forks, tmp_path: Path, command: str):
    """As the service's is to a person who is not of its group."""
    (tmp_path / ".env").write_text("ABS_TOKEN=a-token\n")
    (tmp_path / ".env").chmod(0)

    done = shelfhook(forks, command, cwd=tmp_path, STATE_DIR=str(tmp_path / "state"))

    told = done.stdout + done.stderr
    assert done.returncode == (2 if command == "doctor" else 78)
    assert ".env is closed to this user" in told
    assert "run this with sudo, or let this user read it" in told
    assert "Traceback" not in told
