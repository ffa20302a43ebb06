"""A person's check of a service that was away."""

from datetime import timedelta

import pytest

from daemon.doctor.services import Checks
from daemon.http.api.health import health
from daemon.wiring.daemon import build
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def stage(tmp_path, clock):
    async with Stage(tmp_path / "world", FakeClock(auto=True), real=False) as stage:
        yield stage


async def test_a_check_does_not_wait_for_the_next_probe(stage, clock, make_settings):
    """It is the probe: it finds the service back, and everything that waited for it goes on at once."""
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    stage.shelf.scan_library()
    async with build(make_settings(), clock) as daemon:
        stage.client.down = True
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=clock.now())
        for _ in range(8):
            await daemon.dispatcher.step()
            clock.advance(timedelta(seconds=9))
        away = (await health(daemon.api)).dependencies["qbittorrent"]
        stage.client.down = False

        found = await Checks(daemon.patient)("qbittorrent")
        back = (await health(daemon.api)).dependencies["qbittorrent"]
        asked = stage.client.asked("torrents/info")
        went_on = await daemon.dispatcher.step()

    assert away.away_since is not None
    assert away.next_probe > away.away_since
    assert found["ok"]
    assert (back.away_since, back.next_probe) == (None, None)
    assert went_on
    assert stage.client.asked("torrents/info") > asked
