"""Settings that stand in files of a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.config.credentials import FOLDER
from daemon.config.invalid import SettingsProblemsError
from daemon.config.problems import load, misspelt
from daemon.config.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of the credentials, in an environment that sets nothing else of ours."""
    kept = dict(os.environ)
    for name in Settings.names():
        os.environ.pop(name.upper(), None)
    folder = tmp_path / "credentials"
    folder.mkdir()
    os.environ[FOLDER] = str(folder)
    yield folder
    os.environ.clear()
    os.environ.update(kept)


def loaded(env_file: Path = Path("none")) -> Settings:
    return load(env_file=env_file, consistent=False)


@pytest.mark.parametrize("name", ["mam_id", "MAM_ID", "shelfhook_mam_id", "shelfhook_MAM_ID"])
def test_a_file_is_a_setting(folder: Path, name: str):
    """A file named after a setting, in either case and as systemd names those of a folder, gives its value."""
    (folder / name).write_text("seed-of-a-session\n")

    found = loaded().mam_id

    assert found is not None
    assert found.get_secret_value() == "seed-of-a-session"


def test_the_environment_wins_and_env_gives_way(folder: Path, tmp_path: Path):
    """The environment is over a credential; a credential is over .env, where the example leaves it empty."""
    for name in ("mam_id", "abs_token"):
        (folder / name).write_text("of the folder")
    os.environ["ABS_TOKEN"] = "of the environment"
    (tmp_path / ".env").write_text("MAM_ID=\nABS_TOKEN=of the file\nABS_URL=http://books:1\n")

    settings = loaded(tmp_path / ".env")

    assert settings.secrets() == ["of the folder", "of the environment"]
    assert settings.abs_url == "http://books:1"


def test_other_files_are_left_alone(folder: Path):
    """A container's folder of secrets may hold what is not for shelfhook."""
    (folder / "hook.hdr").write_bytes(b"\xff")
    (folder / "..data").mkdir()

    assert loaded().secrets() == []
    assert misspelt(Path("none"), {FOLDER: str(folder)}) == []


def test_a_misspelt_file_is_pointed_out(folder: Path):
    """A name that is nearly one of ours is reported."""
    (folder / "shelfhook_abs_tokn").write_text("x")

    [hint] = misspelt(Path("none"), {FOLDER: str(folder)})

    assert str(hint) == "ABS_TOKN in the credentials is not a setting: did you mean ABS_TOKEN?"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_what_cannot_be_read_is_reported(folder: Path, content: bytes | None):
    """The message names the setting and the file, and shows nothing of it."""
    if content is None:
        (folder / "mam_id").mkdir()
    else:
        (folder / "mam_id").write_bytes(content)

    with pytest.raises(SettingsProblemsError, match=f"^MAM_ID: {folder}/mam_id is (a directory|UTF-16): "):
        loaded()


def test_a_folder_that_is_not_there_is_reported(folder: Path):
    """A wrong CREDENTIALS_DIRECTORY is a problem of its own, not of each setting."""
    folder.rmdir()

    with pytest.raises(SettingsProblemsError, match=r"^CREDENTIALS_DIRECTORY: "):
        loaded()
