"""The kernel's limits on watching, lowered in a user namespace of the test's own."""

from pathlib import Path

import pytest

from daemon.edges.watching.inotify import limit_reached, network_filesystem

# Watches a folder until a book in a folder that is made later was noticed; prints how it was watched.
PROGRAM = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from daemon.clock import SystemClock
from daemon.edges.watching import folder as watching

async def never(folder):
    return None

async def main():
    folder = Path(sys.argv[1])
    noticed = asyncio.Event()
    root = watching.Root(
        folder=folder, setting="auto", settle=timedelta(seconds=1), compare=never, noticed=noticed.set,
        clock=SystemClock(), poll_every=timedelta(seconds=0.2),
    )
    async with asyncio.TaskGroup() as loops, asyncio.timeout(40):
        running = loops.create_task(root.run())
        while not root._established:
            noticed.clear()
            await noticed.wait()
        for number in range(int(sys.argv[2])):
            (folder / f"new {number}").mkdir()
        while not root._why_poll or not root._established:
            await asyncio.sleep(0.1)
        (folder / "late").mkdir()
        await asyncio.sleep(0.5)
        (folder / "late" / "1.mp3").write_bytes(b"x")
        while str(folder / "late") not in await root.step():
            await asyncio.sleep(0.1)
        running.cancel()
    print(root.state)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("limit", "value", "later", "sysctl"),
    [
        ("max_inotify_watches", 5, 0, "fs.inotify.max_user_watches"),
        ("max_inotify_watches", 12, 20, "fs.inotify.max_user_watches"),
        ("max_inotify_instances", 0, 0, "fs.inotify.max_user_instances"),
    ],
)
def test_at_a_limit_it_says_which_and_polls(among_mounts, tmp_path, limit, value, later, sysctl):
    """Whether it is reached at the start or by folders that come later, the books are noticed all the same."""
    for number in range(7):
        (tmp_path / f"folder {number}").mkdir()

    lowered = f"echo {value} > /proc/sys/user/{limit}"
    said = among_mounts(lowered, PROGRAM, str(tmp_path), str(later), cwd=tmp_path, mounts=False)

    assert sysctl in said.splitlines()[-1]
    assert "polled every" in said


def test_without_a_limit_there_is_nothing_to_say(tmp_path):
    """One more watch is possible."""
    assert limit_reached(tmp_path) is None


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/mnt/nas/books", "nfs4"),
        ("/mnt/nas2", None),
        ("/mnt/with blank/books", "cifs"),
        ("/srv/books", None),
    ],
)
def test_network_file_systems_are_known_by_their_mounts(tmp_path, folder, kind):
    """The nearest mount above the folder decides."""
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n//nas/y /mnt/with\\040blank cifs rw 0 0\n"
    )

    assert network_filesystem(Path(folder), mounts) == kind
