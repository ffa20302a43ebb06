"""A start without credentials: the daemon stands by, says what to set, and loses nothing meanwhile."""

import http.client
import json
import signal
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from daemon.config.problems import contradictions, missing
from daemon.config.settings import Settings
from tests.fixtures.forks import Forks, of_the_machine

PATIENCE_SECONDS = 20
HASH = "a" * 40


@pytest.fixture
def started(forks: Forks, tmp_path: Path):
    """The daemon of a user who has set nothing; its process and address."""
    state = tmp_path / "state"
    settings = {"STATE_DIR": str(state), "LISTEN": "127.0.0.1:0", "LOG_FORMAT": "json"}
    process, said = forks.speaking(
        "-m", "daemon", "serve", environment=of_the_machine() | settings, folder=tmp_path
    )
    with said:
        told = []
        for line in said:
            told.append(line)
            if "not_set_up" in line and "Audiobookshelf" in line:
                break
        assert process.returncode is None, told
        yield process, (state / "hook.url").read_text().strip(), state
        process.kill()
        process.wait()


def asked(url: str, data: bytes | None = None, **headers: str) -> str:
    host, slash, path = url.removeprefix("http://").partition("/")
    with closing(http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)) as connection:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        connection.request("POST" if data else "GET", slash + path, data, headers | form)
        return connection.getresponse().read().decode()


def test_an_open_page_does_not_hold_up_the_end(started):
    """The daemon ends at once when it is asked to, no matter who listens."""
    process, hook, _ = started
    host = hook.removeprefix("http://").partition("/")[0]
    with closing(http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("GET", "/live")
        stream = connection.getresponse()
        assert stream.readline() == b"data: changed\r\n"

        process.send_signal(signal.SIGTERM)

        assert stream.read().strip() == b""
    assert process.wait(PATIENCE_SECONDS) == 0


def test_a_new_daemon_keeps_its_reports(started):
    """The page leads to the set-up, a completion is stored and waits, and the daemon stops when it is asked to."""
    process, hook, state = started
    token = (state / "webhook.token").read_text().strip()
    page = hook.removesuffix("/webhooks/qbittorrent")

    front = asked(page + "/")
    stored = json.loads(asked(hook, data=f"hash={HASH}".encode(), Authorization=f"Bearer {token}"))
    event = json.loads(asked(f"{page}/api/events/{stored['event']}"))
    overview = json.loads(asked(f"{page}/api/overview"))
    shown = {one["name"]: one for one in overview["services"]}
    process.send_signal(signal.SIGTERM)

    assert "First steps" in front
    assert "/setup/mam" in front
    assert (shown["mam"]["told"], "MAM_ID" in shown["mam"]["more"]) == ("not set up", True)
    assert "ABS_TOKEN" in shown["audiobookshelf"]["more"]
    assert (event["verdict"], event["attempts"]) == (None, 0)
    assert process.wait(PATIENCE_SECONDS) == 0


def ended(forks: Forks, tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """A daemon that does not start."""
    environment = of_the_machine() | {"STATE_DIR": str(tmp_path / "state")} | settings
    return forks.run("-m", "daemon", "serve", environment=environment, folder=tmp_path)


@pytest.mark.parametrize(
    ("half", "other"),
    [("QBITTORRENT_USERNAME", "QBITTORRENT_PASSWORD"), ("QBITTORRENT_PASSWORD", "QBITTORRENT_USERNAME")],
)
def test_half_a_login_is_missing_and_not_wrong(half, other):
    """With one half of qBittorrent's login set the message names the other; nothing is refused."""
    settings = Settings(mam_id="unused", abs_token="unused", **{half.lower(): "unused"})

    [lacking] = missing(settings)

    assert (lacking.service, contradictions(settings)) == ("qbittorrent", [])
    assert other in str(lacking)


def test_what_is_wrong_ends_the_start(forks, tmp_path):
    """With a setting that is wrong it does not stand by: the setting is named, and the status is 78."""
    daemon = ended(forks, tmp_path, SEARCH_CRON="0 25 * * *")

    assert daemon.returncode == 78
    assert "SEARCH_CRON" in daemon.stderr


@pytest.mark.parametrize(
    ("settings", "is_json"),
    [
        ({}, True),
        ({"LOG_FORMAT": "JSON"}, True),
        ({"LOG_FORMAT": "console"}, False),
        ({"LOG_FORMAT": "loud"}, True),
    ],
)
def test_the_last_words_have_the_form_of_the_log(forks, tmp_path, settings, is_json):
    """What keeps it from starting is a JSON line among JSON lines, and a sentence among sentences."""
    daemon = ended(forks, tmp_path, SEARCH_CRON="0 25 * * *", **settings)

    [line] = [one for one in daemon.stderr.splitlines() if "SEARCH_CRON" in one]
    if is_json:
        told = json.loads(line)
        assert (told["event"], told["status"], told["level"]) == ("daemon_failed", 78, "error")
        line = f"shelfhook: {told['reason']}"
    assert line.startswith("shelfhook: SEARCH_CRON")
