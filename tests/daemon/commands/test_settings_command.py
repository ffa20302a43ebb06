"""``shelfhook settings``: what the page of that name shows and does."""

import asyncio
import json
import os

import pytest
from typer.testing import CliRunner

from daemon.cli import app
from daemon.config.credentials import FOLDER
from daemon.config.guide import defaults
from daemon.config.problems import load
from daemon.config.sources import PAGE_FILE
from tests.fixtures.stores import ready_state

SECRET = "not-to-be-shown"


@pytest.fixture
def settings(tmp_path, bare_environment):
    """Those of the environment, of a credential and of the page."""
    state, credentials = ready_state(tmp_path / "state"), tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "abs_token").write_text(SECRET)
    (state / PAGE_FILE).write_text(f"MAM_ID={SECRET}\nKEEP_DAYS=90\n")
    os.environ |= {"STATE_DIR": str(state), "LISTEN": "127.0.0.1:0", FOLDER: str(credentials)}
    return load()


async def test_each_setting_is_a_line(shelfhook):
    """With its value and its source; a secret is not shown."""
    said = await shelfhook("settings", "list")
    as_json = json.loads((await shelfhook("settings", "list", "--json")).stdout)

    rows = {line.split()[0]: line for line in said.stdout.splitlines()[1:]}
    assert set(rows) == {name.upper() for name in defaults()} == {one["name"] for one in as_json["settings"]}
    assert rows["KEEP_DAYS"].split()[1] == "90"
    assert PAGE_FILE in rows["KEEP_DAYS"]
    assert "abs_token" in rows["ABS_TOKEN"]
    assert SECRET not in said.stdout


async def test_one_setting_is_explained(shelfhook):
    """However its name is typed."""
    said = await shelfhook("settings", "show", "keep-days")

    lines = said.stdout.splitlines()
    assert lines[0] == "KEEP_DAYS: 90"
    assert f"default: {defaults()['keep_days']}" in lines


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PATH_MAP", "[]", "empty"),
        ("GENRES", "{ }", "empty"),
        ("EXTRA_FIELDS", "{}", "empty"),
        ("LIBRARY_DIRS", "", "empty"),
        ("GENRES", '{"Sci-Fi": "Science Fiction"}', '{"Sci-Fi": "Science Fiction"}'),
    ],
)
async def test_a_setting_without_entries_is_empty(shelfhook, bare_environment, name, value, said):
    """However it is written, as its source has it and as its default."""
    os.environ[name] = value

    shown = (await shelfhook("settings", "show", name)).stdout.splitlines()

    assert (shown[0], shown[2]) == (f"{name}: {said}", "default: none")


async def test_a_secret_is_asked_for(shelfhook, parts):
    """It comes from standard input, and is not shown again."""
    ran = await asyncio.to_thread(
        CliRunner().invoke, app, ["settings", "set", "QBITTORRENT_PASSWORD"], input="a password\n"
    )

    assert (ran.exit_code, "a password" in ran.output) == (0, False)
    assert load().qbittorrent_password.get_secret_value() == "a password"


async def test_unset_gives_the_default_back(shelfhook):
    """A second time there is nothing to remove."""
    said = [await shelfhook("settings", "unset", "KEEP_DAYS", "--json") for _ in range(2)]

    assert [json.loads(one.stdout.splitlines()[-1])["saved"] for one in said] == [["KEEP_DAYS"], []]
    assert load().keep_days == int(defaults()["keep_days"])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("show", "abs_tokn"), "there is no setting 'abs_tokn'; did you mean ABS_TOKEN?"),
        (("set", "zzz", "1"), "there is no setting 'zzz'; `shelfhook settings list` lists them"),
        (("set", "KEEP_DAYS", "soon"), "KEEP_DAYS: "),
        (("set", "ABS_TOKEN", "x"), "which wins: change it there"),
        (("set", "STATE_DIR", "/x"), "STATE_DIR"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
async def test_what_cannot_be_is_said(shelfhook, arguments, complaint):
    """With the setting as it is written; nothing is saved."""
    before = load()

    said = await shelfhook("settings", *arguments)

    assert (said.exit_code, said.stdout) == (1, "")
    assert complaint in said.stderr
    assert load() == before
