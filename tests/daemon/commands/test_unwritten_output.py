"""What a command does whose output cannot be written, or has no reader any more."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT


@pytest.fixture
def run(tmp_path):
    """A command whose output goes to *out*; how it ended, and its complaint."""

    def go(*arguments: str, out, unbuffered: str = "", prepare=None) -> tuple[int, str]:
        environment = os.environ | {"PYTHONUNBUFFERED": unbuffered, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "daemon", *arguments],
            stdout=out, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment, preexec_fn=prepare, check=False,
        )  # fmt: skip
        return done.returncode, done.stderr

    return go


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("downloads", "add", "--help")])
def test_a_full_disk_is_said(run, arguments, unbuffered):
    """In one line and with a status, also where Python keeps nothing back."""
    with Path("/dev/full").open("w") as full:
        status, said = run(*arguments, out=full, unbuffered=unbuffered)

    assert (status, said.count("\n")) == (1, 1)
    assert os.strerror(28) in said


def test_a_file_that_may_not_grow_is_said(run, tmp_path):
    """What fits is in it."""
    most = 100
    with (tmp_path / "out").open("w") as out:
        status, said = run(
            "--help", out=out, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        )

    assert (status, said.count("\n"), (tmp_path / "out").stat().st_size) == (1, 1, most)
    assert os.strerror(27) in said


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_has_gone_is_no_error(run, unbuffered):
    """As behind `| head -1`."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out:
        _, said = run("--help", out=out, unbuffered=unbuffered)

    assert said == ""
