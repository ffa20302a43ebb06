"""The check-up in the page: its last result, its progress, broken first, each with its fix."""

import asyncio
import re
from dataclasses import replace

import aiohttp
import pytest

from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.doctor.check_up import FILE, Progress
from daemon.doctor.examine import PROBES, examine
from daemon.doctor.finding import Fix, Result
from domain.fixes import RELOAD

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser():
    """Loads pages of a daemon and sends their forms."""

    class Browser:
        def __init__(self, daemon, http):
            self.url, self.http = daemon.parts.access.url, http

        async def page(self, path="/check-up"):
            async with self.http.get(self.url + path, headers=BROWSER) as answer:
                assert answer.status == 200
                return await answer.text()

        async def press(self, path, **fields):
            token = re.search(r'name="csrf" value="([^"]+)"', await self.page())
            headers = BROWSER | {"Origin": self.url, "Referer": f"{self.url}/check-up"}
            form = {"csrf": token[1], **fields}
            async with self.http.post(self.url + path, data=form, headers=headers) as answer:
                assert answer.status == 200
                return await answer.text()

    return Browser


@pytest.fixture
async def http():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


def results(page: str) -> list[str]:
    return re.findall(r'<span class="end"><span class="pill \w+">(\w+)</span>', page)


async def test_its_last_result_stays(world, browser, http):
    """Over a reload of the page and a restart of the daemon, with when it was; broken ones come first."""
    world.client.free_space = 0
    world.client.options.categories.clear()
    async with world.daemon() as daemon:
        before = await browser(daemon, http).page()
        await browser(daemon, http).press("/api/doctor")
        shown = await browser(daemon, http).page()
    async with world.daemon() as daemon:
        again = await browser(daemon, http).page()

    assert results(before) == []
    for page in (shown, again):
        assert len(results(page)) == len(PROBES)
        assert results(page)[:2] == ["broken", "warning"]
        assert results(page) == sorted(results(page), key=["broken", "warning", "ok", "skipped"].index)
        assert "<time" in page.partition("checked ")[2][:40]
        assert "Check everything again" in page
    assert (world.state / FILE).stat().st_mode & 0o777 == 0o600


async def test_a_fix_is_a_click_away(world, browser, http):
    """Where `--fix` could do it there is a button; after it what it was for is checked again, and only that."""
    world.client.options.categories.clear()
    async with world.daemon() as daemon:
        page = await browser(daemon, http).press("/api/doctor")
        visits = len(world.stage.mam.visits)
        fixed = await browser(daemon, http).press("/api/doctor/mend", fix=Fix.CREATE_CATEGORY.value)

    assert "Create the category" in page
    assert "The category is created" in fixed
    assert "Create the category" not in fixed
    assert "warning" not in results(fixed)
    assert len(results(fixed)) == len(PROBES)
    assert len(world.stage.mam.visits) == visits
    assert list(world.client.options.categories)


async def test_each_check_is_announced(world):
    """With its place and name, before it runs; afterwards there is no progress."""
    seen = []
    async with world.daemon() as daemon:
        await examine(daemon.patient, begins=lambda position, name: seen.append((position, name)))
        await daemon.api.check_up()

        assert daemon.api.check_up.progress is None

    assert seen == list(enumerate(probe.name for probe in PROBES))


async def test_the_page_shows_the_progress(world, browser, http):
    """With a bar that needs no script, and a button that cannot be pressed twice."""
    async with world.daemon() as daemon:
        daemon.api.check_up.progress = Progress(3, len(PROBES), "MyAnonamouse")
        page = await browser(daemon, http).page()

    assert "Checking: MyAnonamouse" in page
    assert re.search(r'<progress max="\d+" value="3"', page)
    assert f"3 of {len(PROBES)} checks done" in page
    assert re.search(r'<button class="main" disabled>', page)


