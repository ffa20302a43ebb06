"""What a reload leaves as it is: one daemon after another on what lasts, moved by hand."""

import weakref
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from clients.mam.client import Mam
from clients.mam.pace import INTERVAL
from daemon.config.settings import Settings
from daemon.process.memory import keep_for_good
from daemon.wiring.daemon import Daemon, assembled
from daemon.wiring.lasting import Lasting, opened
from domain.errors import CredentialsError, UnavailableError
from sandbox.clock import FakeClock
from sandbox.mam import Fault, SandboxMam
from tests.fixtures.stores import ready_state


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def site(clock: FakeClock) -> AsyncIterator[SandboxMam]:
    async with SandboxMam(clock=clock) as server:
        yield server


@pytest.fixture
def settings(site: SandboxMam, tmp_path: Path) -> Settings:
    state = ready_state(tmp_path)
    return Settings(mam_id=site.mam_id, mam_url=site.url, state_dir=state, listen="127.0.0.1:0")


@pytest.fixture
async def lasting(settings: Settings, clock: FakeClock) -> AsyncIterator[Lasting]:
    async with opened(settings, clock) as opened_once:
        yield opened_once


def mam_of(daemon: Daemon) -> Mam:
    return daemon.patient.connections.mam


async def test_mam_is_asked_no_sooner(lasting: Lasting, settings: Settings, site: SandboxMam):
    """The pause after a request goes on through a reload, also one with another session; and the session does."""
    async with assembled(lasting, settings) as daemon:
        await mam_of(daemon).account()
    async with assembled(lasting, settings) as daemon:
        await mam_of(daemon).account()
    other = settings.model_copy(update={"mam_id": Settings(mam_id=site.new_session()).mam_id})
    async with assembled(lasting, other) as daemon:
        await mam_of(daemon).account()

    assert len(site.visits) == 3
    assert site.smallest_spacing() >= INTERVAL
    assert site.violations == []


async def test_another_interval_counts(lasting: Lasting, settings: Settings, site: SandboxMam):
    """A longer pause holds from the first request under the new settings."""
    slower = settings.model_copy(update={"mam_request_interval_seconds": 9.0})
    async with assembled(lasting, slower) as daemon:
        await mam_of(daemon).account()
        await mam_of(daemon).account()

    assert site.smallest_spacing() >= timedelta(seconds=9)


async def test_a_pause_that_mam_asked_for_goes_on(
    lasting: Lasting, settings: Settings, site: SandboxMam, clock: FakeClock
):
    """Every caller that reloads meanwhile, and with whichever session, gets a time to come back; nothing is sent."""
    site.fail_next(Fault.TOO_MANY)
    async with assembled(lasting, settings) as daemon:
        with pytest.raises(UnavailableError):
            await mam_of(daemon).account()
    clock.advance(timedelta(seconds=10))

    other = settings.model_copy(update={"mam_id": Settings(mam_id=site.new_session()).mam_id})
    for one in (settings, other):
        async with assembled(lasting, one) as daemon:
            with pytest.raises(UnavailableError) as caught:
                await mam_of(daemon).account()
            assert caught.value.retry_after is not None
            assert caught.value.retry_after >= timedelta(seconds=20)

    assert len(site.visits) == 1


async def test_a_refused_session_is_not_tried_again(lasting: Lasting, settings: Settings, site: SandboxMam):
    """Nor is it green until it is asked: what is known of a service stays, as long as the account does."""
    site.new_session()
    async with assembled(lasting, settings) as daemon:
        with pytest.raises(CredentialsError):
            await mam_of(daemon).account()
    asked = len(site.visits)

    async with assembled(lasting, settings.model_copy(update={"keep_days": 3})) as daemon:
        assert daemon.parts.dependencies["mam"].refused is not None
        with pytest.raises(CredentialsError):
            await mam_of(daemon).account()

    assert len(site.visits) == asked


async def test_another_account_is_not_known_yet(lasting: Lasting, settings: Settings):
    """A service with another address or key starts without what was said of the former; the others go on."""
    async with assembled(lasting, settings) as daemon:
        before = daemon.parts.dependencies
    async with assembled(lasting, settings.model_copy(update={"abs_url": "http://127.0.0.1:9"})) as daemon:
        after = daemon.parts.dependencies

    assert [name for name in before if before[name] is not after[name]] == ["audiobookshelf"]


async def test_the_daemon_leads_through_a_reload(lasting: Lasting, settings: Settings):
    """It does not begin again, so that no one could have led in between; what it counts goes on."""
    async with assembled(lasting, settings) as daemon:
        parts = daemon.parts
    async with assembled(lasting, settings) as daemon:
        again = daemon.parts

    assert again.leadership.leads()
    assert (again.leadership, again.store, again.tally) == (parts.leadership, parts.store, parts.tally)
    assert again.leadership.term() == 1


@pytest.mark.databases("postgres")
async def test_no_other_daemon_leads_meanwhile(
    settings: Settings, clock: FakeClock, database_url: str, tmp_path: Path
):
    """Another one on the same store checks all the time, and gets nothing."""
    here = settings.model_copy(update={"database_url": SecretStr(database_url)})
    there = here.model_copy(update={"state_dir": ready_state(tmp_path / "other")})
    led = []
    async with opened(here, clock) as one, opened(there, clock) as other:
        for _ in range(3):
            async with assembled(one, here):
                await one.leadership.step()
            await other.leadership.step()
            led.append((one.leadership.leads(), other.leadership.leads()))

        assert one.leadership.term() == 1

    assert led == [(True, False)] * 3


async def test_a_former_daemon_is_given_back(lasting: Lasting, settings: Settings):
    """Though what is there at a start is excluded from garbage collection."""
    former = weakref.WeakSet()
    for _ in range(2):
        async with assembled(lasting, settings) as daemon:
            former.add(daemon.app)
            keep_for_good()
        del daemon
    keep_for_good()

    assert len(former) == 0
