"""Where settings come from: every place, and which one wins."""

import itertools
import os
from pathlib import Path

import pytest

from daemon.config.credentials import FOLDER
from daemon.config.settings import Settings
from daemon.config.sources import state_dir

pytestmark = pytest.mark.usefixtures("bare_environment")

PLACES = ("environment", "credential", "file", "systemd", "home")


@pytest.mark.parametrize(
    "places",
    [set(some) for number in range(len(PLACES) + 1) for some in itertools.combinations(PLACES, number)],
    ids=lambda some: "+".join(sorted(some)) or "nowhere",
)
def test_the_quick_way_to_the_state_directory_agrees_with_the_settings(tmp_path: Path, places: set[str]):
    """Whatever is set where, commands that only ask the daemon look where the daemon does."""
    file = tmp_path / ".env"
    folder = tmp_path / "credentials"
    folder.mkdir()
    os.environ |= {FOLDER: str(folder), "HOME": "/home/of"}
    os.environ.pop("XDG_STATE_HOME", None)
    if "environment" in places:
        os.environ["State_Dir"] = "/of/environment"  # noqa: SIM112 - either case counts
    if "credential" in places:
        (folder / "shelfhook_state_dir").write_text("/of/credential\n")
    if "file" in places:
        file.write_text("# a comment\nexport STATE_DIR='/of/file'\nLISTEN=127.0.0.1:1\n")
    if "systemd" in places:
        os.environ["STATE_DIRECTORY"] = "/of/systemd:/of/another"

    quick, whole = state_dir(env_file=file), Settings.read(env_file=file).state_dir

    first = next((place for place in PLACES if place in places), "home")
    expected = "/home/of/.local/state/shelfhook" if first == "home" else f"/of/{first}"
    assert (str(quick), str(whole)) == (expected, expected)


def test_a_file_that_sets_nothing_gives_way(tmp_path: Path):
    """A name without a value is not set; an unknown one is left alone."""
    file = tmp_path / ".env"
    file.write_text("STATE_DIR\nSTATE_DIRR=/elsewhere\n")

    assert state_dir(env_file=file) == Settings.read(env_file=file).state_dir


def test_what_is_given_to_the_settings_themselves_wins(tmp_path: Path):
    """Nothing that stands elsewhere changes settings that were made in code."""
    os.environ["LISTEN"] = "127.0.0.1:1"

    assert Settings(state_dir=tmp_path).listen == "127.0.0.1:8787"
    assert Settings.read(env_file=tmp_path / "none", listen="127.0.0.1:2").listen == "127.0.0.1:2"
