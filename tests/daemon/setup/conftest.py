"""A daemon for which nothing is set, beside services that stand ready."""

from collections.abc import AsyncIterator

import pytest

from daemon.setup.desk import SetupDesk
from daemon.setup.drafts import Drafts
from daemon.setup.steps import Step
from daemon.setup.tried import Tried
from daemon.wiring.daemon import Daemon, build
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stages import MakeSettings

NOTHING = dict.fromkeys(
    ("mam_id", "abs_token", "qbittorrent_username", "qbittorrent_password", "google_books_api_key")
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def daemon(stage: Stage, clock: FakeClock, make_settings: MakeSettings) -> AsyncIterator[Daemon]:
    settings = make_settings(**NOTHING, library_dirs="", abs_url="http://127.0.0.1:9")
    async with build(settings, clock) as daemon:
        yield daemon


@pytest.fixture
def desk(daemon: Daemon) -> SetupDesk:
    return SetupDesk(patient=daemon.patient, drafts=Drafts())


async def result_of(desk: SetupDesk, step: Step, typed: dict[str, str], *, again: bool = False) -> Tried:
    """What the test of these values finds."""
    draft = await desk.try_values(step, typed, again=again)
    return draft.tried
