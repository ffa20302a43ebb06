"""What is missing is said with the place where this user sets it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT

SENTENCE = "from daemon.config.problems import missing; from daemon.config.settings import Settings; print(*missing(Settings.read()))"


def said(folder: Path, **environment: str) -> str:
    """What a program that is started in this folder says of its missing settings."""
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "STATE_DIR": str(folder / "state")}
    ran = subprocess.run(
        [sys.executable, "-c", SENTENCE],
        env=environment, cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout


@pytest.mark.parametrize("name", [".env", "etc/settings"])
def test_the_file_that_is_read_is_named(tmp_path: Path, name: str):
    """The folder's own, or the one that was named: there may be several."""
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("QBITTORRENT_USERNAME=admin\n")

    told = said(tmp_path, **({} if name == ".env" else {"SHELFHOOK_CONFIG": str(file)}))

    assert told.count(str(file)) == 3
    assert told.count("page Settings") == 3


def test_without_a_file_none_is_promised(tmp_path: Path):
    """As in a container, whose settings are in its environment."""
    told = said(tmp_path)

    assert "MAM_ID" in told
    assert "environment" in told
    assert str(tmp_path) not in told
