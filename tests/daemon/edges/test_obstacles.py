"""Folders that this user may not see: real ones, and where the tests run as root, as a user without rights."""

import os
from pathlib import Path

import pytest

from daemon.doctor.finding import Result, Seen
from daemon.doctor.watching import _probe
from daemon.edges.watching.obstacles import closed_below, obstacle
from tests.fixtures.users import without_rights

GROUP = 54322


def made(folder: Path, mode: int, group: int = GROUP) -> Path:
    folder.mkdir(parents=True)
    if not os.geteuid():
        os.chown(folder, 0, group)
    folder.chmod(mode)
    return folder


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111, 0o700, 0o2750])
def test_a_closed_library_is_said_to_be_closed(place, mode):
    """Whether it cannot be entered, listed or both; the doctor calls it broken, and says what opens it."""
    library = made(place / "library", mode if not os.geteuid() else mode & 0o077)

    with without_rights():
        found = obstacle(library)
        seen = _probe(library, setting="auto")

    assert found is not None
    assert not found.missing
    assert f"{library} is closed to the user" in found.what
    assert isinstance(seen, Seen)
    assert (seen.result, seen.evidence, seen.mend) == (Result.BROKEN, found.what, found.mend)


@needs_root
@pytest.mark.parametrize(
    ("mode", "group", "mine", "says"),
    [
        (0o2750, GROUP, (), f"set SupplementaryGroups={GROUP} under [Service]"),
        (0o700, GROUP, (), f"`sudo chmod g+rx {{}}`, and set SupplementaryGroups={GROUP}"),
        (0o700, GROUP, (GROUP,), "`sudo chmod g+rx {}`"),
        (0o750, 65534, (), "`stat -c %G {}` names the group"),
        (0o700, 0, (), "`sudo chmod o+rx {}`"),
    ],
)
def test_what_opens_it_depends_on_its_group(place, mode, group, mine, says):
    """The unit's drop-in names the group, where the group may enter; a group that is not seen is to be looked up."""
    library = made(place / "library", mode, group)

    with without_rights(*mine):
        found = obstacle(library / "deeper")

    assert found is not None
    assert says.format(library) in found.mend


@needs_root
def test_doing_what_it_says_opens_it(place):
    """In the group that the drop-in names, nothing is in the way any more."""
    library = made(place / "library", 0o2750)

    with without_rights(GROUP):
        assert obstacle(library) is None
        assert closed_below(library) is None


@needs_root
def test_a_closed_folder_above_is_the_one_to_open(place):
    """The first on the way is named, wherever the library lies below it."""
    made(place / "media" / "audio" / "library", 0o755)
    (place / "media").chmod(0o700)

    with without_rights():
        found = obstacle(place / "media" / "audio" / "library")

    assert found is not None
    assert f"{place / 'media'} is closed" in found.what


def test_a_closed_folder_in_the_library_is_found(place):
    """However deep; what no library has books in may stay closed."""
    library = place / "library"
    for name in ("lost+found", ".Trash-1000", "@eaDir", "#recycle", "$RECYCLE.BIN"):
        made(library / name, 0o000)
    with without_rights():
        assert closed_below(library) is None

    made(library / "Author" / "Book", 0o000)
    with without_rights():
        found = closed_below(library)
        seen = _probe(library, setting="poll")

    assert found is not None
    assert f"{library / 'Author' / 'Book'} is closed" in found.what
    assert isinstance(seen, Seen)
    assert seen.result is Result.BROKEN


@pytest.mark.parametrize("kind", ["missing", "file", "below a file", "dangling link", "loop"])
def test_what_is_no_folder_is_not_called_closed(tmp_path, kind):
    """It is waited for: mounting it, or naming another folder, is what helps."""
    library = tmp_path / "library"
    if kind in {"file", "below a file"}:
        library.touch()
    elif kind != "missing":
        library.symlink_to("library" if kind == "loop" else "nowhere")

    found = obstacle(library / "below" if kind == "below a file" else library)

    assert found is not None
    assert "closed" not in found.what
    assert found.missing is (kind != "loop")
    assert "mount it" in found.mend


def test_a_library_in_a_home_that_is_hidden_names_the_drop_in():
    """Systemd shows an empty /home instead of the real one."""
    found = obstacle(Path("/home/nobody-of-this-name/Audiobooks"))

    assert found is not None
    assert "ProtectHome=tmpfs" in found.mend
    assert "BindReadOnlyPaths=/home/nobody-of-this-name/Audiobooks" in found.mend


def test_a_folder_that_can_be_seen_has_no_obstacle(tmp_path):
    """Empty or not."""
    assert obstacle(tmp_path) is None
    assert closed_below(tmp_path) is None
