"""What lets an installation make hard links: the service's drop-in, and the compose example's one mount."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from tests.fixtures.places import ROOT

DROP_IN = ROOT / "deploy" / "systemd" / "import.conf"
DOCKER = ROOT / "deploy" / "docker"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_drop_in(tmp_path: Path):
    """`systemd-analyze verify` finds nothing to say about the service with it."""
    service = tmp_path / "shelfhook.service"
    unit = (ROOT / "deploy/systemd/shelfhook.service").read_text()
    service.write_text(unit.replace("/usr/local/bin/shelfhook", "/bin/true"))
    shutil.copy(ROOT / "deploy/systemd/shelfhook.socket", tmp_path)
    folder = tmp_path / "shelfhook.service.d"
    folder.mkdir()
    shutil.copy(DROP_IN, folder)

    said = subprocess.run(["systemd-analyze", "verify", service], capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_the_drop_in_opens_one_folder_and_says_why():
    """One path, since each is a mount of its own; a comment stands above each directive."""
    lines = DROP_IN.read_text().splitlines()
    at = [number for number, line in enumerate(lines) if re.match(r"[A-Z]\w*=", line)]

    assert [lines[number] for number in at if lines[number].startswith("ReadWritePaths=")] == [
        "ReadWritePaths=/srv/media"
    ]
    assert [lines[number] for number in at if not lines[number - 1].startswith("# ")] == []


def test_the_example_for_imports_has_one_mount_to_write():
    """It replaces the read-only mount of the same folder, above both the torrents and the library, by a writable one."""
    plain = (DOCKER / "compose.yaml").read_text()
    ours = (DOCKER / "compose.import.yaml").read_text()
    said = dict(re.findall(r"^      ([A-Z_]+): (\S+)$", ours, re.MULTILINE))

    assert re.findall(r"- (\./media.*)", plain) == [
        "./media:/data",
        "./media/library:/audiobooks",
        "./media:/media:ro",
    ]
    assert re.findall(r"- (\./.*)", ours) == ["./media:/media"]
    assert f"LIBRARY_DIRS: {said['IMPORT_DIR']}\n" in plain
    assert {name.lower() for name in said} - set(Settings.names()) == {"umask"}
