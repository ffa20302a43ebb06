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


def test_without_a_file_the_one_that_would_be_read_is_named(tmp_path: Path):
    """It is read, once it is written: then nothing is missing."""
    told = said(tmp_path)
    file = tmp_path / ".env"
    file.write_text("MAM_ID=a\nABS_TOKEN=b\nQBITTORRENT_USERNAME=c\nQBITTORRENT_PASSWORD=d\n")

    assert told.count(f"a new file {file}") == 2
    assert said(tmp_path).strip() == ""
