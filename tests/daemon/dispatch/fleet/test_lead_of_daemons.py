"""Among several daemons one leads: it starts the cycles, holds MAM's session and ends the leases of the dead."""

import asyncio
import os
from datetime import timedelta

import pytest

from daemon.doctor.services import Checks
from daemon.http.api.health import health
from domain.errors import ElsewhereError
from domain.events import EnrichmentDue, ReconcileDue, TorrentFinished
from domain.facts import RunStatus
from sandbox.visits import smallest_spacing
from tests.daemon.dispatch.fleet.conftest import Fleet, add, finished, row, take_over

pytestmark = [
    pytest.mark.databases("postgres"),
    pytest.mark.timeout(120),
]


async def test_a_completion_that_needs_the_session_goes_to_the_leader(fleet: Fleet):
    """A daemon that does not lead leaves it due at once, at no attempt, and does not take it again."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    staged = await finished(fleet)
    event = await add(other, TorrentFinished(info_hash=staged.info_hash))

    assert await other.dispatcher.step()
    left = await row(other, event)
    assert not await other.dispatcher.step()
    assert await leader.dispatcher.step()

    assert (left.wait, left.attempts, left.lease_owner) == ("leader", 0, None)
    assert "the daemon that leads" in str(left.reason)
    assert (await row(other, event)).verdict == "done"


async def test_a_completion_whose_record_is_stored_is_anybodys(fleet: Fleet):
    """What needs no session is handled by any daemon that is free."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    staged = await finished(fleet)
    await add(leader, TorrentFinished(info_hash=staged.info_hash))
    assert await leader.dispatcher.step()

    event = await add(other, TorrentFinished(info_hash=staged.info_hash))
    assert await other.dispatcher.step()

    assert (await row(leader, event)).verdict == "done"


async def test_what_is_the_leaders_is_left_to_it(fleet: Fleet):
    """A step that keeps a pace is not taken by a daemon that does not lead; another one is."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    enrichment = await add(other, EnrichmentDue(run=1))
    reconcile = await add(other, ReconcileDue(run=2))

    assert await other.dispatcher.step()
    assert not await other.dispatcher.step()
    assert await other.claims.next_due() is None

    assert (await row(other, reconcile)).verdict == "dropped"
    assert (await row(other, enrichment)).verdict is None
    assert await leader.dispatcher.step()
    assert (await row(other, enrichment)).verdict == "dropped"


async def test_one_daemons_timer_starts_the_cycles(fleet: Fleet):
    """The others' timers rest; when the leader stops, one of them goes on with the next due time."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    await leader.timer.step()
    await other.timer.step()
    fleet.clock.advance(timedelta(minutes=5))

    await other.timer.step()
    before = await other.parts.store.runs.recent()
    await leader.timer.step()
    started = {run.kind for run in await other.parts.store.runs.recent()}
    await fleet.stop("a")
    await take_over(other)
    for run in await other.parts.store.runs.recent():
        await other.parts.store.runs.end(run.id, status=RunStatus.DONE, reason=None, now=fleet.clock.now())
    fleet.clock.advance(timedelta(minutes=5))
    await other.timer.step()

    assert before == []
    assert started == {"reconcile"}
    assert [run.kind for run in await other.parts.store.runs.recent()] == ["reconcile", "reconcile"]


async def test_the_lead_passes_on_when_its_daemon_dies(fleet: Fleet):
    """Whose connection ended leads no more, at once; the next one leads after its second look."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    assert (leader.parts.leadership.leads(), other.parts.leadership.leads()) == (True, False)

    await fleet.crash(leader)
    await other.parts.leadership.step()
    between = other.parts.leadership.leads()
    await other.parts.leadership.step()
    await leader.parts.leadership.step()

    assert not between
    assert other.parts.leadership.leads()
    assert not leader.parts.leadership.leads()
    with pytest.raises(ElsewhereError, match="the daemon that leads"):
        leader.parts.leadership.term()


async def test_the_session_goes_on_with_its_newest_cookie(fleet: Fleet):
    """Passed to and fro between daemons, the session is never used with a cookie that was rotated since."""
    first, second = await fleet.start("a"), await fleet.start("b")

    for one, other in ((first, second), (second, first), (first, second)):
        for _ in range(3):
            await one.patient.connections.mam.account()
        await fleet.crash(one)
        await take_over(other)
        with pytest.raises(ElsewhereError):
            await one.patient.connections.mam.account()
        await other.patient.connections.mam.account()

    assert len(fleet.stage.mam.visits) == 12
    assert smallest_spacing(fleet.stage.mam.visits) >= timedelta(seconds=2)


async def test_the_leader_ends_the_leases_of_the_dead(fleet: Fleet):
    """A daemon whose lock is free for four looks is gone; one that lives keeps what it has in hand."""
    leader, living, dead = [await fleet.start(name) for name in ("a", "b", "c")]
    lease = timedelta(minutes=2)
    kept = await add(leader, ReconcileDue(run=1))
    assert await living.claims.claim_next(now=fleet.clock.now(), lease=lease)
    lost = await add(leader, ReconcileDue(run=2))
    assert await dead.claims.claim_next(now=fleet.clock.now(), lease=lease)
    await fleet.stop("c")

    for _ in range(3):
        await leader.parts.leadership.step()
    early = await leader.dispatcher.step()
    await leader.parts.leadership.step()
    assert await leader.dispatcher.step()
    late = await leader.dispatcher.step()

    assert (early, late) == (False, False)
    assert (await row(leader, lost)).verdict == "dropped"
    assert (await row(leader, kept)).lease_owner == living.claims.owner


async def test_a_cycle_runs_once_no_matter_who_starts_it(fleet: Fleet):
    """Of four daemons that start one at the same moment, one does."""
    daemons = [await fleet.start(f"state {n}") for n in range(4)]

    async with asyncio.TaskGroup() as tasks:
        begun = [tasks.create_task(one.timer.cycles.start("reconcile", trigger="person")) for one in daemons]

    assert sum(one.result() is not None for one in begun) == 1


async def test_a_caller_of_mam_elsewhere_learns_where(fleet: Fleet):
    """A check through a daemon that does not lead names the one that does, and asks no one."""
    await fleet.start("a")
    other = await fleet.start("b")

    found = await Checks(other.patient)("mam")

    assert not found["ok"]
    assert f"the daemon that leads (process {os.getpid()} on " in found["said"]
    assert found["mend"] == "run this command on that daemon's machine"
    assert fleet.stage.mam.visits == []


async def test_a_daemon_that_cannot_work_leaves_the_lead(fleet: Fleet):
    """One that waits for its settings does not keep the others from leading."""
    idle, other = await fleet.start("a"), await fleet.start("b")

    await idle.parts.leadership.stand_aside()
    await take_over(other)

    assert not idle.parts.leadership.leads()
    assert other.parts.leadership.leads()


async def test_the_health_says_who_leads(fleet: Fleet):
    """Exactly one of them says that it leads."""
    daemons = [await fleet.start(name) for name in "abc"]

    assert [(await health(daemon.api)).leads for daemon in daemons] == [True, False, False]
