"""The watcher's probe where the kernel's limit is reached, in a user namespace of the test's own."""

import json

# Looks twice: as it is, and after doing what the fix says.
PROGRAM = """
import json, re, sys
from pathlib import Path
from daemon.doctor.watching import _probe

folder = Path(sys.argv[1])
first = _probe(folder, setting="auto")
sysctl = Path("/proc/sys/user/max_inotify_watches")
assert re.search("^raise it with sysctl", first.mend)
sysctl.write_text("1000")
print(json.dumps([first.result, first.evidence, _probe(folder, setting="auto")]))
"""


def test_a_limit_that_is_reached_is_a_warning_and_raising_it_heals(among_mounts, tmp_path):
    """The evidence names the limit; once it is raised a new file is noticed."""
    library = tmp_path / "library"
    library.mkdir()

    lowered = "echo 0 > /proc/sys/user/max_inotify_watches"
    said = among_mounts(lowered, PROGRAM, str(library), cwd=library, mounts=False)

    result, evidence, healed = json.loads(said)
    assert result == "warning"
    assert "fs.inotify.max_user_watches" in evidence
    assert healed.startswith("inotify reports new files")
