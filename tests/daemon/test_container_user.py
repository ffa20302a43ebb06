"""As which user the container runs."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT

SCRIPT = ROOT / "deploy" / "docker" / "shelfhook.sh"
WRONG_SETTING = 78
SAYS = 'id -u; id -g; id -G; umask; stat -c %u:%g "${STATE_DIR:-/}"; echo "$@"'

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(place: Path) -> Run:
    """The container's program, with one of ours in place of the daemon: it says who it is."""
    program, script = place / "program", place / "shelfhook"
    program.write_text(f"#!/bin/sh\n{SAYS}\n")
    script.write_text(SCRIPT.read_text().replace("/opt/shelfhook/bin/shelfhook", str(program)))
    for file in (program, script):
        file.chmod(0o755)

    def start(*before: str, **given: str) -> subprocess.CompletedProcess[str]:
        places = {"PATH": os.environ["PATH"], "STATE_DIR": "/nowhere"}
        return subprocess.run(
            [*before, "sh", script, "serve"], env=places | given, cwd="/", capture_output=True, text=True, check=False
        )  # fmt: skip

    return start


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


@as_root
@pytest.mark.parametrize(
    ("given", "user", "group", "mask"),
    [
        ({}, "1000", "1000", "0022"),
        ({"PUID": "99", "PGID": "100", "UMASK": "002"}, "99", "100", "0002"),
        ({"PUID": "1026", "PGID": "100", "UMASK": "077"}, "1026", "100", "0077"),
        ({"PUID": "", "PGID": "", "UMASK": ""}, "1000", "1000", "0022"),
        ({"PUID": "0", "PGID": "0"}, "0", "0", "0022"),
    ],
)
def test_started_as_root_it_becomes_the_user_that_was_named(run: Run, place: Path, given, user, group, mask):
    """PUID, PGID and UMASK count for the whole program, and its state directory belongs to that user."""
    state = place / "state"
    state.mkdir()
    (state / "shelfhook.db").touch()
    os.chown(state, 1, 1)

    said = run("sh", "-c", 'umask 022; exec "$@"', "sh", STATE_DIR=str(state), **given)

    assert said.stdout.split("\n")[:6] == [user, group, group, mask, f"{user}:{group}", "serve"], said.stderr
    assert (state / "shelfhook.db").stat().st_uid == int(user)


@as_root
def test_groups_that_were_added_stay_and_roots_own_goes(run: Run):
    """`group_add:` is how a container gets at files of a group; being in root's group would be more than was asked."""
    said = run("setpriv", "--groups", "0,4242")

    assert said.stdout.split("\n")[2].split() == ["1000", "4242"]


@as_root
def test_another_user_from_the_start_stays(run: Run):
    """With `user:` nothing is changed but the umask, and the same numbers in PUID and PGID are no contradiction."""
    start = ("setpriv", "--reuid=1234", "--regid=1235", "--clear-groups")

    said = run(*start, PUID="1234", PGID="1235", UMASK="027")

    assert said.stdout.split("\n")[:4] == ["1234", "1235", "1235", "0027"], said.stderr


@as_root
@pytest.mark.parametrize(
    ("before", "given", "says"),
    [
        (("setpriv", "--reuid=1234", "--regid=1234", "--clear-groups"), {"PUID": "99"}, "remove `user:`"),
        (("setpriv", "--bounding-set=-all", "--inh-caps=-all"), {"PUID": "99"}, "SETUID and SETGID"),
        ((), {"PUID": "alice"}, "PUID=alice is not a number"),
        ((), {"PGID": "1e3"}, "PGID=1e3 is not a number"),
        ((), {"UMASK": "rwx"}, "UMASK=rwx is not a umask"),
        ((), {"UMASK": "088"}, "UMASK=088 is not a umask"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run: Run, before, given, says):
    """It ends with the status of a wrong setting, and says what to change; the daemon is not started as somebody else."""
    said = run(*before, **given)

    assert (said.returncode, said.stdout) == (WRONG_SETTING, "")
    assert says in said.stderr
