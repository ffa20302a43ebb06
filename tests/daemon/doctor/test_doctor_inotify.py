"""The watcher's probe where the kernel's limit is reached, in a user namespace of the test's own."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.fixtures.places import ROOT

# Looks twice: as it is, and after doing what the mend says.
PROGRAM = """
import json, re, sys
from pathlib import Path
from daemon.doctor.watching import _look_at

folder = Path(sys.argv[1])
first = _look_at(folder, setting="auto")
sysctl = Path("/proc/sys/user/max_inotify_watches")
assert re.search("^raise it with sysctl", first.mend)
sysctl.write_text("1000")
print(json.dumps([first.result, first.evidence, _look_at(folder, setting="auto")]))
"""


def with_watches(number: int, *command: str) -> subprocess.CompletedProcess[str]:
    script = f'echo {number} > /proc/sys/user/max_inotify_watches && exec "$@"'
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh", *command],
        capture_output=True, text=True, check=False, timeout=60, cwd=ROOT,
    )  # fmt: skip


def test_a_limit_that_is_reached_is_a_warning_and_raising_it_heals(tmp_path):
    """The evidence names the limit; once it is raised a new file is noticed."""
    if shutil.which("unshare") is None or with_watches(100, "true").returncode:
        pytest.skip("user namespaces are not allowed here")
    library = tmp_path / "library"
    library.mkdir()

    ended = with_watches(0, sys.executable, "-c", PROGRAM, str(library))

    assert ended.returncode == 0, ended.stderr
    result, evidence, healed = json.loads(ended.stdout)
    assert result == "warning"
    assert "fs.inotify.max_user_watches" in evidence
    assert healed.startswith("inotify reports new files")
