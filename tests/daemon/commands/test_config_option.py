"""``--config FILE``: which daemon is meant, from any folder, before and behind every command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT

HASH = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """Settings in a folder that is not the current one."""
    file = tmp_path / "etc" / "settings"
    file.parent.mkdir()
    file.write_text(f"STATE_DIR={tmp_path / 'state'}\n")
    return file


def shelfhook(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "daemon", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)} | environment,
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "FILE", "healthcheck"],
        ["healthcheck", "--config", "FILE"],
        ["downloads", "--config=FILE", "show", "1"],
    ],
    ids=" ".join,
)
def test_the_file_decides_wherever_it_is_named(named: Path, tmp_path: Path, arguments: list[str]):
    """Before a command, behind it and between its words; a relative name is of the current folder."""
    said = shelfhook(tmp_path, *(one.replace("FILE", "etc/settings") for one in arguments))

    assert said.returncode == 1
    assert f"(state directory {tmp_path / 'state'}, by {named})" in said.stderr


def test_the_named_file_wins_over_the_folders(named: Path, tmp_path: Path):
    """The current folder's .env is not read beside it; an environment variable still wins over any file."""
    (tmp_path / ".env").write_text("STATE_DIR=/nowhere/of-the-folder\n")

    by_file = shelfhook(tmp_path, "healthcheck", "--config", named)
    by_environment = shelfhook(tmp_path, "healthcheck", "--config", named, STATE_DIR="/nowhere/set")
    without = shelfhook(tmp_path, "healthcheck")

    assert f"{tmp_path / 'state'}, by {named}" in by_file.stderr
    assert "/nowhere/set" in by_environment.stderr
    assert "/nowhere/of-the-folder" in without.stderr


def test_a_completion_goes_where_the_file_says(named: Path, tmp_path: Path):
    """`notify` takes it, too: the report is kept where this daemon reads it, and the reason is in words."""
    said = shelfhook(tmp_path, "notify", HASH, "--config", named)

    [note] = (tmp_path / "state" / "spool").iterdir()
    assert said.returncode == 0
    assert f"none has run with the state directory {tmp_path / 'state'}" in said.stdout
    assert str(note) in said.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "complaint"),
    [
        (["status", "--config", "nosuch"], {}, "--config: nosuch does not exist"),
        (["notify", HASH, "--config"], {}, "--config: names no file"),
        (["status"], {"SHELFHOOK_CONFIG": "nosuch"}, "SHELFHOOK_CONFIG: nosuch does not exist"),
        (["healthcheck", "--config", "."], {}, "is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, arguments, environment, complaint):
    """Status 78 like any wrong setting; no other file is taken in its place, and nothing is written."""
    said = shelfhook(tmp_path, *arguments, **environment)

    assert (said.returncode, said.stdout) == (78, "")
    assert complaint in said.stderr
    assert "Traceback" not in said.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line", ["shelfhook --config etc/settings downloads list --state prop",
             "shelfhook downloads list --config=etc/settings --state prop"],
)  # fmt: skip
def test_a_line_with_the_option_is_completed(named: Path, tmp_path: Path, line: str):
    """As it is without; a file that is being typed is no error."""
    asked = {
        "_SHELFHOOK_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - 1),
    }
    half = "shelfhook --config etc/se"

    whole = program(tmp_path, **asked)
    typed = program(tmp_path, **asked | {"COMP_WORDS": half, "COMP_CWORD": "2"})

    assert (whole.stdout.split(), whole.stderr) == (["proposed"], "")
    assert (typed.stdout.strip(), typed.stderr) == ("", "")


def program(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """By its own name, which the shell's variable is called after."""
    return subprocess.run(
        [Path(sys.executable).with_name("shelfhook")],
        env={"PATH": os.environ["PATH"], "HOME": str(folder)} | environment,
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_words_behind_two_dashes_are_not_ours(named: Path, tmp_path: Path):
    """As every program has it, `--` ends the options."""
    said = shelfhook(tmp_path, "notify", "--", "--config")

    assert said.returncode == 2
    assert "'--config' is not 40 or 64 hexadecimal digits" in said.stderr
