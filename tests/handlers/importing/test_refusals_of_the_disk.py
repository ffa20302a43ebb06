"""What a disk refuses leaves nothing behind, and says what to do; among real mounts."""

import errno
import json
import os
import tempfile
from pathlib import Path

import pytest

from domain.facts import ImportMode, ImportProblem
from handlers.importing.refused import ImportRefusedError, refused
from handlers.importing.staging import BookSources, advance
from handlers.importing.work import BookWork
from tests.fixtures.stores import ready_file
from tests.fixtures.users import without_rights
from tests.handlers.importing.disk_world import folders, seed, tree

PROGRAM = "import sys\nfrom tests.handlers.importing.among_disks import run\nrun(*sys.argv[1:])"
FILES = {"Lies/01.mp3": b"one" * 100_000, "Lies/02.mp3": b"two" * 100_000, "Lies/cover.jpg": b"picture"}
PLACED = ["Ann Lee", "Ann Lee/Lies"] + [
    f"Ann Lee/Lies/{name}" for name in ("01.mp3", "02.mp3", "cover.jpg", "metadata.json")
]
TWO_DISKS = "mount -t tmpfs none library"
TWO_MOUNTS = "mount --bind library library"
READ_ONLY = "mount --bind library library; mount -o remount,bind,ro library"
SMALL = "mount -t tmpfs -o size=400k none library"
NARROW = "mount -t tmpfs -o nr_inodes=7 none library"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seeds, an empty library and a store."""
    seed(tmp_path / "seeds", FILES)
    (tmp_path / "library").mkdir()
    ready_file(tmp_path / "shelfhook.db")
    return tmp_path


@pytest.mark.parametrize(
    ("script", "modes", "problem", "says"),
    [
        (TWO_DISKS, "hardlink", "other_file_system", "IMPORT=hardlink,copy"),
        (TWO_MOUNTS, "hardlink", "other_file_system", "one ReadWritePaths= with a folder above both"),
        (READ_ONLY, "hardlink", "read_only", "mount it for writing"),
        (SMALL, "copy", "no_space", "free some space"),
        (NARROW, "copy", "no_space", "free some space"),
        (TWO_DISKS, "reflink", "other_file_system", "two file systems"),
        ("true", "reflink", "no_reflink", "IMPORT=reflink,copy"),
        ("mount -t tmpfs none seeds; rmdir library", "hardlink", "no_folder", "mount or create it"),
    ],
)
def test_a_refused_import_leaves_nothing_and_says_what_to_do(
    among_mounts, folder, script, modes, problem, says
):
    """Neither a folder of ours nor a changed seed."""
    seen = json.loads(among_mounts(script, PROGRAM, str(folder), modes, "Ann Lee/Lies", cwd=folder))

    assert (seen["problem"], seen["left"], seen["seeds"]) == (problem, [], True), seen
    assert says in seen["message"]


@pytest.mark.parametrize(
    ("script", "modes", "mode"),
    [
        (TWO_DISKS, "hardlink,copy", "copy"),
        (TWO_MOUNTS, "reflink,hardlink,copy", "copy"),
        ("true", "reflink,hardlink", "hardlink"),
        (TWO_DISKS, "copy", "copy"),
    ],
)
def test_another_way_is_taken_only_where_that_is_set(among_mounts, folder, script, modes, mode):
    """In the order of the setting."""
    seen = json.loads(among_mounts(script, PROGRAM, str(folder), modes, "Ann Lee/Lies", cwd=folder))

    assert (seen["problem"], seen["mode"], seen["left"], seen["seeds"]) == (None, mode, PLACED, True), seen


def test_a_library_that_others_own_is_not_written_to():
    """The message names the right that is missing."""
    with tempfile.TemporaryDirectory() as name:
        folder = folders(Path(name))
        seed(folder / "seeds", FILES)
        folder.chmod(0o755)
        (folder / "library").chmod(0o555)
        work = BookWork(root=f"{folder}/library", place="Ann Lee/Lies", token="0")

        with without_rights(), pytest.raises(ImportRefusedError) as refusal:
            advance(work, BookSources(files=(), sidecar=None), ImportMode.HARDLINK, budget=1)

        assert refusal.value.kind is ImportProblem.NO_PERMISSION
        assert "the right to write there" in str(refusal.value)
        assert tree(folder / "library") == []


@pytest.mark.parametrize("name", ["n" * 255, "嘘" * 85, "é" * 127])
def test_a_name_of_255_bytes_is_a_name(among_mounts, folder, name):
    """As long as any file system takes it."""
    seen = json.loads(among_mounts("true", PROGRAM, str(folder), "hardlink", f"A/{name}", cwd=folder))

    assert seen["problem"] is None, seen
    assert f"A/{name}/01.mp3" in seen["left"]


def test_a_longer_name_is_refused(among_mounts, folder):
    """With the setting that makes it."""
    seen = json.loads(among_mounts("true", PROGRAM, str(folder), "hardlink", f"A/{'n' * 256}", cwd=folder))

    assert (seen["problem"], seen["left"]) == ("name_too_long", [])
    assert "IMPORT_LAYOUT" in seen["message"]


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.EMLINK, ImportProblem.TOO_MANY_LINKS),
        (errno.EDQUOT, ImportProblem.NO_SPACE),
        (errno.EPERM, ImportProblem.NO_PERMISSION),
        (errno.EOPNOTSUPP, ImportProblem.NO_LINKS),
        (errno.EILSEQ, ImportProblem.NAME_REFUSED),
        (errno.EIO, ImportProblem.DISK_ERROR),
    ],
)
def test_every_answer_of_a_disk_has_its_words(number, problem):
    """The file is named, and what to do."""
    error = OSError(number, os.strerror(number), "/seeds/a", None, "/library/a")

    said = refused(error, ImportMode.HARDLINK, source="/seeds/a", target="/library/a")

    assert said.kind is problem
    assert "/library/a" in said.what
    assert said.mend
