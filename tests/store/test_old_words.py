"""What 0.1.0 kept in sentences is shown as before once the store is upgraded: by page, API and command line."""

import asyncio
import json
import re
from collections import Counter

import aiohttp
import pytest
from old_words import CHANGES, DOWNLOADS, ON_THE_PAGE, REFUSALS, fill
from typer.testing import CliRunner

from daemon.cli import app
from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from store.addresses import sqlite_url
from store.changes import Changes
from store.database import Database
from store.downloads import Downloads
from store.kept import Kept
from store.sessions import session_state
from store.switches import Switches
from store.upkeep.upgrade import upgrade
from store.views.listing import Listing
from tests.fixtures.daemons import published

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"}
VERDICTS = Counter(one.slugs[3] for one in DOWNLOADS if one.slugs[3])
MISMATCHES = [
    number for number, one in enumerate(DOWNLOADS, 1) if one.slugs[3] not in {None, "verified", "unknown"}
]


async def test_every_sentence_is_read_once(empty_database_url):
    """Each record keeps its sentences and gets the slugs that say the same; so do the changes."""
    db = Database(empty_database_url)
    await fill(db)

    await upgrade(db)

    found = sorted(await Downloads(db).recent(), key=lambda one: one.id)
    changes = await Changes(db).recent()
    apart = await Listing(db, Kept(db)).other_than_listed(limit=50)
    await db.close()
    assert [(one.status, one.reason_kind, one.proof_kind, one.duration_verdict) for one in found] == [
        one.slugs for one in DOWNLOADS
    ]
    assert [(one.reason, one.item_found_by, one.duration_check) for one in found] == [
        (one.reason, one.found_by, one.check) for one in DOWNLOADS
    ]
    assert [(one.status, one.source) for one in reversed(changes)] == list(CHANGES.values())
    assert sorted(one.id for one in apart) == MISMATCHES


async def test_a_refusal_is_kept_without_the_service_s_name(empty_database_url):
    """The name goes before it where it is shown; a person's reason stays as it was typed."""
    db = Database(empty_database_url)
    await fill(db)

    await upgrade(db)

    kept, session = await Switches(db).off_under(""), await session_state(db, "mam")
    await db.close()
    assert kept["qbittorrent login 00ff"] == REFUSALS["qbittorrent login 00ff"].removeprefix("qbittorrent ")
    assert kept["acquisition"] == REFUSALS["acquisition"]
    assert session.refused == kept["mam login 00ff"] == REFUSALS["mam login 00ff"].removeprefix("MAM ")


@pytest.fixture
async def url(tmp_path, clock, monkeypatch):
    """The address of a daemon of this version on that store; the command line is beside it."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    old = Database(sqlite_url(state / "shelfhook.db"))
    await fill(old)
    await old.close()
    monkeypatch.setenv("STATE_DIR", str(state))
    monkeypatch.setenv("COLUMNS", "400")
    settings = Settings(mam_id="unused", state_dir=state, listen="127.0.0.1:0")
    async with build(settings, clock) as daemon, published(daemon) as url:
        yield url


async def get(url: str, path: str, **headers: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(url + path, headers=headers) as answer:
        assert answer.status == 200
        return await answer.text()


async def command(*arguments: str) -> str:
    result = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


async def test_the_page_says_what_it_said(url):
    """Each download by its old name, with its reason; a recording that is not as listed with its figures."""
    page = await get(url, "/downloads", **BROWSER)
    listed = await get(url, "/downloads?show=other-than-listed", **BROWSER)

    rows = dict(re.findall(r'<tr id="download-(\d+)">(.*?)</tr>', page, re.DOTALL))
    for number, one in enumerate(DOWNLOADS, 1):
        assert f">{ON_THE_PAGE.get(one.status, one.status)}</span>" in rows[str(number)]
        assert (one.reason or "").partition("'")[0][:60].replace("'", "&#39;") in rows[str(number)]
        assert ("note act" in rows[str(number)]) == (number in MISMATCHES)
    assert sorted(map(int, re.findall(r'id="download-(\d+)"', listed))) == MISMATCHES


async def test_the_story_of_one_says_what_it_said(url):
    """Its proof and its duration in the old words, and whose value was written."""
    number, one = next((n, one) for n, one in enumerate(DOWNLOADS, 1) if one.slugs[2] == "path")

    page = await get(url, f"/downloads/{number}", **BROWSER)

    assert one.found_by in page
    assert one.check in page
    assert all(f"from {ON_THE_PAGE.get(source, source)}" in page for _, source in CHANGES)
    assert all(status in page for status, _ in CHANGES if status != "written")


async def test_the_api_has_the_same_as_slugs(url):
    """The sentences are as they were, and the counts too."""
    found = json.loads(await get(url, "/api/downloads"))
    overview = json.loads(await get(url, "/api/overview"))

    by_number = {one["id"]: one for one in found}
    for number, one in enumerate(DOWNLOADS, 1):
        told = by_number[number]
        assert (
            told["status"],
            told["reason_kind"],
            told["proof_kind"],
            told["duration_verdict"],
        ) == one.slugs
        assert (told["reason"], told["item_found_by"], told["duration_check"]) == (
            one.reason,
            one.found_by,
            one.check,
        )
    assert overview["verdicts"] == {
        "verified": VERDICTS["verified"],
        "mismatched": len(MISMATCHES),
        "unknown": VERDICTS["unknown"],
    }


async def test_the_command_line_says_what_it_said(url):
    """Each download with its old state, of one state by its name, and the changes with their sources."""
    listed = await command("downloads", "list")
    waiting = json.loads(await command("downloads", "list", "--state", "waiting-for-item", "--json"))
    history = await command("history")

    rows = {cells[0]: cells for line in listed.splitlines() if (cells := re.split(" {2,}", line))[1:]}
    for number, one in enumerate(DOWNLOADS, 1):
        assert rows[str(number)][3] == ON_THE_PAGE.get(one.status, one.status)
    assert len(waiting) == sum(one.status == "waiting for its library item" for one in DOWNLOADS)
    for status, source in CHANGES:
        shown = ON_THE_PAGE.get(source, source)
        assert any(status in line and shown in line for line in history.splitlines())
