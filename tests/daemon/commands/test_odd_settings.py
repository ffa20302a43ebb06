"""Odd settings through the command line: a sentence and status 78, or the meaning that was meant."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from daemon.cli import app

PLANTED = "planted-secret"

ODD = [
    ("ABS_URL", f"http://door:{PLANTED}@books:80"),
    ("QBITTORRENT_URL", f"https://admin:{PLANTED}@qbittorrent"),
    ("MAM_URL", f"http://{PLANTED}@proxy"),
    ("GOOGLE_BOOKS_URL", f"http://u:{PLANTED}@proxy"),
    ("HOOK_URL", f"http://u:{PLANTED}@shelfhook:8787"),
    ("PAGE_URL", f"http://u:{PLANTED}@shelfhook:8787"),
    ("ABS_TOKEN", f"{PLANTED}\n{PLANTED}"),
    ("MAM_ID", f"{PLANTED}\u2028"),
    ("QBITTORRENT_PASSWORD", f"{PLANTED}\x1b[0m"),
    ("WEBHOOK_TOKEN", f"{PLANTED}ł"),
    ("DATABASE_URL", f"postgresql://u:{PLANTED}@x@h/d"),
    ("DATABASE_URL", f"postgresql://u@h/d?password={PLANTED}"),
    ("DATABASE_URL", "postgresql://u@h/d?sslmode=on"),
    ("DATABASE_URL", "sqlite:///~nobody-at-all/x.db"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "books.example.org:port"),
    ("LISTEN", "http://127.0.0.1:8787"),
    ("LISTEN", "::1:8787"),
    ("STATE_DIR", "${HOME}/state"),
    ("STATE_DIR", "~nobody-at-all/state"),
    ("SEARCH_FILE", "/dev/zero"),
    ("SEARCH_FILE", "/etc"),
    ("TIMEZONE", "GMT+2"),
    ("NOTIFY_URLS", f"json://{PLANTED}\x00"),
]


@pytest.fixture(autouse=True)
def somewhere(bare_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    os.environ |= {"HOME": str(tmp_path / "home"), "STATE_DIR": str(tmp_path / "state")}
    return tmp_path


def set_to(name: str, value: str) -> None:
    """Set it where it can be set: the environment holds no NUL."""
    if "\0" in value:
        Path("credentials").mkdir()
        Path("credentials", name.lower()).write_text(value)
        os.environ["CREDENTIALS_DIRECTORY"] = str(Path("credentials").absolute())
    else:
        os.environ[name] = value


@pytest.mark.parametrize(("name", "value"), ODD)
def test_an_odd_setting_is_named(tmp_path: Path, name: str, value: str):
    """In a line by every command and as a finding by the doctor; nothing is made, and no secret is shown."""
    set_to(name, value)

    for arguments in (["status"], ["status", "--json"], ["hook", "show"]):
        result = CliRunner().invoke(app, arguments)

        assert result.exit_code == 78
        assert result.stdout == ""
        [line] = result.stderr.splitlines()
        assert line.startswith(f"shelfhook: {name}: ")
        assert PLANTED not in line

    result = CliRunner().invoke(app, ["doctor", "--json"])
    [found] = [one for one in json.loads(result.stdout) if one["result"] == "broken"]
    assert (result.exit_code, found["name"]) == (2, "settings")
    assert name in found["evidence"]
    assert found["mend"]
    assert PLANTED not in result.output
    assert not (tmp_path / "state").exists()
