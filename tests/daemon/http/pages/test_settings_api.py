"""The settings in the API: the same values, checks and effects as in the page."""

from typing import Any

import aiohttp
import pytest

from daemon.config.guide import defaults
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.parts import Parts


@pytest.fixture
def settings(machine: Settings) -> Settings:
    return machine


async def test_the_api_shows_and_changes_settings(url, http, token, parts: Parts):
    """With the same checks; a secret's value is null, and null removes a setting from the page."""
    shown = await asked(http, "GET", f"{url}/api/settings", token)
    rows = {one["name"]: one for one in shown["settings"]}
    assert set(rows) == {name.upper() for name in defaults()}
    assert (rows["MAM_ID"]["value"], rows["MAM_ID"]["is_set"], rows["MAM_ID"]["source"]) == (
        None,
        True,
        "page",
    )
    assert (rows["KEEP_DAYS"]["value"], rows["KEEP_DAYS"]["default"]) == ("90", "365")
    assert rows["ABS_TOKEN"]["fixed"]
    assert rows["ADOPT"]["choices"] == ["category", "all", "none"]
    assert all(one["in_force"] for one in rows.values())

    body = {"settings": {"KEEP_DAYS": None, "abs_scan": "never"}}
    assert await asked(http, "POST", f"{url}/api/settings", token, json=body) == {
        "saved": ["ABS_SCAN", "KEEP_DAYS"],
        "at_next_start": [],
    }
    assert (load().keep_days, load().abs_scan) == (365, "never")

    refusable = {"settings": {"ABS_TOKEN": "x", "NONSENSE": "1"}}
    refused = await asked(http, "POST", f"{url}/api/settings", token, status=422, json=refusable)
    assert refused["field"] == "ABS_TOKEN"
    assert "which wins: change it there" in refused["detail"]
    assert "NONSENSE: is not a setting" in refused["detail"]


async def test_a_reload_can_be_asked_for(url, http, token, parts: Parts):
    """As SIGHUP does it."""
    answer = await asked(http, "POST", f"{url}/api/settings/reload", token)

    assert answer == {"reloading": True}
    assert parts.reloading.asked.is_set()


async def test_the_log_names_what_was_saved_and_no_value(url, http, token, log):
    """Who reads the log sees that settings were changed."""
    body = {"settings": {"QBITTORRENT_PASSWORD": "hidden-from-the-log"}}
    await asked(http, "POST", f"{url}/api/settings", token, json=body)

    said = log.getvalue()
    assert "settings_saved" in said
    assert "QBITTORRENT_PASSWORD" in said
    assert "hidden-from-the-log" not in said


async def asked(
    http: aiohttp.ClientSession,
    method: str,
    url: str,
    token: dict[str, str],
    *,
    status: int = 200,
    **sent: Any,
) -> dict[str, Any]:
    async with http.request(method, url, headers=token, **sent) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()
