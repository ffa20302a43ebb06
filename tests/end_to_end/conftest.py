"""A daemon as a process of its own, in the world of the stand-ins."""

import shlex
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from daemon_process import Process

from daemon.clock import SystemClock
from sandbox.stage import Stage
from tests.fixtures.forks import Forks, of_the_machine
from tests.fixtures.places import ROOT
from tests.fixtures.stores import ready_state

# These tests count the events that they cause themselves: no cycles, and no watcher.
QUIET = {f"{cycle}_CRON": "" for cycle in ("SEARCH", "ENRICHMENT", "RECONCILE", "LIBRARY_SYNC")}
QUIET["LIBRARY_WATCH"] = "off"
PROGRAM = (sys.executable, "-m", "daemon")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def hook_line(state: Path) -> str:
    """QBittorrent's line to run on completion."""
    return f'{shlex.join(PROGRAM)} notify --state-dir "{state}" "%K" "%I" "%J"'


@pytest.fixture
async def make_process(forks: Forks, tmp_path: Path, state: Path) -> AsyncIterator[Callable[..., Process]]:
    made: list[Process] = []

    def make(stage: Stage, **settings: str) -> Process:
        told = QUIET | stage.environment(ready_state(state)) | settings
        environment = of_the_machine() | {"PYTHONPATH": str(ROOT)} | told
        made.append(Process(environment, state, tmp_path / "daemon.log", forks))
        return made[-1]

    yield make
    for process in made:
        if process.process is not None:
            await process.stop()
        await process.http.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The world without a real qBittorrent, at the machine's own time."""
    async with Stage(tmp_path / "world", SystemClock(), real=False) as stage:
        yield stage