async def test_one_at_a_time(world):
    """Two that are asked for at once do not run through each other."""
    async with world.daemon() as daemon, asyncio.TaskGroup() as tasks:
        both = [tasks.create_task(daemon.api.check_up()) for _ in range(2)]

    for one in both:
        assert [finding.name for finding in one.result()] == [probe.name for probe in PROBES]


@pytest.mark.parametrize("there", ["", "{", "[]", '{"ended_at": 1}', "\udc80"], ids=range(5))
async def test_a_damaged_result_is_none(world, browser, http, there):
    """The page is as before the first check-up."""
    (world.state / FILE).write_bytes(there.encode(errors="surrogateescape"))
    async with world.daemon() as daemon:
        page = await browser(daemon, http).page()

    assert "Check everything now" in page


async def test_what_is_typed_is_shown_as_such(world, browser, http):
    """Commands stand in a font of their own, not in backticks, and a name keeps its small letter."""
    world.client.options.preferences["autorun_program"] = "/opt/other %K"
    async with world.daemon() as daemon:
        page = await browser(daemon, http).press("/api/doctor")

    assert "`" not in page.partition("<main")[2]
    assert re.search(r"<code>[^<]*shelfhook hook install</code>", page)
    assert "<strong>qBittorrent</strong>" in page
    assert "QBittorrent" not in page


async def settings_finding(daemon, **read):
    reloading = daemon.parts.reloading
    reloading.configured = daemon.parts.settings
    reloading.read = lambda: _given(daemon.parts.settings, **read)
    found = await examine(daemon.patient)
    return next(one for one in found if one.name == "settings")


def _given(settings, *, problem=None, **others):
    if problem is not None:
        raise SettingsProblemsError([problem])
    return settings.model_copy(update=others)


@pytest.mark.parametrize(
    ("changes", "result", "said", "fixes"),
    [
        ({}, Result.OK, "all required settings are set", ()),
        ({"abs_url": "http://elsewhere:1"}, Result.WARNING, "since shelfhook read them: ABS_URL", (RELOAD,)),
        ({"keep_days": 7, "listen": "127.0.0.1:1"}, Result.WARNING, "LISTEN", (RELOAD, "LISTEN counts from")),
        ({"listen": "127.0.0.1:1"}, Result.WARNING, "LISTEN", ("restart shelfhook",)),
        (
            {"problem": Problem("SEARCH_CRON", "has 4 fields", "search_cron")},
            Result.BROKEN,
            "SEARCH_CRON",
            (RELOAD,),
        ),
    ],
)
async def test_settings_that_were_changed_since_are_said(world, changes, result, said, fixes):
    """By name, never by value; and what is wrong with them before a reload or restart finds that."""
    async with world.daemon() as daemon:
        found = await settings_finding(daemon, **changes)

    assert (found.result, said in found.evidence) == (result, True)
    assert "elsewhere" not in found.evidence
    assert all(one in found.mend for one in fixes)
    assert ("restart" in (found.mend or "")) == ("restart shelfhook" in fixes)


async def test_a_socket_that_was_handed_over_is_no_change(world):
    """LISTEN is compared with what it was at the start, not with where the service manager listens."""
    async with world.daemon() as daemon:
        configured = daemon.parts.settings
        daemon.parts.reloading.configured = configured
        daemon.parts.reloading.read = lambda: configured
        elsewhere = configured.model_copy(update={"listen": "127.0.0.1:9"})
        found = await examine(replace(daemon.patient, settings=elsewhere))

    assert next(one for one in found if one.name == "settings").result is Result.OK


async def test_programs_get_it_too(world):
    """`GET /api/doctor` has the last result and the progress."""
    async with world.daemon() as daemon, aiohttp.ClientSession() as http:
        header = {"Authorization": f"Bearer {daemon.parts.access.token.get_secret_value()}"}
        await daemon.api.check_up()
        async with http.get(f"{daemon.parts.access.url}/api/doctor", headers=header) as answer:
            body = await answer.json()

    assert body["progress"] is None
    assert len(body["last"]["findings"]) == len(PROBES)
