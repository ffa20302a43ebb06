"""The set-up as the server sends it, to a browser without scripts."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from daemon.config.settings import Settings
from daemon.setup.steps import SETTINGS, Step
from daemon.wiring.daemon import Daemon, build
from sandbox.catalogue import listing
from sandbox.stage import Stage
from tests.fixtures.daemons import published, served
from tests.fixtures.healthy_world import given
from tests.fixtures.stores import ready_state

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"}


class Visitor:
    """A person whose browser runs no scripts."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.http = http

    async def see(self, path: str, status: int = 200) -> str:
        async with self.http.get(self.url + path, headers=BROWSER) as answer:
            assert (answer.status, answer.content_type) == (status, "text/html")
            return await answer.text()

    async def send(self, path: str, *, at: str, **fields: str) -> str:
        """Send a form of the page *at*; the page that follows."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', await self.see(at)))
        headers = BROWSER | {"Origin": self.url, "Referer": self.url + at}
        async with self.http.post(self.url + path, data=hidden | fields, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()


@asynccontextmanager
async def visiting(daemon: Daemon) -> AsyncIterator[Visitor]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with published(daemon) as url, aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Visitor(url, http)


@pytest.fixture
async def visitor(daemon: Daemon) -> AsyncIterator[Visitor]:
    async with visiting(daemon) as visitor:
        yield visitor


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_the_first_visit_says_the_truth(visitor):
    """Nothing is set: neither the title nor the headline calls that well, and each step is one click away."""
    page = await visitor.see("/")

    assert "<title>Not set up yet" in page
    assert "All is well" not in page
    assert re.findall(r'href="/setup/(\w+)"', page) == [step.value for step in Step]


async def test_the_way_leads_to_the_first_open_step(visitor):
    """The link leads to MAM first."""
    assert "<title>Set up: Connect MyAnonamouse" in await visitor.see("/setup")


@pytest.mark.parametrize("step", Step)
async def test_each_step_has_a_page(visitor, step):
    """With its place among the others, and a field with label and hint for each of its settings."""
    page = await visitor.see(f"/setup/{step}")

    assert f'href="/setup/{step}" aria-current="step"' in page
    for name in SETTINGS.get(step, ()):
        assert f'<label for="{name}">' in page
        assert f'id="about-{name}"' in page
    assert 'http-equiv="refresh"' not in page or step is Step.LIBRARY


async def test_an_unknown_step_is_not_there(visitor):
    """It says so on a page."""
    assert "step of this name" in await visitor.see("/setup/nothing", status=404)


@pytest.mark.parametrize(
    ("step", "address"),
    [
        (Step.MAM, "{mam}/preferences/index.php?view=security"),
        (Step.AUDIOBOOKSHELF, "http://127.0.0.1:9/config/api-keys"),
        (Step.QBITTORRENT, "{client}"),
    ],
)
async def test_each_service_links_to_where_its_key_is_made(visitor, stage, step, address):
    """In a tab of its own, which learns nothing of ours."""
    wanted = address.format(mam=stage.mam.url, client=stage.client.url)

    assert f'<a href="{wanted}" rel="noreferrer" target="_blank">' in await visitor.see(f"/setup/{step}")


async def test_a_test_says_what_it_found(visitor, stage):
    """The account, and what would be written where, before anything is."""
    page = await visitor.send("/api/setup/mam/test", at="/setup/mam", mam_id=stage.mam.mam_id)

    assert stage.mam.account.username in words(page)
    assert "MAM_ID=•••" in page
    assert "page.env" in page
    assert "Save and use" in page


async def test_no_secret_comes_back(visitor, stage):
    """Right or wrong, on no page, in no answer of the API and in no hidden field."""
    secrets = {
        "mam_id": "planted-mam-secret",
        "abs_token": "planted-abs-secret",
        "qbittorrent_password": "planted-qbt",
    }
    stage.client.may_answer_login.set()
    shown = [
        await visitor.send("/api/setup/mam/test", at="/setup/mam", mam_id=secrets["mam_id"]),
        await visitor.send(
            "/api/setup/audiobookshelf/test", at="/setup/audiobookshelf",
            abs_url=stage.shelf.url, abs_token=secrets["abs_token"],
        ),
        await visitor.send(
            "/api/setup/qbittorrent/test", at="/setup/qbittorrent",
            qbittorrent_username="admin", qbittorrent_password=secrets["qbittorrent_password"],
        ),
    ]  # fmt: skip
    shown += [await visitor.see(f"/setup/{step}") for step in Step]

    assert "not shown" in shown[0]
    assert not [one for one in secrets.values() if one in "".join(shown)]


async def test_what_is_typed_beside_a_secret_stays(visitor, stage):
    """Only secrets are to be typed again: the address is there after a test that failed."""
    page = await visitor.send(
        "/api/setup/audiobookshelf/test", at="/setup/audiobookshelf",
        abs_url=stage.shelf.url, abs_token="wrong",
    )  # fmt: skip

    assert f'value="{stage.shelf.url}"' in page
    assert "It does not work yet" in page
    assert "Send the same once more" in page


@pytest.mark.parametrize("path", ["/api/setup/mam/test", "/api/setup/mam/save"])
async def test_another_sites_form_is_refused(visitor, stage, path):
    """A form without our page's token, or from elsewhere, tries and saves nothing."""
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": visitor.url}):
        async with visitor.http.post(
            visitor.url + path, data={"mam_id": stage.mam.mam_id}, headers=headers
        ) as answer:
            assert answer.status == 403

    assert stage.mam.visits == []


