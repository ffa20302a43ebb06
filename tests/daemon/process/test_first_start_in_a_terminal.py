"""``shelfhook serve`` and ``shelfhook status`` where nothing is set, as a person sees them."""

import json
import os
import pty
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.clock import SystemClock
from tests.fixtures.forks import Forks, of_the_machine

LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ", re.MULTILINE)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of a person in Chatham, whose clock differs by three quarters of an hour from all that a test may be run in."""
    own = {"STATE_DIR": str(tmp_path / "state"), "LISTEN": "127.0.0.1:0", "TIMEZONE": "Pacific/Chatham"}
    return of_the_machine() | own | {"TERM": "xterm", "COLUMNS": "80"}


@pytest.fixture
def serving(forks: Forks, tmp_path: Path, environment: dict[str, str]):
    """A daemon in a terminal, which is ready; what it showed by then."""
    seen, terminal = pty.openpty()
    program = forks.start(
        "-m", "daemon", "serve", environment=environment, folder=tmp_path, streams=(terminal,) * 3
    )
    os.close(terminal)
    shown = b""
    while b"not_set_up" not in shown:
        shown += os.read(seen, 65536)
    yield COLOURS.sub("", shown.decode())
    program.kill()
    program.wait()
    os.close(seen)


def test_the_start_names_an_address_to_open(serving: str, tmp_path: Path):
    """It is that of the set-up; times are of the place, and to the second."""
    url = (tmp_path / "state" / "hook.url").read_text().partition("/webhooks")[0]

    assert f"Open {url}/setup " in serving
    at = datetime.strptime(LINE.search(serving)[1], "%Y-%m-%d %H:%M:%S").replace(
        tzinfo=ZoneInfo("Pacific/Chatham")
    )
    assert abs(SystemClock().now() - at) < timedelta(minutes=10)


def test_status_says_what_is_missing_and_where_to_set_it(
    serving: str, forks: Forks, tmp_path: Path, environment: dict[str, str]
):
    """And nothing of what does not happen yet: no run is due, and nothing needs a person."""
    url = (tmp_path / "state" / "hook.url").read_text().partition("/webhooks")[0]

    ran = forks.run("-m", "daemon", "status", environment=environment, folder=tmp_path)
    as_json = forks.run("-m", "daemon", "status", "--json", environment=environment, folder=tmp_path)

    lines = ran.stdout.splitlines()
    assert "not set up yet" in lines[0]
    assert f"{url}/setup" in ran.stdout
    assert str(tmp_path / ".env") in ran.stdout
    assert all(setting in ran.stdout for setting in ("MAM_ID", "ABS_TOKEN"))
    assert "due" not in ran.stdout
    overview = json.loads(as_json.stdout)["overview"]
    assert (len(overview["missing"]), overview["page"]) == (2, url)
