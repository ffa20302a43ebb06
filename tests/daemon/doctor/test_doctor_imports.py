"""What the doctor makes in the library to know whether imports can be made, among real mounts; nothing of it is left."""

import json
import os
from pathlib import Path

import pytest

from daemon.doctor.finding import Result
from daemon.doctor.placing import one_mount, tried, unwritable
from domain.facts import ImportMode
from tests.fixtures.healthy_world import healthy
from tests.fixtures.users import STRANGER, without_rights

TRIED = """
import json, sys
from pathlib import Path
from daemon.doctor.placing import tried
from domain.facts import ImportMode

seen = tried(Path(sys.argv[1]), Path(sys.argv[2]), [ImportMode(one) for one in sys.argv[3].split(",")])
print(json.dumps([seen.result, seen.evidence, seen.mend]))
"""

READ_ONLY = "mount --bind library library; mount -o remount,bind,ro library"
TWO_MOUNTS = "mount --bind library library"
OTHER_DISK = "mount -t tmpfs none library"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A torrent's file, and a library."""
    for name in ("torrents", "library"):
        (tmp_path / name).mkdir()
    (tmp_path / "torrents" / "seeded.m4b").write_bytes(b"x" * 9)
    return tmp_path


@pytest.mark.parametrize(
    ("script", "modes", "result", "evidence", "mend"),
    [
        ("true", "hardlink", "ok", "a hard link of a file in", None),
        ("true", "copy", "ok", "a copy of a file in", None),
        (TWO_MOUNTS, "hardlink", "broken", "they are two mounts", "a single ReadWritePaths="),
        (TWO_MOUNTS, "hardlink,copy", "warning", "a copy of a file in", "Docker one volume"),
        (OTHER_DISK, "hardlink", "broken", "two file systems", "IMPORT=hardlink,copy"),
        (OTHER_DISK, "reflink", "broken", "two file systems", "IMPORT=hardlink,copy"),
        (OTHER_DISK, "copy", "ok", "a copy of a file in", None),
        (READ_ONLY, "hardlink", "broken", "can only be read", "ReadWritePaths="),
        (READ_ONLY, "hardlink,copy", "broken", "can only be read", "without `:ro`"),
    ],
)
def test_what_an_import_would_make_is_made_and_removed(
    among_mounts, media, script, modes, result, evidence, mend
):
    """What fails is broken with its fix, and a way that is only the second one is a warning."""
    seeded, library = media / "torrents" / "seeded.m4b", media / "library"

    seen = json.loads(among_mounts(script, TRIED, str(seeded), str(library), modes, cwd=media))

    assert seen[0] == result, seen
    assert evidence in seen[1]
    assert (mend in seen[2]) if mend else seen[2] is None
    assert [*library.iterdir(), *(media / "torrents").iterdir()] == [seeded]
    assert seeded.stat().st_nlink == 1


def test_the_fix_names_the_folder_above_both():
    """One mount of it is enough for systemd and for Docker."""
    said = one_mount(Path("/srv/media/torrents"), Path("/srv/media/library/audiobooks"))

    assert "ReadWritePaths=/srv/media," in said
    assert "one volume for /srv/media " in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has files of another user")
def test_a_file_of_another_user_is_linked_under_the_kernels_conditions(place):
    """A file that the service may read and not write cannot be linked, and the fix says why (fs.protected_hardlinks)."""
    if Path("/proc/sys/fs/protected_hardlinks").read_text().strip() != "1":
        pytest.skip("this kernel lets everyone link everything")
    torrents, library = place / "torrents", place / "library"
    torrents.mkdir()
    library.mkdir()
    library.chmod(0o777)
    seeded = torrents / "seeded.m4b"
    seeded.write_bytes(b"x")
    seeded.chmod(0o644)

    with without_rights():
        seen = tried(seeded, library, [ImportMode.HARDLINK])
    os.chown(seeded, 0, STRANGER)
    seeded.chmod(0o664)
    with without_rights(STRANGER):
        shared = tried(seeded, library, [ImportMode.HARDLINK])

    assert seen.result is Result.BROKEN
    assert "fs.protected_hardlinks" in seen.evidence
    assert "UMASK=002" in (seen.mend or "")
    assert shared.result is Result.OK
    assert list(library.iterdir()) == []


async def test_imports_are_tried_with_a_torrents_own_file(tmp_path):
    """With `IMPORT` on, both probes say so, and nothing is left; without it writing is not needed."""
    async with healthy(tmp_path) as world:
        off = await world.examine()
        world.environment |= {"IMPORT": "hardlink", "IMPORT_DIR": str(world.stage.library)}
        before = sorted(world.stage.library.rglob("*"))

        on = await world.examine()

        assert sorted(world.stage.library.rglob("*")) == before
    assert off["writing"].evidence == "not needed: IMPORT and SIDECAR are off"
    assert on["writing"].evidence == f"{world.stage.library} can be written"
    assert on["hard links"].result is Result.OK
    assert on["hard links"].evidence.startswith("a hard link of a file in ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
async def test_a_library_that_a_sidecar_cannot_be_written_to_is_a_warning(place):
    """Books get their values all the same, only later."""
    async with healthy(place) as world:
        world.environment |= {"SIDECAR": "auto"}
        for one in place.rglob("*"):
            os.chown(one, STRANGER, STRANGER)
        os.chown(world.stage.library, 0, 0)
        with without_rights():
            found = await world.examine()

    assert found["writing"].result is Result.WARNING
    assert "SIDECAR=auto does nothing there" in found["writing"].evidence


def test_a_library_of_another_user_is_said_to_be_closed(place):
    """The service needs the right to write there, and the fix says how."""
    library = place / "library"
    library.mkdir()
    library.chmod(0o555)

    with without_rights():
        seen = unwritable(library)

    assert seen is not None
    assert seen.result is Result.BROKEN
    assert "closed to writing" in seen.evidence
    assert "chmod g+w" in (seen.mend or "")
