"""A start without any settings, by `serve --setup`: the daemon says on its page what is missing, and loses nothing meanwhile."""

import http.client
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from daemon.config.settings import Settings

PATIENCE_SECONDS = 20
HASH = "a" * 40


@pytest.fixture
def started(tmp_path: Path):
    """The daemon of a user who has set nothing; its process and address."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"STATE_DIR": str(tmp_path / "state"), "LISTEN": "127.0.0.1:0", "LOG_FORMAT": "json"}
    with subprocess.Popen(
        [sys.executable, "-m", "daemon", "serve", "--setup"],
        env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line)
            if "not_set_up" in line and "Audiobookshelf" in line:
                break
        assert process.poll() is None, told
        yield process, (tmp_path / "state" / "hook.url").read_text().strip(), tmp_path / "state"
        process.kill()


def asked(url: str, data: bytes | None = None, **headers: str) -> str:
    host, slash, path = url.removeprefix("http://").partition("/")
    with closing(http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)) as connection:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        connection.request("POST" if data else "GET", slash + path, data, headers | form)
        return connection.getresponse().read().decode()


def test_an_open_page_does_not_hold_up_the_end(started):
    """The daemon ends at once when it is told to, whoever listens."""
    process, hook, _ = started
    host = hook.removeprefix("http://").partition("/")[0]
    with closing(http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("GET", "/live")
        stream = connection.getresponse()
        assert stream.readline() == b"data: changed\r\n"

        process.send_signal(signal.SIGTERM)

        assert stream.read().strip() == b""
    assert process.wait(PATIENCE_SECONDS) == 0


def test_a_new_daemon_keeps_what_it_is_told(started):
    """The page is a check-list, a completion is stored and waits, and the daemon stops when it is told to."""
    process, hook, state = started
    token = (state / "webhook.token").read_text().strip()
    page = hook.removesuffix("/webhooks/qbittorrent")

    front = asked(page + "/")
    stored = json.loads(asked(hook, data=f"hash={HASH}".encode(), Authorization=f"Bearer {token}"))
    event = json.loads(asked(f"{page}/api/events/{stored['event']}"))
    process.send_signal(signal.SIGTERM)

    assert "First steps" in front
    assert "MAM_ID=" in front
    assert (event["verdict"], event["attempts"]) == (None, 0)
    assert process.wait(PATIENCE_SECONDS) == 0


def ended(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """A daemon that does not start."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "-m", "daemon", "serve"],
        env=environment | {"STATE_DIR": str(tmp_path / "state")} | settings,
        cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip


def test_without_that_wish_nothing_starts(tmp_path):
    """Everything that is missing is named at once, with the way to the check-list, and the status is 78."""
    daemon = ended(tmp_path)

    assert daemon.returncode == 78
    for told in ("MAM credentials not configured", "Audiobookshelf not configured", "serve --setup"):
        assert told in daemon.stderr


def test_what_is_wrong_is_no_first_start(tmp_path):
    """The check-list would not start either, and is not spoken of."""
    daemon = ended(tmp_path, SEARCH_CRON="0 25 * * *")

    assert daemon.returncode == 78
    assert "SEARCH_CRON" in daemon.stderr
    assert "MAM credentials not configured" in daemon.stderr
    assert "--setup" not in daemon.stderr
