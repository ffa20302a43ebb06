"""Secrets that systemd hands to the service alone: commands ask the daemon, and do not look for them themselves."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from daemon.cli import app
from tests.fixtures.healthy_world import World, healthy

pytestmark = pytest.mark.usefixtures("bare_environment")

# What /etc/shelfhook/.env holds where the secrets are credentials: half a login, and no address that answers.
SETTINGS = """STATE_DIR={state}
QBITTORRENT_USERNAME=admin
QBITTORRENT_URL=http://127.0.0.1:9
ABS_URL=http://127.0.0.1:9
MAM_URL=http://127.0.0.1:9
"""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with healthy(tmp_path) as world:
        yield world


@pytest.fixture
def run(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A command in the folder of the service's settings."""
    folder = tmp_path / "etc"
    (folder / "credentials").mkdir(parents=True)
    (folder / "credentials" / "mam_id").write_text("secret")
    (folder / ".env").write_text(SETTINGS.format(state=world.state))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "250")

    async def running(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)

    return running


COMMANDS = [
    ("hook",),
    ("hook", "show"),
    ("hook", "test"),
    ("hook", "remove", "--yes"),
    ("hook", "install", "--yes"),
    ("provider", "install"),
    ("provider", "show"),
    ("provider", "remove"),
    ("mam", "search", "--title", "Artemis", "--author", "Andy Weir"),
    ("mam", "retry"),
    ("workflow", "--dry-run"),
    ("status",),
    ("healthcheck",),
    ("runs",),
]


async def test_every_command_works_through_the_daemon(world, run):
    """What the daemon has read counts, whatever this folder lacks."""
    async with world.daemon():
        done = {" ".join(command): await run(*command) for command in COMMANDS}
        doctor = await run("doctor", "--json")

    wrong = {name: result.output for name, result in done.items() if result.exit_code}
    assert wrong == {}
    assert {
        one["name"]: one["evidence"] for one in json.loads(doctor.stdout) if one["result"] == "broken"
    } == {}


async def test_the_doctor_says_that_it_cannot_see_them(run):
    """While the service is down, nothing is said to be missing, and no service is asked without its key."""
    doctor = await run("doctor", "--json")

    found = {one["name"]: one for one in json.loads(doctor.stdout)}
    assert "credentials are for the service alone" in found["settings"]["evidence"]
    assert found["daemon"]["mend"] == "start it: `shelfhook serve`"
    for service in ("MyAnonamouse", "Audiobookshelf", "qBittorrent", "Google Books"):
        assert (found[service]["result"], found[service]["evidence"]) == ("skipped", "needs: daemon")
    assert "not configured" not in doctor.stdout


@pytest.mark.parametrize(
    "command",
    [("hook", "show"), ("provider", "show"), ("mam", "retry"), ("workflow",), ("status",)],
    ids=" ".join,
)
async def test_a_command_says_that_the_service_is_down(run, command):
    """It neither asks a service without a key, nor says that a key is missing: it says how the daemon is started."""
    result = await run(*command)

    assert result.exit_code == 1
    assert "the daemon is not running" in result.stderr
    assert "`shelfhook serve`" in result.stderr
    assert "configured" not in result.output


async def test_without_credentials_beside_them_settings_are_just_missing(run, tmp_path):
    """An empty folder holds no secret for anybody."""
    (tmp_path / "etc/credentials/mam_id").unlink()

    doctor = await run("doctor", "--json")

    assert "MyAnonamouse credentials not configured" in json.loads(doctor.stdout)[0]["evidence"]
