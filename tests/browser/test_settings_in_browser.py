"""The settings in a real browser, on a daemon that is a process of its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from browsing import Tab

from daemon.clock import SystemClock
from daemon.config.settings import Settings
from sandbox.stage import Stage
from tests.fixtures.forks import Forks
from tests.fixtures.unset_daemon import page_of, unset_daemon

LARGEST = 150_000
"""In bytes, with what the page loads."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "world", SystemClock(), real=False, view="/audiobooks") as stage:
        yield stage


@pytest.fixture
async def tab(stage: Stage, forks: Forks, tmp_path: Path, tab_of: Callable[[str], Tab]) -> AsyncIterator[Tab]:
    async with unset_daemon(stage, forks, tmp_path) as state:
        tab = tab_of(page_of(state))
        yield tab
        await tab.do(lambda driver: driver.get("about:blank"))


async def test_a_setting_is_changed_and_counts(tab):
    """With scripts and without: a wrong value is shown beside its field, a right one is in force in a moment."""
    await tab.open("/settings")
    faults = [*await tab.faults(), *await tab.too_wide()]
    shown = await tab.run("return [...document.querySelectorAll('.setting code')].map(one => one.innerText)")
    await tab.run("document.getElementById('SEARCH_CRON').value = '0 3 * *'")
    await tab.click(save_of("SEARCH_CRON"))
    beside = await tab.text("#SEARCH_CRON-wrong")
    faults += await tab.faults()

    await tab.scripts(on=False)
    await tab.open("/settings")
    await tab.type("#SEARCH_QUERIES", "Andy Weir | Artemis\nBrandon Sanderson | Stormlight")
    await tab.click(save_of("SEARCH_QUERIES"))
    await tab.until_said("Saved SEARCH_QUERIES", "#notice")
    await tab.until("return !document.querySelector('meta[http-equiv=refresh]')")
    unsettled = "Not in force yet" in await tab.text()
    await tab.scripts(on=True)

    assert {name.upper() for name in Settings.names()} <= set(shown)
    assert "has 4 fields and needs 5" in beside.lower()
    assert (faults, unsettled) == ([], False)


async def test_the_settings_fit_a_small_screen_and_the_dark(tab):
    """At 320 pixels nothing is cut off, in the dark it can be read, and the page is small."""
    await tab.phone(320)
    await tab.dark()
    await tab.open("/settings")

    assert await tab.too_wide() == []
    assert await tab.faults("color-contrast") == []
    sizes = "performance.getEntriesByType(arguments[0]).map(one => one.encodedBodySize)"
    whole = [*await tab.run(f"return {sizes}", "navigation"), *await tab.run(f"return {sizes}", "resource")]
    assert sum(whole) < LARGEST


async def test_enter_saves_and_removes_nothing(tab):
    """In a form that also has a button to remove a secret."""
    await tab.open("/settings")
    await tab.type("#MAM_ID", "a-session-of-somebody")
    await tab.click(save_of("MAM_ID"))
    await tab.open("/settings")

    await tab.type("#QBITTORRENT_USERNAME", "admin\n")

    await tab.until_said("QBITTORRENT_USERNAME", "#notice")
    assert "set: enter another" in await tab.run("return document.getElementById('MAM_ID').placeholder")


def save_of(setting: str) -> str:
    """The button that saves the setting's topic."""
    return f"form:has(#{setting}) button.main"
