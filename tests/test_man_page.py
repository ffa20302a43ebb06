"""The manual page is made of the commands, and `man` can show it."""

import importlib.util
import re
import shutil
import subprocess

import pytest
import typer

from daemon.cli import app
from tests.fixtures.places import ROOT

PAGE = ROOT / "docs" / "shelfhook.1"


def test_the_page_is_that_of_today():
    """`make docs` writes it again."""
    spec = importlib.util.spec_from_file_location("man_page", ROOT / "docs" / "man_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert PAGE.read_text() == module.page()


def test_every_command_and_option_is_in_it():
    """As it is typed."""
    text = re.sub(r"\\f[BIR]", "", PAGE.read_text().replace("\\-", "-"))

    def check(command, path):
        for name, sub in getattr(command, "commands", {}).items():
            check(sub, path if sub.hidden else f"{path} {name}")
        if not getattr(command, "commands", {}):
            assert re.search(rf"^{path}( |$)", text, re.MULTILINE), path
            for one in command.params:
                assert getattr(one, "hidden", False) or any(f"{opt}" in text for opt in one.opts), (path, one)

    check(typer.main.get_command(app), "shelfhook")
    assert "--config FILE" in text


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_page_is_written_as_man_understands_it():
    """Groff finds nothing to warn of, and shows every section."""
    shown = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-P-c", PAGE], capture_output=True, text=True, check=True
    )

    assert shown.stderr == ""
    assert re.findall(r"^(\w[A-Z ]+)$", re.sub(".\b", "", shown.stdout), re.MULTILINE) == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "FILES", "ENVIRONMENT", "EXIT STATUS", "SEE ALSO",
    ]  # fmt: skip
