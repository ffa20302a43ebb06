"""The small parts of the doctor."""

from pathlib import Path

import pytest

from daemon.doctor.finding import Finding, Result, exit_status
from daemon.doctor.this_machine import too_open


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([], 0),
        ([Result.OK, Result.SKIPPED], 0),
        ([Result.OK, Result.WARNING, Result.SKIPPED], 1),
        ([Result.BROKEN, Result.WARNING], 2),
    ],
)
def test_the_worst_finding_is_the_exit_status(results, status):
    """What is skipped is no fault of its own."""
    assert exit_status([Finding("x", result, "") for result in results]) == status


@pytest.mark.parametrize(
    ("folder", "token", "store", "expected"),
    [
        (0o700, 0o600, 0o644, {}),  # no one else gets to the files
        (0o750, 0o600, 0o600, {}),  # our service's: its group comes to the hook's header only
        (0o750, 0o600, 0o640, {"shelfhook.db": 0o600}),
        (0o755, 0o600, 0o600, {}),  # as mkdir makes one: names can be seen, and nothing else
        (0o755, 0o604, 0o644, {"webhook.token": 0o600, "shelfhook.db": 0o600}),
        (0o770, 0o600, 0o600, {"": 0o700}),
        (0o777, 0o600, 0o600, {"": 0o700}),
    ],
)
def test_files_that_others_can_read_are_found(tmp_path, monkeypatch, folder, token, store, expected):
    """Each with the mode that it should have; after setting it none is found."""
    monkeypatch.chdir(tmp_path)
    state = tmp_path / "state"
    state.mkdir()
    for name, mode in (("webhook.token", token), ("shelfhook.db", store)):
        (state / name).touch()
        (state / name).chmod(mode)
    state.chmod(folder)

    found = too_open(state)
    assert {str(file.relative_to(state)).strip("."): right for file, _, right in found} == expected

    for file, _, right in found:
        file.chmod(right)
    assert too_open(state) == []


def test_an_env_file_that_others_can_read_is_found(tmp_path, monkeypatch):
    """It holds secrets, and lies where the program is started."""
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("MAM_ID=x\n")
    Path(".env").chmod(0o644)
    (tmp_path / "state").mkdir(mode=0o700)

    assert too_open(tmp_path / "state") == [(Path(".env"), 0o644, 0o640)]
