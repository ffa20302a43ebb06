"""What is needed to run the daemon in a container: image, compose example, folders."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from daemon.config.settings import Settings
from domain.paths import PathMap, PathRule
from tests.deploy.conftest import tool
from tests.fixtures.places import ROOT

COMPOSE = ROOT / "deploy" / "docker" / "compose.yaml"


def test_the_image_definition_is_clean():
    """Hadolint finds nothing."""
    said = subprocess.run(
        [tool("hadolint"), ROOT / "deploy/docker/Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (said.returncode, said.stdout) == (0, "")


def test_prepare_makes_what_compose_mounts_and_keeps_what_exists(tmp_path: Path):
    """Folders, and a file for each secret that only its owner can read; a second run changes nothing."""
    script = shutil.copy(ROOT / "deploy" / "docker" / "prepare.sh", tmp_path)
    answers = "session\nkey\n\n"
    subprocess.run([script], input=answers, text=True, check=True, capture_output=True)
    first = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}

    subprocess.run([script], input="other\n", text=True, check=True, capture_output=True)

    secrets = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    wanted = set(re.findall(r"file: \./secrets/(\w+)", COMPOSE.read_text()))
    assert set(secrets) == wanted
    assert (secrets["mam_id"], secrets["abs_token"]) == ("session", "key")
    assert secrets["hook_header"] == f"Authorization: Bearer {secrets['webhook_token']}\n"
    assert {name: text for name, text in secrets.items() if text != "other"} == {
        name: text for name, text in first.items() if text
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "secrets").iterdir())
    assert (tmp_path / "media" / "library").is_dir()
    mounted = re.findall(r"- \./([\w/]+):", COMPOSE.read_text())
    assert [place for place in mounted if not (tmp_path / place).is_dir()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_prepare_gives_the_folders_to_the_user_of_the_containers(tmp_path: Path):
    """PUID and PGID: 1000 for root, or what .env says; and each container runs as them."""
    script = shutil.copy(ROOT / "deploy" / "docker" / "prepare.sh", tmp_path)
    subprocess.run([script], input="\n\n\n", text=True, check=True, capture_output=True)
    made = (tmp_path / ".env").read_text()
    first = (tmp_path / "state").stat().st_uid
    (tmp_path / ".env").write_text("PUID=1234\nPGID=1235\nTZ=Etc/UTC\n")
    subprocess.run([script], input="\n\n\n", text=True, check=True, capture_output=True)
    second = (tmp_path / "state").stat()

    assert made.startswith("PUID=1000\nPGID=1000\nTZ=")
    assert (first, second.st_uid, second.st_gid) == (1000, 1234, 1235)
    assert COMPOSE.read_text().count("user: ${PUID:-1000}:${PGID:-1000}") == 2
    assert "PUID: ${PUID:-1000}" in COMPOSE.read_text()


@pytest.fixture
def compose() -> str:
    """The part of the example that is about shelfhook."""
    return COMPOSE.read_text().partition("\n  shelfhook:\n")[2].partition("\nsecrets:\n")[0]


def test_the_examples_settings_exist(compose: str):
    """What the example sets, by environment and by secret, are settings."""
    named = re.findall(r"^      ([A-Z_]+):", compose, re.MULTILINE)
    [secrets] = re.findall(r"^    secrets: \[(.+)\]", compose, re.MULTILINE)

    unknown = {name.lower() for name in [*named, *secrets.split(", ")]} - set(Settings.names())

    assert unknown == {"credentials_directory", "tz"}


@pytest.mark.parametrize(
    ("client", "daemon", "shelf"),
    [
        ("/data/library/A/B", "/media/library/A/B", "/audiobooks/A/B"),
        ("/data/torrents/B", "/media/torrents/B", "/data/torrents/B"),
    ],
)
def test_the_examples_path_map_fits_its_mounts(compose: str, client: str, daemon: str, shelf: str):
    """A book in the library is translated for all three, one among the torrents for the two that have it."""
    [written] = re.findall(r"PATH_MAP: >-\n((?: {8}.+\n)+)", compose)
    paths = PathMap([PathRule.model_validate(rule) for rule in json.loads(written)])

    assert paths.translate(client, source="client", target="daemon") == daemon
    assert paths.translate(client, source="client", target="abs") == shelf
