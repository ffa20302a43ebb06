"""A daemon that listens, and a world around it in which nothing is wrong."""

import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from daemon.clock import SystemClock
from daemon.config.settings import Settings
from daemon.doctor.examine import examine
from daemon.doctor.finding import Finding
from daemon.wiring.daemon import Daemon, build
from domain.clock import Clock
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from sandbox.stage import CATEGORY, Stage
from tests.fixtures.stores import ready_state


@asynccontextmanager
async def listening(settings: Settings, clock: Clock) -> AsyncIterator[Daemon]:
    """A daemon whose server answers where it is told to; its loops stand still."""
    async with build(settings, clock) as daemon:
        runner = web.AppRunner(daemon.app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, *settings.host_and_port).start()
        daemon.parts.access.publish(f"http://127.0.0.1:{runner.addresses[0][1]}")
        try:
            yield daemon
        finally:
            await runner.cleanup()


def given(environment: dict[str, str], **others: Any) -> Settings:
    """The settings of an environment, and others."""
    return Settings(_env_file=None, **({name.lower(): value for name, value in environment.items()} | others))


@dataclass
class World:
    """Everything around a daemon, and its settings; each look is by a daemon that was started anew.

    Args:
        stage: The stand-ins.
        clock: The daemon's time.
        environment: Its settings.
        listens: Whether it listens.
        before_look: Called with the daemon when it runs, right before it looks.
    """

    stage: Stage
    clock: FakeClock
    environment: dict[str, str]
    listens: bool = True
    before_look: Callable[[Daemon], None] = lambda _: None

    @property
    def state(self) -> Path:
        return Path(self.environment["STATE_DIR"])

    @property
    def client(self) -> QbittorrentStandIn:
        assert isinstance(self.stage.client, QbittorrentStandIn)
        return self.stage.client

    @asynccontextmanager
    async def daemon(self) -> AsyncIterator[Daemon]:
        async with listening(given(self.environment), self.clock) as daemon:
            yield daemon

    async def look(self) -> dict[str, Finding]:
        """What a daemon of these settings finds, by name."""
        async with self.daemon() as daemon:
            self.before_look(daemon)
            settings = given(self.environment)
            found = await examine(replace(daemon.patient, settings=settings, listens=self.listens))
        return {finding.name: finding for finding in found}

    def set_as_told(self, mend: str) -> None:
        """Set what a mend says to set, word for word."""
        found = re.search(r"set (\w+)=(.*)", mend)
        assert found is not None, mend
        value, _ = json.JSONDecoder().raw_decode(found[2])
        self.environment[found[1]] = json.dumps(value)


@asynccontextmanager
async def healthy(folder: Path, **settings: str) -> AsyncIterator[World]:
    """A world in which nothing is wrong: a book was downloaded into the library, and the hook stands in qBittorrent."""
    clock = FakeClock(SystemClock().now(), auto=True)
    async with Stage(folder / "world", clock, real=False) as stage:
        environment = (
            stage.environment(ready_state(folder / "state"))
            | {"LISTEN": f"127.0.0.1:{free_port()}"}
            | settings
        )
        world = World(stage, clock, environment)
        await stage.finish(stage.prepare(listing(9000401)))
        stage.shelf.scan_library()
        world.client.options.categories[CATEGORY] = ""
        async with world.daemon() as daemon:
            await daemon.patient.hook.install()
        yield world


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
