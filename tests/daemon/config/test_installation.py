"""The program of a service finds its settings from any folder; any other program only those of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT
from tests.fixtures.strangers import WITHOUT_POWERS

ASKED = """
from daemon.config.installation import way_to_the_daemon
from daemon.config.sources import ENV_FILE, state_dir
print(state_dir())
print(way_to_the_daemon(ENV_FILE))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An environment as `make install` makes one: its Python, and a link to the settings of the service."""
    program, settings = tmp_path / "lib", tmp_path / "etc" / ".env"
    settings.parent.mkdir()
    settings.write_text("STATE_DIR=/var/lib/of-the-service\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", program], check=True)
    (program / ".env").symlink_to(settings)
    return tmp_path


def message_of(installed: Path, folder: Path, *user: str) -> list[str]:
    asked = subprocess.run(
        [*user, installed / "lib/bin/python", "-c", ASKED],
        env={"PYTHONPATH": str(ROOT), "HOME": "/home/reader"}, cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return asked.stdout.splitlines()


def test_the_services_settings_are_found_from_anywhere(installed: Path, tmp_path: Path):
    """In the folder of the settings and in any other, the state directory and the way to start are the service's."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    for folder in (elsewhere, installed / "etc"):
        assert message_of(installed, folder) == [
            "/var/lib/of-the-service",
            "start it with `sudo systemctl start shelfhook`",
        ]


def test_settings_of_the_current_folder_win(installed: Path, tmp_path: Path):
    """In the folder of one's own daemon a command asks that one."""
    own = tmp_path / "own"
    own.mkdir()
    (own / ".env").write_text("STATE_DIR=/home/reader/state\n")

    assert message_of(installed, own) == ["/home/reader/state", "start it with `shelfhook serve`"]


def test_who_may_not_read_the_services_settings_has_his_own(installed: Path, tmp_path: Path):
    """Settings that are closed are passed over, and where no daemon answers, they are named."""
    (installed / "etc/.env").chmod(0)

    state, way = message_of(installed, tmp_path, *WITHOUT_POWERS)

    assert state == "/home/reader/.local/state/shelfhook"
    assert "run this with sudo" in way


def test_a_link_that_leads_nowhere_is_none(installed: Path, tmp_path: Path):
    """After the settings were removed, the program is like any other."""
    (installed / "etc/.env").unlink()

    assert message_of(installed, tmp_path) == [
        "/home/reader/.local/state/shelfhook",
        "start it with `shelfhook serve`",
    ]


def test_the_services_state_is_found_where_its_settings_do_not_name_it(installed: Path, tmp_path: Path):
    """Systemd names it to the service alone; it is what the unit says."""
    (installed / "etc/.env").write_text("# STATE_DIR=\n")

    assert message_of(installed, tmp_path)[0] == "/var/lib/shelfhook"


def test_settings_in_the_usual_place_are_found_by_every_installation(among_mounts, tmp_path: Path):
    """However the program came here: /etc/shelfhook/.env is read from any folder, and the state is the unit's."""
    script = f"""
        mount -t tmpfs none {tmp_path}
        mkdir {tmp_path}/upper {tmp_path}/work {tmp_path}/elsewhere
        mount -t overlay none -o lowerdir=/etc,upperdir={tmp_path}/upper,workdir={tmp_path}/work /etc
        mkdir -p /etc/shelfhook
        echo MAM_ID=x > /etc/shelfhook/.env
    """
    program = f"""
import subprocess, sys
ran = subprocess.run([sys.executable, "-m", "daemon", "healthcheck"], capture_output=True, text=True,
    env={{"PYTHONPATH": {str(ROOT)!r}, "HOME": "/home/reader"}}, cwd="{tmp_path}/elsewhere")
print(ran.stderr)
"""

    said = among_mounts(script, program, cwd=tmp_path)

    assert "(state directory /var/lib/shelfhook, by /etc/shelfhook/.env)" in said
    assert "sudo systemctl start shelfhook" in said
