"""The runs of the cycles, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from domain.events import ReconcileDue, SearchDue
from domain.facts import EventVerdict, RunStatus
from domain.outcomes import Progress
from sandbox.clock import START
from store.due_times import DueTimes
from store.progress import ERRORS_KEPT
from store.queue.claims import Claims, Ending, Postponed
from store.queue.inbox import Inbox
from store.run_steps import RunSteps
from store.runs import Run, Runs

LATER = START + timedelta(minutes=1)
LEASE = timedelta(minutes=1)


@pytest.fixture
def runs(inbox: Inbox) -> Runs:
    return Runs(inbox.db, inbox.arrived)


async def start(runs: Runs, kind: str = "search", **options) -> Run | None:
    event = SearchDue if kind == "search" else ReconcileDue
    return await runs.start(kind, trigger="person", first=lambda run: event(run=run), now=START, **options)


async def test_a_run_starts_with_its_first_event(runs, inbox, claims):
    """The row and the event are there together, and the dispatcher is woken."""
    run = await start(runs)

    claim = await claims.claim_next(now=START, lease=LEASE)
    assert inbox.arrived.is_set()
    assert claim.event == SearchDue(run=run.id)
    assert (run.status, run.ended_at, run.trigger) == (RunStatus.RUNNING, None, "person")
    assert await runs.by_id(run.id) == run


async def test_a_cycle_has_one_open_run(runs, inbox):
    """Of twenty starts at the same time one is a run; another cycle runs beside it."""
    async with asyncio.TaskGroup() as people:
        started = [people.create_task(start(runs)) for _ in range(20)]
    other = await start(runs, "reconcile")

    [run] = [task.result() for task in started if task.result()]
    assert await runs.open_run("search") == run
    assert other is not None
    assert (await inbox.depth()).waiting == 2


async def test_a_cycle_starts_again_when_its_run_has_ended(runs):
    """An ended run is no obstacle, and the newest stands first."""
    first = await start(runs)
    await runs.end(first.id, status=RunStatus.DONE, reason=None, now=LATER)

    second = await start(runs)

    assert [run.id for run in await runs.recent()] == [second.id, first.id]
    assert [run.id for run in await runs.recent(kind="reconcile")] == []


async def test_counts_add_up(runs):
    """What steps count at the same time is all there, with the errors of parts."""
    run = await start(runs)

    async with asyncio.TaskGroup() as steps:
        for number in range(10):
            steps.create_task(runs.count(run.id, found=2))
            steps.create_task(runs.count(run.id, f"book {number} was odd", looked_at=1))

    counted = await runs.by_id(run.id)
    assert counted.counts == {"found": 20, "looked_at": 10, "errors": 10}
    assert sorted(counted.errors) == [f"book {number} was odd" for number in range(10)]


async def test_a_step_s_progress_is_noted_with_its_end(runs, claims):
    """Counts, an error and what later steps are to know are there once the step is settled."""
    run = await start(runs)
    claim = await claims.claim_next(now=START, lease=LEASE)
    progress = Progress(run=run.id, counts={"queries": 1, "found": 0}, error="it was odd", state={"at": 1})

    await claims.settle(claim, Ending(EventVerdict.DONE, "", (), progress), now=START)

    noted = await runs.by_id(run.id)
    assert noted.counts == {"queries": 1, "found": 0, "errors": 1}
    assert (noted.errors, noted.state) == (("it was odd",), {"at": 1})


async def test_a_step_that_is_done_twice_counts_once(runs, claims):
    """A daemon that lost the lease meanwhile notes nothing: the step is another's."""
    run = await start(runs)
    slow = await claims.claim_next(now=START, lease=LEASE)
    other = Claims(claims.db, "another daemon", claims.arrived)
    quick = await other.claim_next(now=START + LEASE, lease=LEASE)
    ending = Ending(EventVerdict.DONE, "", (), Progress(run=run.id, counts={"queries": 1}))

    settled = [await claims.settle(claim, ending, now=START + LEASE) for claim in (slow, quick)]

    assert settled == [False, True]
    assert (await runs.by_id(run.id)).counts == {"queries": 1}


