"""The set-up in a real browser, from a daemon for which nothing is set to the first book that is applied."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from browsing import Tab
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from daemon.clock import SystemClock
from daemon.hook.line import arguments
from sandbox.catalogue import listing
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from sandbox.stage import Stage
from tests.fixtures.examples import only_thorough
from tests.fixtures.forks import Forks
from tests.fixtures.unset_daemon import page_of, unset_daemon

FIRST, NEXT = 9000401, 9000104
STEPS = ("mam", "audiobookshelf", "qbittorrent", "folders", "hook", "library")
IN_FORCE = "These values are in force"


@pytest.fixture(params=["stand-in", pytest.param("real", marks=[pytest.mark.qbittorrent, only_thorough])])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    real = request.param == "real"
    async with Stage(tmp_path / "world", SystemClock(), real=real, view="/audiobooks") as stage:
        await stage.finish(stage.prepare(listing(FIRST)))
        stage.shelf.scan_library()
        yield stage


@pytest.fixture
async def tab(stage: Stage, forks: Forks, tmp_path: Path, tab_of: Callable[[str], Tab]) -> AsyncIterator[Tab]:
    async with unset_daemon(stage, forks, tmp_path) as state:
        tab = tab_of(page_of(state))
        yield tab
        await tab.do(lambda driver: driver.get("about:blank"))


async def fill(tab: Tab, step: str, **fields: str) -> None:
    """Type a step's values, test them, save them, and go on when they are in force."""
    for name, value in fields.items():
        await tab.run(f"document.getElementById('{name}').value = ''")
        await tab.type(f"#{name}", value)
    await tab.click(f'form[action="/api/setup/{step}/test"] button')
    await tab.click(f'form[action="/api/setup/{step}/save"] button')
    await tab.until_said(IN_FORCE)


async def test_from_nothing_to_the_first_applied_book(stage, tab):
    """Each service is connected with what its test found; then a torrent finishes, and its book is written."""
    await tab.open()
    assert await tab.run("return document.title") == "Not set up yet · shelfhook"
    faults = [*await tab.faults(), *await tab.too_wide()]
    assert await tab.run("return document.querySelectorAll('.steps .done').length") == 0
    await tab.click(".steps + p a")

    await connect(stage, tab)
    assert "supported by 1 of 1 finished torrent" in await tab.text("#content")
    await fill(tab, "folders")
    faults += await tab.faults()
    await tab.click(".next a")
    await tab.press("/api/hook/install")
    await tab.until_said("qBittorrent calls this shelfhook", "#content")
    await tab.click(".next a")
    await tab.until_said("read ", ".facts")
    await arrive(stage)

    await tab.open()
    await tab.until_said("in the library", "[aria-labelledby=happened]")
    assert list(listing(NEXT).narrators) == stage.shelf.item(listing(NEXT).title).narrators
    assert faults == []
    assert stage.mam.violations == []


async def connect(stage: Stage, tab: Tab) -> None:
    """Go through the steps of the three services, from the first to the one after them."""
    client = stage.client
    login = {"qbittorrent_username": client.username, "qbittorrent_password": client.password}
    await fill(tab, "mam", mam_id=stage.mam.mam_id)
    assert stage.mam.account.username in await tab.text("#content")
    await tab.click(".next a")
    await fill(tab, "audiobookshelf", abs_url=stage.shelf.url, abs_token=stage.shelf.token)
    await tab.click(".next a")
    await fill(tab, "qbittorrent", qbittorrent_url=client.url, **login)
    await tab.click(".next a")


async def arrive(stage: Stage) -> None:
    """Let a torrent finish: qBittorrent runs the line that the set-up has put in, and the library is scanned."""
    staged = stage.prepare(listing(NEXT))
    await stage.finish(staged)
    stage.shelf.scan_library()
    if isinstance(stage.client, QbittorrentStandIn):  # which runs nothing itself
        line = stage.client.options.preferences["autorun_program"]
        values = {"%K": staged.info_hash, "%I": staged.info_hash, "%J": ""}
        await asyncio.to_thread(subprocess.run, arguments(line, values), check=True, capture_output=True)


async def test_the_keyboard_alone_is_enough_without_scripts_on_a_phone(stage, tab):
    """Tab and Enter lead through a step; no page of the set-up is too wide, and none loads itself while one types."""
    await tab.phone()
    await tab.scripts(on=False)
    await tab.open("/setup")

    await go_to(tab, "#mam_id")
    await keys(tab, stage.mam.mam_id, Keys.ENTER)
    await tab.until_said("It works", "#content")
    await go_to(tab, 'form[action$="/save"] button')
    await keys(tab, Keys.ENTER)
    await tab.until_said(IN_FORCE)
    secret_shown = stage.mam.mam_id in await tab.run("return document.documentElement.outerHTML")
    wide, reloading = [], []
    for step in STEPS:
        await tab.open(f"/setup/{step}")
        wide += await tab.too_wide()
        reloading += await tab.run("return [...document.querySelectorAll('form.fields')].filter("
                                   "() => document.querySelector('meta[http-equiv=refresh]'))")  # fmt: skip
    await tab.scripts(on=True)

    assert (secret_shown, wide, reloading) == (False, [], [])


async def go_to(tab: Tab, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if await tab.run("return document.activeElement.matches(arguments[0])", selector):
            return
        await keys(tab, Keys.TAB)
    raise AssertionError(f"the keyboard does not lead to {selector}")


async def keys(tab: Tab, *pressed: str) -> None:
    await tab.do(lambda driver: ActionChains(driver).send_keys(*pressed).perform())
