"""The first steps on the page."""

import pytest

from daemon.http.pages.checklist import steps
from tests.fixtures.healthy_world import healthy


@pytest.fixture
def settings(settings):
    """Half of qBittorrent's login: the other half is to come as a credential."""
    return settings.model_copy(update={"qbittorrent_username": "admin"})


async def test_half_a_login_is_a_step_to_take(parts):
    """The step names what is missing, and stays on the page although everything else was done before."""
    found = {one.title: one for one in steps(parts, has_downloads=True, has_books=True)}

    step = found["Connect qBittorrent"]
    assert (step.done, step.setting) == (False, "QBITTORRENT_PASSWORD=")


@pytest.mark.parametrize("half", ["QBITTORRENT_USERNAME", "QBITTORRENT_PASSWORD"])
async def test_half_a_login_is_never_tried(tmp_path, half):
    """Failed logins bring a ban: with one half nothing is sent, and the doctor names the other."""
    async with healthy(tmp_path) as world:
        del world.environment[half]
        before = world.client.asked("auth/login")
        found = await world.examine()

    assert half in found["settings"].evidence
    assert world.client.asked("auth/login") == before
