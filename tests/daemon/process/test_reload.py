"""A reload: the daemon takes other settings in the same process, and no one outside notices more than a pause."""

import http.client
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.daemon.process.managing import (
    PATIENCE_SECONDS,
    TOKEN,
    Manager,
    address_of,
    answer,
    managing,
    reloaded,
    said,
    send_hook,
    started,
    write,
)
from tests.fixtures.forks import Forks


@pytest.fixture
def manager(forks: Forks, tmp_path: Path) -> Iterator[Manager]:
    path = str(tmp_path / "n")
    with managing(tmp_path, forks, shown=path, real=path) as playing:
        yield playing


def test_what_is_missing_is_taken_without_a_restart(manager: Manager):
    """A daemon that stands by works once its file has the credentials; the manager hears when it reloads."""
    daemon = started(manager, MAM_ID="", ABS_TOKEN="")
    earlier = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    hook = send_hook(address_of(manager))
    answer(hook)
    write(manager)

    daemon.program.send_signal(signal.SIGHUP)
    begun, ready = manager.notice(), manager.notice()

    assert begun[0] == "RELOADING=1"
    assert earlier <= int(begun[1].removeprefix("MONOTONIC_USEC=")) <= earlier + 60_000_000
    host, port = address_of(manager)
    assert ready == ["READY=1", f"STATUS=Listening at http://{host}:{port}"]
    assert '"changed": ["MAM_ID", "ABS_TOKEN"]' in said(daemon, "settings_taken")


def test_settings_of_the_page_are_taken_and_the_file_wins(manager: Manager):
    """The page's file sets what no other source does."""
    daemon = started(manager, DRY_RUN="true")
    (manager.state / "page.env").write_text("DRY_RUN=false\nABS_SCAN=never\nABS_TOKEN=another\n")

    reloaded(manager, daemon)

    assert '"changed": ["ABS_SCAN"]' in said(daemon, "settings_taken")


def test_what_is_saved_in_the_page_counts_without_a_restart(manager: Manager):
    """The page is answered at once, its notice outlives the reload, and what was saved is in force then."""
    daemon = started(manager)
    written = re.search(r'name="written" value="([^"]*)"', on_page(manager)[2])[1]

    status, headers, _ = on_page(manager, urlencode({"written": written, "ABS_SCAN": "never"}))
    assert (manager.notice()[0], manager.notice()[0]) == ("RELOADING=1", "READY=1")
    _, _, text = on_page(manager, cookie=headers["Set-Cookie"].partition(";")[0])

    assert '"settings": ["ABS_SCAN"]' in said(daemon, "settings_saved")
    assert '"changed": ["ABS_SCAN"]' in said(daemon, "settings_taken")
    assert (status, headers["Location"]) == (303, "/settings")
    assert "Saved ABS_SCAN" in text
    assert "Not in force yet" not in text
    assert (manager.state / "page.env").read_text().endswith("\nABS_SCAN='never'\n")


def on_page(manager: Manager, body: str | None = None, cookie: str = "") -> tuple[int, Message, str]:
    """The status, the headers and the text of the settings' page, or of the answer to its form."""
    page = http.client.HTTPConnection(*address_of(manager), timeout=PATIENCE_SECONDS)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html", "Cookie": cookie} | form
    page.request("POST" if body else "GET", "/settings", body, headers)
    with closing(page), page.getresponse() as answered:
        return answered.status, answered.headers, answered.read().decode()


def test_wrong_settings_leave_the_present_ones_in_force(manager: Manager):
    """The log has each problem, with its line; hooks are taken on, and the next right settings are."""
    daemon = started(manager)
    write(manager, KEEP_DAYS="many", SEARCH_CRON="0 3 * *")

    ready = reloaded(manager, daemon)
    first, second = said(daemon, "settings_refused"), said(daemon, "settings_refused")
    status, _ = answer(send_hook(address_of(manager)))

    assert ready[0] == "READY=1"
    assert "the new settings are wrong" in ready[1]
    assert "KEEP_DAYS" in first
    assert "SEARCH_CRON: has 4 fields" in second
    assert "line 12" in second
    assert status == 202
    write(manager, KEEP_DAYS="5")
    assert "the new settings" not in reloaded(manager, daemon)[1]


def test_settings_with_which_no_daemon_can_be_made_give_way(manager: Manager):
    """What shows only when the parts are made, as a token's damaged file, ends no daemon that ran."""
    daemon = started(manager)
    (manager.state / "webhook.token").write_text("short\n")
    write(manager, WEBHOOK_TOKEN="")

    ready = reloaded(manager, daemon)

    assert ready[0] == "READY=1"
    assert "holds no token" in said(daemon, "settings_refused")
    assert answer(send_hook(address_of(manager)))[0] == 202


def test_where_it_listens_and_keeps_its_store_counts_from_the_next_start(manager: Manager, tmp_path: Path):
    """A reload leaves the sockets and the store as they are, and says so."""
    daemon = started(manager)
    before = address_of(manager)
    write(manager, LISTEN="127.0.0.1:9", DATABASE_URL=f"sqlite:///{tmp_path}/other.db")

    reloaded(manager, daemon)

    said(daemon, '"setting": "LISTEN"')
    said(daemon, '"setting": "DATABASE_URL"')
    assert address_of(manager) == before
    assert answer(send_hook(before))[0] == 202
    assert not (tmp_path / "other.db").exists()


def test_a_call_that_came_before_a_reload_is_answered(manager: Manager):
    """A caller that connected and did not speak yet is heard out."""
    daemon = started(manager)
    with socket.create_connection(address_of(manager)) as silent:
        answer(send_hook(address_of(manager), 2))  # the silent one has been let in

        daemon.program.send_signal(signal.SIGHUP)
        silent.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")

        assert silent.recv(4096).startswith(b"HTTP/1.0 200")


def test_a_stop_during_a_reload_is_obeyed(manager: Manager):
    """Whichever comes first, the process ends well."""
    daemon = started(manager)

    daemon.program.send_signal(signal.SIGHUP)
    daemon.program.terminate()

    assert daemon.program.wait() == 0