async def test_a_run_is_open_until_it_ends(runs):
    """Steps ask for no more than that."""
    run = await start(runs)
    before = await runs.is_open(run.id)

    await runs.end(run.id, status=RunStatus.CANCELLED, reason=None, now=LATER)

    assert (before, await runs.is_open(run.id), await runs.is_open(run.id + 1)) == (True, False, False)


async def test_errors_are_bounded(runs):
    """A run that fails at every book keeps the first errors and counts all."""
    run = await start(runs)

    for number in range(ERRORS_KEPT + 3):
        await runs.count(run.id, f"error {number}")

    counted = await runs.by_id(run.id)
    assert counted.counts == {"errors": ERRORS_KEPT + 3}
    assert (len(counted.errors), counted.errors[-1]) == (ERRORS_KEPT, f"error {ERRORS_KEPT - 1}")


async def test_a_run_remembers_between_steps(runs):
    """A name kept again is replaced, the others stay."""
    run = await start(runs)

    await runs.remember(run.id, page=1, seen=["a"])
    await runs.remember(run.id, page=2)

    assert (await runs.by_id(run.id)).state == {"page": 2, "seen": ["a"]}


async def test_an_ended_run_stays_as_it_ended(runs):
    """A step that is repeated after a crash does not end its run another way."""
    run = await start(runs)
    await runs.end(run.id, status=RunStatus.CANCELLED, reason="acquisition is off", now=LATER)

    await runs.end(run.id, status=RunStatus.DONE, reason=None, now=LATER + LEASE)

    ended = await runs.by_id(run.id)
    assert (ended.status, ended.reason, ended.ended_at) == ("cancelled", "acquisition is off", LATER)


async def test_a_due_time_is_taken_once(runs, db):
    """A second timer that finds the same due time starts nothing, even after the run has ended."""
    run = await start(runs, due=START)
    await runs.end(run.id, status=RunStatus.DONE, reason=None, now=LATER)

    again = await start(runs, due=START)

    assert again is None
    assert await DueTimes(db).all() == {"search": START}


async def test_a_due_time_that_meets_an_open_run_is_used_up(runs, db):
    """It is noted as taken, so that the cycle does not start late when the run ends."""
    await start(runs)

    left_out = await start(runs, due=LATER)

    assert left_out is None
    assert await DueTimes(db).all() == {"search": LATER}


async def test_why_an_open_run_waits(runs, claims, db):
    """The reason of its step is the run's while it waits."""
    run = await start(runs)
    claim = await claims.claim_next(now=START, lease=LEASE)
    before = await RunSteps(db).waiting()

    await claims.put_back(
        claim, Postponed(due_at=LATER, looks=1, wait="person", reason="log in again", attempts=0)
    )

    assert before == {}
    assert await RunSteps(db).waiting() == {run.id: "log in again"}


async def test_a_run_whose_step_was_given_up_has_failed(runs, claims, db):
    """Nothing would carry it on, so it ends with the step's reason and its cycle may start again."""
    run = await start(runs)
    steps = RunSteps(db)
    claim = await claims.claim_next(now=START, lease=LEASE)
    assert await steps.end_abandoned(now=LATER) == []
    await claims.settle(claim, Ending(EventVerdict.BURIED, "gave up after 12 looks"), now=START)

    ended = await steps.end_abandoned(now=LATER)

    failed = await runs.by_id(run.id)
    assert [number for number, _ in ended] == [run.id]
    assert (failed.status, failed.ended_at) == ("failed", LATER)
    assert "gave up after 12 looks" in failed.reason
    assert await steps.end_abandoned(now=LATER) == []


async def test_a_run_between_two_steps_goes_on(runs, claims, db):
    """The step that follows is open in the moment that the one before is settled."""
    run = await start(runs)
    claim = await claims.claim_next(now=START, lease=LEASE)

    await claims.settle(claim, Ending(EventVerdict.DONE, "", (SearchDue(run=run.id, position=1),)), now=START)

    assert await RunSteps(db).end_abandoned(now=LATER) == []
