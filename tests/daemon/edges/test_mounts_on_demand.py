"""Mounts that a program of the user serves: autofs and FUSE, with the real kernel."""

import json
import os
from pathlib import Path

import pytest

from tests.fixtures.mounts import AmongMounts

# A child mounts autofs and, when somebody steps in, devpts on it: what no list of local file systems has.
AUTOFS = """
import ctypes, fcntl, json, os, struct, sys
from pathlib import Path
from daemon.edges.watching import disk
from daemon.edges.watching.inotify import network_filesystem
from daemon.edges.watching.mounts import kinds

libc, folder, MOUNTED = ctypes.CDLL(None, use_errno=True), sys.argv[1].encode(), 0x9360

def serve(ready):
    os.setsid()
    told, tell = os.pipe()
    options = b"fd=%d,pgrp=%d,minproto=5,maxproto=5,direct" % (tell, os.getpgrp())
    if libc.mount(b"test", folder, b"autofs", 0, options):
        os._exit(1)
    control = os.open(folder, os.O_RDONLY)
    os.write(ready, b"x")
    while True:
        token = struct.unpack_from("iiI", os.read(told, 4096))[2]
        libc.mount(b"none", folder, b"devpts", 0, b"")
        fcntl.ioctl(control, MOUNTED, token)

ready, mounted = os.pipe()
child = os.fork()
if not child:
    serve(mounted)
os.close(mounted)
if not os.read(ready, 1):
    print("null")
    sys.exit()
try:
    before = kinds(Path(sys.argv[1]))
    steps = [disk.identity, network_filesystem]
    for step in steps if sys.argv[2] == "identity" else steps[::-1]:
        step(Path(sys.argv[1]))
    print(json.dumps([before, kinds(Path(sys.argv[1])), network_filesystem(Path(sys.argv[1]))]))
finally:
    os.kill(child, 9)
"""

# Mounts FUSE under a name, and lets the program that would serve it die.
FUSE = """
import ctypes, json, os, sys
from pathlib import Path
from daemon.doctor.watching import _probe
from daemon.edges.watching import disk
from daemon.edges.watching.inotify import network_filesystem
from daemon.edges.watching.obstacles import obstacle

folder = Path(sys.argv[1])
device = os.open("/dev/fuse", os.O_RDWR)
options = b"fd=%d,rootmode=40000,user_id=0,group_id=0" % device
if ctypes.CDLL(None).mount(b"nas:/books", os.fsencode(folder), b"fuse.sshfs", 0, options):
    print("null")
    sys.exit()
os.close(device)
seen = _probe(folder, setting="auto")
print(json.dumps([network_filesystem(folder), disk.identity(folder), str(obstacle(folder)), seen.result]))
"""


# The same for one that lives and never answers.
HUNG = """
import asyncio, ctypes, json, os, sys
from pathlib import Path
from daemon.doctor.watching import _probe_in_time

device = os.open("/dev/fuse", os.O_RDWR)
options = b"fd=%d,rootmode=40000,user_id=0,group_id=0" % device
if ctypes.CDLL(None).mount(b"nas:/books", os.fsencode(sys.argv[1]), b"fuse.sshfs", 0, options):
    print("null")
    sys.exit()

async def main():
    seen = await _probe_in_time(Path(sys.argv[1]), setting="auto", seconds=0.5)
    print(json.dumps([seen.result, seen.evidence]), flush=True)
    os._exit(0)  # its thread waits for ever

asyncio.run(main())
"""


@pytest.mark.parametrize("first", ["identity", "kind"])
def test_what_autofs_mounts_is_seen_through_it(among_mounts, tmp_path, first):
    """Looking at the folder mounts it, whichever look comes first; then the share counts, and not autofs."""
    if os.geteuid():
        pytest.skip("autofs needs root")
    found = json.loads(among_mounts("true", AUTOFS, str(tmp_path), first, cwd=tmp_path, as_root=True))
    if found is None:
        pytest.skip("this kernel mounts no autofs")

    assert found == [["autofs"], ["devpts"], "devpts"]


def served_by_fuse(among_mounts: AmongMounts, program: str, folder: Path) -> list[str]:
    """What a program saw of a share; skips where it may mount none."""
    if not Path("/dev/fuse").exists():
        pytest.skip("this kernel has no FUSE")
    found = json.loads(among_mounts("true", program, str(folder), cwd=folder))
    if found is None:
        pytest.skip("FUSE may not be mounted here")
    return list(found)


def test_a_share_that_never_answers_cannot_be_seen(among_mounts, tmp_path):
    """The doctor does not wait for it for ever."""
    result, evidence = served_by_fuse(among_mounts, HUNG, tmp_path)

    assert result == "broken"
    assert "did not answer within 0.5 s" in evidence


def test_a_share_whose_program_died_cannot_be_seen(among_mounts, tmp_path):
    """Its kind is known, and the folder is neither called closed nor missing."""
    found = served_by_fuse(among_mounts, FUSE, tmp_path)

    kind, identity, why, result = found
    assert (kind, identity, result) == ("fuse.sshfs", None, "broken")
    assert "cannot be seen (Transport endpoint is not connected)" in why
    assert "mount it again" in why


# Watches a folder; prints how, before and after something was mounted in it, and each comparison.
MOUNTED_LATER = """
import asyncio, subprocess, sys
from datetime import timedelta
from pathlib import Path
from daemon.edges.watching import folder as watching
from sandbox.clock import FakeClock

compared = []

async def compare(folder):
    compared.append(root.state)
    return []

folder = Path(sys.argv[1])
clock = FakeClock()
root = watching.Root(
    folder=folder, setting="auto", settle=timedelta(seconds=1), compare=compare, noticed=lambda: None, clock=clock
)

async def main():
    async with asyncio.TaskGroup() as loops, asyncio.timeout(40):
        running = loops.create_task(root.run())
        while not compared:
            await root.step()
            await asyncio.sleep(0.05)
        subprocess.run(["mount", "-t", sys.argv[2], "none", folder / "in"], check=True)
        while len(compared) < 2:
            clock.advance(timedelta(seconds=5))
            await root.step()
            await asyncio.sleep(0.05)
        running.cancel()

asyncio.run(main())
print(*(state.partition(":")[0] for state in compared), sep=", ")
"""


@pytest.mark.parametrize(
    ("kind", "watched"), [("tmpfs", "watched by inotify"), ("devpts", "polled every 30 s")]
)
def test_what_is_mounted_in_the_library_later_is_read(among_mounts, tmp_path, kind, watched):
    """The kernel reports no mount: it is found, compared, and watched in the way that suits it."""
    (tmp_path / "in").mkdir()

    said = among_mounts("true", MOUNTED_LATER, str(tmp_path), kind, cwd=tmp_path)

    assert said.splitlines()[-1] == f"watched by inotify, {watched}"
