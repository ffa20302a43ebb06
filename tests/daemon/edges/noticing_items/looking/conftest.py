"""A daemon whose events wait for items."""

from datetime import datetime

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from tests.fixtures.stages import MakeSettings

BOOK = 9000401


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
async def waiting(daemon: Daemon, stage: Stage) -> Staged:
    """A book whose completion waits for its item."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    await report(daemon, staged)
    return staged


async def report(daemon: Daemon, *books: Staged) -> None:
    now = daemon.parts.clock.now()
    for staged in books:
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=now)
    while await daemon.dispatcher.step():
        pass


def listings(stage: Stage) -> list[str]:
    """The requests for the newest items, without what keeps them from being answered from memory."""
    asked = [one for one in stage.shelf.requests if one.path.endswith("/items")]
    return [one.query.partition("&_=")[0] for one in asked if "desc=1" in one.query]


async def look_until(daemon: Daemon, clock: FakeClock, moment: datetime) -> None:
    """Take every step that is due by then, each at its time."""
    while clock.now() < moment:
        rest = await daemon.new_items.look.step()
        clock.advance(min(rest, moment - clock.now()))