async def test_the_hook_is_installed_by_a_button(stage, clock, make_settings):
    """The change is shown before; the program that qBittorrent runs already is kept, and the step is done at once."""
    options = stage.client.options.preferences
    options |= {"autorun_enabled": True, "autorun_program": "/opt/mine %K"}
    async with build(make_settings(), clock) as daemon, visiting(daemon) as visitor:
        before = await visitor.see("/setup/hook")
        kept = options["autorun_program"]
        after = await visitor.send("/api/hook/install", at="/setup/hook")
        front = await visitor.see("/")

    assert (kept, "/opt/mine %K" in words(before), "It will run" in before) == ("/opt/mine %K", True, True)
    assert options["autorun_program"].endswith("/opt/mine %K")
    assert "qBittorrent calls this shelfhook" in after
    assert re.search(r'href="/setup/hook">[^<]+</a> <span class="pill good">done', front)


async def test_a_hook_without_qbittorrent_says_what_is_first(visitor):
    """The page names the step that it needs."""
    assert 'href="/setup/qbittorrent">Connect qBittorrent</a> first' in await visitor.see("/setup/hook")


async def test_folders_without_services_say_why_nothing_is_suggested(visitor):
    """And the fields may be filled all the same."""
    page = await visitor.see("/setup/folders")

    assert "Nothing can be suggested yet" in page
    assert '<label for="library_dirs">' in page


async def test_folders_are_suggested_with_their_support(tmp_path, clock):
    """From real torrents and items: how many there are is said, and the fields hold the suggestion."""
    async with Stage(tmp_path / "world", clock, real=False, view="/audiobooks") as stage:
        for number in (9000401, 9000104):
            await stage.finish(stage.prepare(listing(number)))
        stage.shelf.scan_library()
        environment = stage.environment(ready_state(tmp_path / "state")) | {"LIBRARY_DIRS": ""}
        async with build(given(environment), clock) as daemon, visiting(daemon) as visitor:
            page = await visitor.see("/setup/folders")

    assert (
        f"qBittorrent's {stage.library} is Audiobookshelf's /audiobooks , supported by 2 of 2 finished torrents"
        in words(page)
    )
    assert f'value="{stage.library}"' in page


@pytest.mark.parametrize("path", ["/setup", *(f"/setup/{step}" for step in Step)])
async def test_elsewhere_the_set_up_is_behind_the_sign_in(tmp_path, clock, path):
    """Where others can call, the pages ask for the token, and nothing is tested without it."""
    nothing = Settings(state_dir=ready_state(tmp_path), listen="0.0.0.0:0", mam_url="http://127.0.0.1:9")
    async with (
        build(nothing, clock) as daemon,
        served(daemon.app) as url,
        aiohttp.ClientSession() as http,
        http.get(url + path, headers=BROWSER) as page,
        http.post(url + "/api/setup/mam/test", json={"mam_id": "x"}) as tested,
    ):
        assert (page.status, tested.status) == (401, 401)
