"""Each thing that the doctor looks at is broken in turn, and fixed as it says."""

import asyncio

import pytest
from faults import WARNING
from faults_of_qbittorrent import QBITTORRENT
from faults_of_services import SERVICES
from faults_of_this_machine import HERE

from daemon.doctor.examine import PROBES
from daemon.doctor.finding import Finding, Result, exit_status
from tests.fixtures.healthy_world import healthy

FAULTS = HERE | SERVICES | QBITTORRENT


def unwell(found: dict[str, Finding]) -> dict[str, Result]:
    return {name: finding.result for name, finding in found.items() if finding.result is not Result.OK}


async def test_in_a_world_without_fault_every_probe_is_well(tmp_path):
    """Nothing is wrong, nothing is skipped, and there is nothing to fix."""
    async with healthy(tmp_path) as world:
        found = await world.examine()

        assert {name: finding.evidence for name, finding in found.items() if finding.mend} == {}
        assert unwell(found) == {}
        assert exit_status(found.values()) == 0


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_exactly_the_probe_of_a_fault_finds_it_and_its_fix_heals_it(tmp_path, fault):
    """One probe says what is wrong; only what depends on it is skipped; after doing what it says all is well."""
    async with healthy(tmp_path) as world:
        fault.do(world)

        ill = await world.examine()
        mend = ill[fault.probe].mend or ""
        assert unwell(ill) == {fault.probe: fault.result} | dict.fromkeys(fault.skips, Result.SKIPPED), ill
        assert fault.says in mend

        if asyncio.iscoroutine(done := fault.follow(world, mend)):
            await done
        assert unwell(healed := await world.examine()) == {}, healed


async def test_a_day_without_requests_left_is_no_reason_to_ask(tmp_path):
    """Google Books is not asked once the day's requests are used up, which a person can only wait out."""
    async with healthy(tmp_path) as world:
        world.environment["GOOGLE_BOOKS_DAILY_QUOTA"] = "1"
        await world.examine()
        asked = len(world.stage.google_books.visits)

        found = await world.examine()

        assert unwell(found) == {"Google Books": WARNING}
        assert "midnight Pacific time" in (found["Google Books"].mend or "")
        assert len(world.stage.google_books.visits) == asked


async def test_a_stopped_daemon_is_a_warning_and_its_start_the_fix(tmp_path):
    """Without a daemon nothing can be called, so the round trip is skipped; once it runs both are well."""
    async with healthy(tmp_path) as world:
        world.listens = False

        stopped = await world.examine()
        world.listens = True
        started = await world.examine()

        assert unwell(stopped) == {"daemon": WARNING, "hook's round trip": Result.SKIPPED}
        assert stopped["daemon"].mend == "start it: `shelfhook serve`"
        assert unwell(started) == {}


def test_every_probe_is_broken_here():
    """No probe goes without its fault."""
    assert {fault.probe for fault in FAULTS.values()} | {"daemon"} == {probe.name for probe in PROBES}
