"""What the doctor tries in the library's folders, among real mounts; nothing of it is left."""

import errno
import json
import os
from pathlib import Path

import pytest

from daemon.doctor.finding import Result
from daemon.doctor.hard_links import _among, _refused
from daemon.doctor.watching import _probe
from tests.fixtures.healthy_world import healthy
from tests.fixtures.users import STRANGER, without_rights

LINKS = """
import json, sys
from pathlib import Path
from daemon.doctor.hard_links import _among

seen = _among(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]])
print(json.dumps([seen.result, seen.evidence, seen.mend]))
"""

WATCH = """
import json, sys
from pathlib import Path
from daemon.doctor.watching import _probe

seen = _probe(Path(sys.argv[1]), setting="auto")
print(json.dumps([left.name for left in Path(sys.argv[1]).iterdir()]), seen, sep="\\n")
"""

READ_ONLY = "mount --bind library library; mount -o remount,bind,ro library"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A folder with downloads and a library, and a seeded file in each."""
    for name in ("downloads", "library", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "seeded.m4b").write_bytes(b"x")
    return tmp_path


def left_over(media: Path) -> list[str]:
    made = [*(media / "library").iterdir(), *(media / "downloads").iterdir()]
    return [file.name for file in made if file.name not in {"seeded.m4b", "in"}]


@pytest.mark.parametrize(
    ("script", "result", "evidence", "mend"),
    [
        ("true", "ok", "was linked into", None),
        ("mount --bind library library", "warning", "they are two mounts", "one mount that contains both"),
        ("mount -t tmpfs none library", "warning", "two file systems", "set QBITTORRENT_SAVE_PATH"),
        ("mount -t tmpfs -o ro none library", "warning", "two file systems", "set QBITTORRENT_SAVE_PATH"),
        (READ_ONLY, "skipped", "not tested", None),
        ("mount --bind downloads library", "ok", "not needed", None),
        ("rm -r downloads; ln -s library downloads", "ok", "not needed", None),
        ("rm -r downloads; mkdir library/in; ln -s library/in downloads", "ok", "not needed", None),
    ],
)
def test_a_hard_link_is_made_to_know_whether_it_can_be(among_mounts, media, script, result, evidence, mend):
    """Two mounts of one disk take none, two names of one folder need none, and where nothing may be made it says so."""
    said = among_mounts(script, LINKS, str(media / "downloads"), str(media / "library"), cwd=media)

    seen = json.loads(said)
    assert seen[0] == result, seen
    assert evidence in seen[1]
    assert (mend in seen[2]) if mend else seen[2] is None
    assert left_over(media) == []
    assert all(file.stat().st_nlink == 1 for file in media.rglob("seeded.m4b"))


def test_one_library_that_takes_links_is_enough(among_mounts, media):
    """The others are named all the same."""
    folders = [str(media / name) for name in ("downloads", "other", "library")]
    result, evidence, mend = json.loads(among_mounts("mount -t tmpfs none other", LINKS, *folders, cwd=media))

    assert (result, mend) == ("ok", None)
    assert evidence.startswith(f"a file in {media / 'downloads'} was linked into {media / 'library'}; ")
    assert f"{media / 'other'} are on two file systems" in evidence


@pytest.mark.parametrize("number", [errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_hard_links_is_named_as_such(media, number):
    """It is neither two mounts nor a folder without rights."""
    seen = _refused(media / "downloads", media / "library", OSError(number, os.strerror(number)))

    assert seen.result is Result.WARNING
    assert os.strerror(number) in seen.evidence
    assert "a file system that has hard links" in (seen.mend or "")


def test_a_library_that_this_user_may_not_write_is_not_judged(place):
    """The program that makes the links may be another user."""
    for name in ("downloads", "library"):
        (place / name).mkdir()
        (place / name).chmod(0o555)

    with without_rights():
        seen = _among(place / "downloads", [place / "library"])

    assert seen.result is Result.SKIPPED
    assert "not tested" in seen.evidence


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("true", "inotify reports new files"),
        ("mount -t tmpfs none library", "inotify reports new files"),
        ("mount -t tmpfs none library; mount -o remount,ro library", "not tried: Read-only file system"),
        (READ_ONLY, "not tried: Read-only file system"),
    ],
)
def test_inotify_is_tried_in_the_librarys_own_file_system(among_mounts, media, script, says):
    """A file of its own is reported; where none can be made, that the folder is opened. Nothing is left there."""
    left, seen = among_mounts(script, WATCH, str(media / "library"), cwd=media).splitlines()

    assert says in seen
    assert "inotify reports" in seen
    assert json.loads(left) in ([], ["seeded.m4b"])


def test_a_library_that_may_only_be_read_is_tried_by_reading(place):
    """The service of systemd may write nothing there, and the kernel reports all the same."""
    library = place / "library"
    library.mkdir()
    library.chmod(0o555)

    with without_rights():
        seen = _probe(library, setting="auto")

    assert "inotify reports that it is opened" in str(seen)
    assert "Permission denied" in str(seen)


def test_what_is_polled_is_not_tried(media):
    """Nothing is made there."""
    before = (media / "library").stat().st_mtime_ns

    assert _probe(media / "library", setting="poll") == "polled every 30 s"
    assert (media / "library").stat().st_mtime_ns == before


@pytest.mark.parametrize("part", ["library", "book"])
async def test_a_closed_library_is_no_fault_of_shelfhook(place, part):
    """Each probe that needs it says what is closed, and the others have nothing to say."""
    async with healthy(place) as world:
        closed = world.stage.library if part == "library" else next(world.stage.library.iterdir())
        if not os.geteuid():
            for one in place.rglob("*"):
                os.chown(one, STRANGER, STRANGER)
            os.chown(closed, 0, 0)
        closed.chmod(0o000)

        with without_rights():
            found = await world.examine()

    unwell = {name: one.result for name, one in found.items() if one.result is not Result.OK}
    assert unwell == {
        "same files": Result.BROKEN,
        "watcher": Result.BROKEN,
        "path map": Result.SKIPPED,
        "folder shapes": Result.SKIPPED,
    } | ({"hard links": Result.SKIPPED} if part == "library" else {})
    for name in ("same files", "watcher"):
        assert f"{closed} is closed to the user" in found[name].evidence
        assert "chmod" in (found[name].mend or "")
