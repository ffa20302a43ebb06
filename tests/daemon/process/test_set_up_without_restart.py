"""From a daemon for which nothing is set to one that works, by the set-up alone and in one process."""

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from daemon.clock import SystemClock
from sandbox.catalogue import listing
from sandbox.stage import Stage
from tests.fixtures.forks import Forks, of_the_machine
from tests.fixtures.places import ROOT
from tests.fixtures.unset_daemon import page_of, unset_daemon

PATIENCE_SECONDS = 60


class Setup:
    """A program that sets the daemon up over its API."""

    def __init__(self, state: Path, http: aiohttp.ClientSession) -> None:
        self.state = state
        self.http = http

    async def ask(self, path: str, **body: Any) -> Any:
        """An answer of the API; asked again while the daemon takes its settings."""
        method, url = "POST" if body else "GET", page_of(self.state) + path
        async with self.http.request(method, url, json=body or None) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def until(self, step: str, state: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while {one["step"]: one["state"] for one in await self.ask("/api/setup")}[step] != state:
                await SystemClock().sleep(timedelta(seconds=0.05))

    async def take(self, step: str, **values: str) -> dict[str, Any]:
        """Test the values, save them, and wait until they are in force; what the test found."""
        tested = await self.ask(f"/api/setup/{step}/test", **values)
        assert tested["tried"]["ok"], tested
        await self.ask(f"/api/setup/{step}/save", draft=tested["draft"])
        await self.until(step, "done")
        return {one["name"]: one["value"] for one in tested["tried"]["found"]}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "world", SystemClock(), real=False, view="/audiobooks") as stage:
        await stage.finish(stage.prepare(listing(9000401)))
        stage.shelf.scan_library()
        yield stage


@pytest.fixture
async def setup(stage: Stage, forks: Forks, tmp_path: Path) -> AsyncIterator[Setup]:
    async with unset_daemon(stage, forks, tmp_path) as state:
        token = (state / "webhook.token").read_text().strip()
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
            yield Setup(state, http)


async def test_the_set_up_goes_on_without_a_restart(setup, stage):
    """Each step counts as soon as it is saved; MAM's session goes on as the test left it, and the library is read."""
    client = stage.client
    mam = await setup.take("mam", mam_id=stage.mam.mam_id)
    shelf = await setup.take("audiobookshelf", abs_url=stage.shelf.url, abs_token=stage.shelf.token)
    await setup.take(
        "qbittorrent",
        qbittorrent_url=client.url,
        qbittorrent_username=client.username,
        qbittorrent_password=client.password,
    )
    await setup.take("folders", library_dirs="", path_map="")
    await setup.ask("/api/hook/install", kind="curl")
    await setup.until("hook", "done")
    await setup.until("library", "done")

    file = setup.state / "page.env"
    lines = dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    assert (mam["account"], shelf["libraries"]) == (stage.mam.account.username, "Audiobooks")
    assert lines["LIBRARY_DIRS"] == f"'{stage.library}'"
    assert '"abs": "/audiobooks"' in lines["PATH_MAP"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert client.options.preferences["autorun_enabled"]
    assert stage.mam.violations == []


async def test_a_command_from_elsewhere_names_the_daemons_file(setup, forks, tmp_path):
    """Not the one that the command itself would read; the one that is named is read after a reload."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = of_the_machine() | {"PYTHONPATH": str(ROOT), "STATE_DIR": str(setup.state)}

    def run(*arguments: str) -> str:
        ran = forks.run("-m", "daemon", *arguments, environment=environment, folder=elsewhere)
        assert ran.returncode == 0, ran.stderr
        return " ".join(ran.stdout.split())

    before = await asyncio.to_thread(run, "status")
    (tmp_path / ".env").write_text("ABS_TOKEN=a-token\n")
    await asyncio.to_thread(run, "reload")
    after = await asyncio.to_thread(run, "status")

    assert str(elsewhere) not in before + after
    assert f"ABS_URL) on the page Settings or in a new file {tmp_path / '.env'}" in before
    assert "ABS_TOKEN" not in after
    assert f"in {tmp_path / '.env'}" in after
