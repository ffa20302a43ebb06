"""``shelfhook reload``: it returns once the daemon works with the settings, and says which those are."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.process.managing import Manager, managing, started, write
from tests.fixtures.forks import Forks, of_the_machine


@pytest.fixture
def manager(forks: Forks, tmp_path: Path) -> Iterator[Manager]:
    path = str(tmp_path / "n")
    with managing(tmp_path, forks, shown=path, real=path) as playing:
        yield playing


def run(manager: Manager, *arguments: str) -> tuple[int, str]:
    """The status of a command in the daemon's folder, and what it says."""
    program, said = manager.forks.speaking(
        "-m", "daemon", *arguments, environment=of_the_machine() | {"COLUMNS": "200"}, folder=manager.folder
    )
    with said:
        words = said.read()
    return program.wait(), words


def test_it_names_what_was_taken(manager: Manager):
    """Once the daemon has it; what counts from the next start is named apart, and a second reload finds nothing new."""
    started(manager, DRY_RUN="true")
    write(manager, DRY_RUN="false", KEEP_DAYS="17", LISTEN="127.0.0.1:1")

    status, words = run(manager, "reload", "--json")
    again = run(manager, "reload", "--json")

    expected = {"taken": ["DRY_RUN", "KEEP_DAYS"], "at_next_start": ["LISTEN"], "of_the_start": []}
    assert (status, json.loads(words)) == (0, expected)
    assert (again[0], json.loads(again[1])) == (0, expected | {"taken": []})
    shown = json.loads(run(manager, "settings", "show", "keep-days", "--json")[1])
    assert (shown["value"], shown["in_force"]) == ("17", True)


def test_it_says_what_is_wrong(manager: Manager):
    """In the words of a start, and with its status; the former settings stay in force."""
    started(manager)
    write(manager, KEEP_DAYS="soon", ABS_SCAN="perhaps")

    status, words = run(manager, "reload")

    assert status == 78
    assert [line.split()[1] for line in words.splitlines()] == ["KEEP_DAYS:", "ABS_SCAN:"]


def test_a_setting_is_set_for_the_daemon_that_runs(manager: Manager):
    """It is in force soon after, and gone again when it is unset."""
    started(manager)

    assert run(manager, "settings", "set", "keep_days", "90")[0] == 0
    assert json.loads(run(manager, "reload", "--json")[1])["at_next_start"] == []
    assert json.loads(run(manager, "settings", "show", "KEEP_DAYS", "--json")[1])["source"] == "page"
    assert run(manager, "settings", "unset", "KEEP_DAYS")[0] == 0
    assert json.loads(run(manager, "settings", "show", "KEEP_DAYS", "--json")[1])["source"] == "default"
