"""The settings about importing, and what is said about wrong ones."""

import os
from pathlib import Path, PurePosixPath

import pytest

from daemon.config.importing import import_folders
from daemon.config.problems import SettingsProblemsError, load
from daemon.config.settings import Settings
from domain.facts import ImportMode
from domain.recording import Recording

COMPLETE = (
    "MAM_ID=seed-of-a-session\nABS_TOKEN=a-token-of-audiobookshelf\nLIBRARY_DIRS=/library:/more/books\n"
)


pytestmark = pytest.mark.usefixtures("bare_environment")


def loaded(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / ".env"
    file.write_text(COMPLETE + text)
    return load(env_file=file)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(SettingsProblemsError) as raised:
        loaded(tmp_path, text)
    return str(raised.value)


def test_by_default_nothing_is_imported(tmp_path):
    """And no file is written beside books that others put there."""
    settings = loaded(tmp_path, "")

    assert (settings.import_, settings.import_dir, settings.sidecar) == ((), None, "off")
    assert str(settings.import_layout) == "{author}/{series}/{sequence} - {title}"


def test_all_of_them_can_be_set(tmp_path):
    """As .env.example shows them."""
    file = tmp_path / "folders.toml"
    file.write_text('[author]\n"Ann Author" = "/library/Ann #1"\n')

    settings = loaded(
        tmp_path,
        f"IMPORT=Hardlink, COPY\nIMPORT_DIR='/library/books #1'\nIMPORT_FILE={file}\nSIDECAR=Auto\n"
        "IMPORT_LAYOUT={author}/{title} {narrator}\n",
    )
    folders = import_folders(
        settings.import_, settings.import_dir, settings.import_file, settings.library_dirs
    )

    assert settings.import_ == (ImportMode.HARDLINK, ImportMode.COPY)
    assert settings.sidecar == "auto"
    assert str(settings.import_layout) == "{author}/{title} {narrator}"
    assert folders.of(Recording(authors=["Ann Author"]), category="") == PurePosixPath("/library/Ann #1")
    assert folders.of(Recording(authors=["Bob Writer"]), category="") == PurePosixPath("/library/books #1")


@pytest.mark.parametrize(
    ("written", "modes"),
    [("off", ()), ("", ()), (" OFF ", ()), ("copy", ("copy",)), ("reflink,hardlink,copy,reflink", ("reflink", "hardlink", "copy"))],
)  # fmt: skip
def test_the_modes_are_tried_in_the_order_in_which_they_are_written(written, modes):
    """Each once."""
    assert Settings(import_=written).import_ == modes


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("IMPORT=symlink", "IMPORT: there is no way “symlink” to import; write off, or some of hardlink, reflink, copy"),
        ("IMPORT=true", "IMPORT: there is no way “true” to import; write off"),
        ("IMPORT=hardlink,off", "IMPORT: must be off, or some of hardlink, reflink, copy in the order to try"),
        ("IMPORT=copy", "IMPORT_DIR: is not set, and IMPORT needs it: set it to a folder of LIBRARY_DIRS"),
        ("IMPORT_DIR=/elsewhere", "IMPORT_DIR: must be a folder of LIBRARY_DIRS, or lie in one"),
        ("IMPORT_DIR=/library2", "IMPORT_DIR: must be a folder of LIBRARY_DIRS"),
        ("IMPORT_DIR=/library/../etc", "IMPORT_DIR: write it without .."),
        ("IMPORT_DIR=${HOME}/books", "IMPORT_DIR: holds ${"),
        ("IMPORT_DIR=/library/" + "x" * 2048, "IMPORT_DIR: is longer than 2048 bytes"),
        ("IMPORT_FILE=/nowhere/folders.toml", "IMPORT_FILE: /nowhere/folders.toml cannot be read"),
        ("IMPORT_LAYOUT={author}", "IMPORT_LAYOUT: must have {title} in its last folder"),
        ("IMPORT_LAYOUT={author} - {title}", "IMPORT_LAYOUT: Audiobookshelf would not find the author"),
        ("IMPORT_LAYOUT=", "IMPORT_LAYOUT: is empty: write it like {author}/{series}/{sequence} - {title}"),
        ("SIDECAR=on", "SIDECAR: must be 'auto' or 'off'"),
        ("IMPORTS=copy", "did you mean IMPORT?"),
        ("IMPORT_FOLDER=/library", "is not a setting"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_reported_with_its_place(tmp_path, lines, problem):
    """What is wrong, what to write instead, and where it is set."""
    told = refused(tmp_path, f"{lines}\nLOG_LEVEL=loud\n")

    assert problem in told


def test_the_place_of_import_is_named(tmp_path):
    """Although a field of that name cannot be in Python."""
    assert f"(set in {tmp_path / '.env'}, line 4)" in refused(tmp_path, "IMPORT=symlink\n")


def test_a_wrong_import_file_is_reported_with_file_line_and_reason(tmp_path):
    """Each problem in it, and no other setting is blamed."""
    file = tmp_path / "folders.toml"
    file.write_text('[category]\nKids = "/elsewhere"\n')

    told = refused(tmp_path, f"IMPORT=copy\nIMPORT_FILE={file}\n")

    assert f"IMPORT_FILE: {file}, line 2: Kids: /elsewhere: must be a folder of LIBRARY_DIRS" in told
    assert "IMPORT_DIR" not in told


def test_without_library_folders_nothing_can_be_imported(tmp_path):
    """The watcher would not see the book."""
    assert "IMPORT_DIR: must be a folder of LIBRARY_DIRS" in refused(
        tmp_path, "LIBRARY_DIRS=\nIMPORT=copy\nIMPORT_DIR=/library\n"
    )


def test_the_environment_can_set_import(tmp_path):
    """By its own name."""
    os.environ |= {"IMPORT": "copy", "IMPORT_DIR": "/library"}

    assert loaded(tmp_path, "").import_ == ("copy",)
