"""The image as people run it: read-only, as user 1000, without rights, with the compose file's environment."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import container
import pytest
from container import PATIENCE_SECONDS, USER, Image

from daemon.clock import SystemClock
from sandbox.catalogue import listing
from sandbox.stage import Stage
from tests.fixtures.examples import only_thorough
from tests.fixtures.healthy_world import free_port
from tests.fixtures.places import ROOT

pytestmark = [
    only_thorough,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("image"),
    pytest.mark.skipif(container.missing() is not None, reason=str(container.missing())),
]

MOST_MEGABYTES = 120
COMPOSE = (ROOT / "deploy/docker/compose.yaml").read_text().partition("\n  shelfhook:\n")[2]


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    built = container.build()
    yield built
    container.remove()


@dataclass
class Home:
    """The folders that the compose file mounts, and the environment that it sets, by the stand-ins' addresses."""

    folder: Path
    stage: Stage
    port: int

    @property
    def environment(self) -> dict[str, str]:
        plain = dict(
            re.findall(r"^      ([A-Z_]+): ([^>$\s]+)$", COMPOSE.partition("secrets:")[0], re.MULTILINE)
        )
        there = {
            name: value
            for name, value in self.stage.environment(Path("/state")).items()
            if name in {"MAM_URL", "ABS_URL", "QBITTORRENT_URL", "GOOGLE_BOOKS_URL", "QBITTORRENT_USERNAME"}
        }
        paths = [{"client": str(self.stage.folder), "daemon": "/media", "abs": str(self.stage.folder)}]
        return (
            plain
            | there
            | {
                "LISTEN": f"127.0.0.1:{self.port}",
                "HOOK_URL": f"http://127.0.0.1:{self.port}",
                "PATH_MAP": json.dumps(paths),
                "LOG_FORMAT": "json",
            }
        )

    @property
    def mounts(self) -> Mapping[Path, str]:
        return {
            self.folder / "state": "/state",
            self.stage.folder: "/media",
            self.folder / "secrets": "/run/secrets",
        }

    def give(self, **secrets: str) -> None:
        """Write the secrets as prepare.sh leaves them."""
        for name, value in secrets.items():
            file = self.folder / "secrets" / name
            file.write_text(value)
            os.chown(file, USER, USER)
            file.chmod(0o400)

    @contextmanager
    def daemon(self, image: Image, *, user: int = USER, **more: str) -> Iterator[subprocess.Popen[str]]:
        """A container that answers."""
        with image.start(self.environment | more, self.mounts, user=user) as process:
            assert process.stdout is not None
            said = []
            try:
                for line in process.stdout:
                    said.append(line)
                    if "daemon_ready" in line:
                        yield process
                        break
                else:
                    pytest.fail(f"it ended with {process.wait()}: {said}")
            finally:
                container.stop(process, signal.SIGKILL)

    async def ask(self, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of an answer."""
        return await asyncio.to_thread(self._ask, path, body, headers)

    def _ask(self, path: str, body: str | None, headers: Mapping[str, str]) -> tuple[int, str]:
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        ) as connection:
            form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request("POST" if body else "GET", path, body, {**headers, **form})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with Stage(tmp_path / "media", SystemClock(), real=False) as stage:
        for name, mode in (("state", 0o700), ("secrets", 0o700)):
            (tmp_path / name).mkdir(mode=mode)
            os.chown(tmp_path / name, USER, USER)
        home = Home(tmp_path, stage, free_port())
        home.give(mam_id="", abs_token="", qbittorrent_password="", webhook_token="t" * 40)
        yield home


async def test_it_adds_little(image: Image):
    """The layers that we add have at most 120 MB; health check and volume are set."""
    assert image.added_megabytes <= MOST_MEGABYTES
    assert image.config["Healthcheck"]["Test"] == ["CMD", "shelfhook", "healthcheck"]
    assert "/state" in image.config["Volumes"]


@pytest.mark.parametrize(("more", "user"), [({}, USER), ({"PUID": "4242", "PGID": "4243"}, 4242)])
async def test_started_as_root_it_is_no_ones_root(image: Image, home: Home, more: dict[str, str], user: int):
    """The program and what it writes belong to PUID, and to user 1000 where none is named."""
    for place in (home.folder / "secrets", *(home.folder / "secrets").iterdir()):
        os.chown(place, user, user)
    with home.daemon(image, user=0, **more) as process:
        [inside] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        status = Path(f"/proc/{inside}/status").read_text()

    assert re.findall(r"^Uid:\t(\d+)\t(\d+)", status, re.MULTILINE) == [(str(user), str(user))]
    assert {file.stat().st_uid for file in (home.folder / "state").iterdir()} == {user}


async def test_the_first_start_without_secrets_stands_by(image: Image, home: Home):
    """It runs, takes hooks, and its page says what is missing; with the secrets the hook is handled."""
    staged = home.stage.prepare(listing(9000401))
    await home.stage.finish(staged)
    home.stage.shelf.scan_library()
    token = {"Authorization": f"Bearer {'t' * 40}"}
    with home.daemon(image) as process:
        status, _ = await home.ask("/webhooks/qbittorrent", f"hash={staged.info_hash}", **token)
        _, page = await home.ask("/", Cookie="", **token)
        stopped = await asyncio.to_thread(container.stop, process)

    assert (status, stopped) == (202, 0)
    assert [step for step in ("mam", "audiobookshelf", "qbittorrent") if f'"/setup/{step}"' not in page] == []

    home.give(
        mam_id=home.stage.mam.mam_id,
        abs_token=home.stage.shelf.token,
        qbittorrent_password=home.stage.client.password,
    )
    with home.daemon(image) as process:
        event = await _settled(home, token)
        health, _ = await home.ask("/health", **token)
        checked, said = await image.run(home.environment, home.mounts, "healthcheck")
        ended = await asyncio.to_thread(container.stop, process)

    assert event["verdict"] == "done", event
    assert health == 200
    assert (checked, said) == (0, "")
    assert ended == 0
    [item] = home.stage.shelf.items()
    assert list(item.narrators) == list(staged.listing.narrators)


async def _settled(home: Home, token: Mapping[str, str]) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            _, said = await home.ask("/api/events", **token)
            events = [event for event in json.loads(said) if event["kind"] == "torrent.finished"]
            if events and events[0]["verdict"]:
                return events[0]
            await SystemClock().sleep(timedelta(seconds=0.1))
