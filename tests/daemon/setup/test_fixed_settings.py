"""What other sources than the page set: the set-up shows it as fixed, with where, and writes only the rest."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from daemon.config.page_file import assignments
from daemon.config.sources import PAGE_FILE
from daemon.http import app
from daemon.http.pages.flashes import Notices
from daemon.setup.desk import SetupDesk
from daemon.setup.steps import Step
from domain.errors import BadInputError
from tests.daemon.setup.test_setup_pages import Visitor, words
from tests.fixtures.daemons import served
from tests.fixtures.places import ROOT

pytestmark = pytest.mark.usefixtures("bare_environment")


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


@pytest.fixture
def desk(daemon, env_file: Path) -> SetupDesk:
    os.environ["STATE_DIR"] = str(daemon.parts.settings.state_dir)
    return replace(daemon.api.setup, env_file=env_file)


@pytest.fixture
async def visitor(daemon, desk: SetupDesk) -> AsyncIterator[Visitor]:
    made = app.build(replace(daemon.api, setup=desk), Notices())
    async with (
        served(made) as url,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        yield Visitor(url, http)


def of_the_page(desk: SetupDesk) -> dict[str, str]:
    return {one.name: one.value for one in assignments(desk.patient.settings.state_dir / PAGE_FILE)}


async def test_a_copied_example_leaves_the_keys_to_the_set_up(desk, env_file, stage):
    """`cp .env.example .env` is no obstacle: its empty lines say nothing, its address is fixed."""
    env_file.write_bytes((ROOT / ".env.example").read_bytes())
    draft = await desk.try_values(Step.MAM, {"mam_id": stage.mam.mam_id})

    saved = await desk.save(Step.MAM, draft.name)

    assert (saved, of_the_page(desk)) == (["mam_id"], {"MAM_ID": stage.mam.mam_id})
    assert set(await desk.fixed(Step.AUDIOBOOKSHELF)) == {"abs_url"}


async def test_a_fixed_setting_is_shown_with_its_place(visitor, desk, env_file):
    """A secret is said to be set, and its value is nowhere; there is no field for either."""
    env_file.write_text("\nABS_TOKEN=planted-in-the-file\n")
    os.environ["ABS_URL"] = "http://from.the.environment"

    page = await visitor.see("/setup/audiobookshelf")

    assert f"Set, and not shown. It is set in {env_file}, line 2, which wins over this page" in words(page)
    assert "It is set in the environment, which wins" in words(page)
    assert "planted-in-the-file" not in page
    assert '<input id="abs_' not in page


async def test_a_fixed_setting_is_not_written(desk, env_file):
    """What a form brings for it all the same is left out of the test, too."""
    env_file.write_text("QBITTORRENT_USERNAME=admin\n")
    typed = {"qbittorrent_username": "another", "qbittorrent_category": "books"}
    draft = await desk.try_values(Step.QBITTORRENT, typed)

    assert dict(draft.values) == {"qbittorrent_category": "books"}


async def test_only_what_was_seen_is_saved(desk, stage):
    """A button of an older test, and one of a test that failed, save nothing."""
    first = await desk.try_values(Step.MAM, {"mam_id": stage.mam.mam_id})
    await desk.try_values(Step.MAM, {"mam_id": stage.mam.new_session()})
    failed = await desk.try_values(Step.AUDIOBOOKSHELF, {"abs_token": "wrong"})

    for step, draft in ((Step.MAM, first), (Step.AUDIOBOOKSHELF, failed)):
        with pytest.raises(BadInputError, match="draft"):
            await desk.save(step, draft.name)

    assert of_the_page(desk) == {}
    assert not desk.patient.parts.reloading.asked.is_set()


async def test_a_draft_ends_with_what_is_set_elsewhere(visitor, desk, stage):
    """While the daemon takes saved values the page says so; what is set elsewhere since is not written over unseen."""
    draft = await desk.try_values(
        Step.AUDIOBOOKSHELF, {"abs_url": stage.shelf.url, "abs_token": stage.shelf.token}
    )
    await desk.save(Step.AUDIOBOOKSHELF, draft.name)
    meanwhile = await visitor.see("/setup/audiobookshelf")
    reloading = desk.patient.parts.reloading
    reloading.asked.clear()
    reloading.settled()  # with other values than the draft's
    after = await visitor.see("/setup/audiobookshelf")

    assert "takes the new values" in meanwhile
    assert 'http-equiv="refresh"' in meanwhile
    assert "Save and use" not in meanwhile + after
    assert 'http-equiv="refresh"' not in after
    with pytest.raises(BadInputError, match="draft"):
        await desk.save(Step.AUDIOBOOKSHELF, draft.name)
